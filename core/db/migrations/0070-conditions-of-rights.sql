-- What has to be true of a record for a right of a role to reach it, in the language of rules; null: nothing.
alter table role_grants add column condition text
  check (condition is null or (condition <> '' and scope <> 'none'));
