-- What a role may do with fields is a part of its history, too: kind → field (as in `field_access`) → mode before and after.
-- Such a line has neither `before` nor `after`.
alter table role_changes add column fields jsonb;
