-- Search texts of kinds that the company made may hold values of fields that plugins brought. They are written anew without them.
insert into search_rewrites (kind)
  select distinct k.name from own_kinds k join fields f on f.kind = k.name and f.owner not in ('core', 'admin')
  on conflict (kind) do nothing;
