-- What an administrator agreed that a plugin may do, and the version before the one that is wanted, as long as processes may
-- still run it: until then nothing is taken away that it needs.
alter table plugins
  add column consent jsonb not null default '{}',
  add column previous text;
-- Whoever was switched on until now was shown with what it asks for.
update plugins set consent = coalesce(manifest -> 'requests', '{}');

alter table plugin_operations drop constraint plugin_operations_action_check;
alter table plugin_operations add constraint plugin_operations_action_check
  check (action in ('enable', 'disable', 'upgrade', 'contract', 'remove', 'purge'));
