-- A reach of "team" took in the teams below. That is called "subtree" now, and "team" is one's own teams alone: what was
-- granted goes on reaching as far as it did.
alter table role_grants drop constraint role_grants_scope_check;
update role_grants set scope = 'subtree' where scope = 'team';
alter table role_grants add check (scope in ('none', 'own', 'team', 'subtree', 'all'));
