-- What must hold for records: required, visible, read-only and valid fields, by condition, stage and team. Defined by people
-- and plugins while the system runs, so a change of one is a change of the definitions.
create table rules (
  id uuid primary key,
  kind text not null,
  -- People know a rule by its name, and configuration finds it by it.
  name text not null,
  effect text not null check (effect in ('required', 'visible', 'readOnly', 'valid')),
  -- Path of the field it is about; a rule over several fields may have none.
  field text,
  -- An expression; absent: always.
  condition text,
  -- The stage, or the option of a choice, from which on it holds.
  stage text,
  teams text[] not null default '{}',
  -- Sentences by language for what does not hold.
  message jsonb,
  old text not null default 'touch' check (old in ('touch', 'stage', 'backfill')),
  owner text not null default 'admin',
  state text not null default 'active' check (state in ('active', 'archived')),
  position integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  unique (kind, name)
);

-- Work over all records of a kind that goes on where it stopped: which old rows break a rule, what formulas and roll-ups now say.
create table record_runs (
  id uuid primary key,
  kind text not null,
  -- 'rule' with the rule's id, or 'computed' with the paths that are worked out anew.
  type text not null check (type in ('rule', 'computed')),
  about jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  -- The last record that was looked at.
  position uuid,
  done integer not null default 0,
  total integer not null default 0,
  found integer not null default 0,
  -- The first hundred that were found, as ids.
  records jsonb not null default '[]',
  actor_id text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index record_runs_rule on record_runs ((about ->> 'rule'), started_at) where type = 'rule';
