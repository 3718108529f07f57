-- When a session last passed a second step; null while it never did.
alter table sessions add stepped_at timestamptz;
-- It began at another server whose own second step is enough.
alter table sessions add elsewhere boolean not null default false;
-- The second step of whoever comes in by this server is taken there.
alter table identity_providers add second_step_there boolean not null default false;
-- Made right after a second step: such a token takes lists out also where that is demanded.
alter table api_tokens add confirmed boolean not null default false;
