-- A server for signing in is called by its name, in a configuration as on its button: each name is there once.
update identity_providers p set name = left(p.name, 70) || ' ' || d.place
from (select id, row_number() over (partition by lower(name) order by created_at, id) as place from identity_providers) d
where d.id = p.id and d.place > 1;
create unique index identity_providers_name on identity_providers (lower(name));
-- Changes name the version they were read at.
alter table identity_providers add version integer not null default 1;
