-- Who installed which archive of a plugin stands among what was done to it; `about` holds its SHA-256 and that of its files.
alter table plugin_operations drop constraint plugin_operations_action_check;
alter table plugin_operations add constraint plugin_operations_action_check
  check (action in ('install', 'enable', 'disable', 'upgrade', 'contract', 'remove', 'purge'));
