-- Pipelines, stages, deals, the way each deal went, money in other currencies, and totals kept for the board.

-- One unit of `currency` is worth `rate` units of `base` from `day` on, until a newer rate.
create table exchange_rates (
  base text not null,
  currency text not null,
  day date not null,
  rate numeric(19,10) not null check (rate > 0),
  primary key (base, currency, day)
);

create table pipelines (
  id uuid primary key,
  version integer not null default 1,
  name text not null,
  position bigint not null default 0,
  is_default boolean not null default false,
  -- any: from every stage to every other; forward: never back; matrix: only what `allowed_moves` lists.
  moves text not null default 'any' check (moves in ('any', 'forward', 'matrix')),
  -- {"<stage id>": ["<stage id>", …]}
  allowed_moves jsonb,
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb
);
create index pipelines_recent on pipelines (created_at desc, id desc) where deleted_at is null;
create index pipelines_search on pipelines using gin (search gin_trgm_ops);
create index pipelines_keys on pipelines using gin (keys);

create table stages (
  id uuid primary key,
  version integer not null default 1,
  name text not null,
  pipeline_id uuid not null references pipelines,
  position bigint not null default 0,
  type text not null default 'open' check (type in ('open', 'won', 'lost')),
  -- Percent.
  probability numeric(7,4) not null default 0 check (probability between 0 and 100),
  -- Days without anything happening after which a deal here counts as gone quiet; null: never.
  quiet_after bigint check (quiet_after > 0),
  -- {"required": ["amount", "custom.region"]}
  entry_rules jsonb,
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb,
  unique (id, pipeline_id)
);
create index stages_pipeline on stages (pipeline_id, position);
create index stages_recent on stages (created_at desc, id desc) where deleted_at is null;
create index stages_search on stages using gin (search gin_trgm_ops);
create index stages_keys on stages using gin (keys);

create table loss_reasons (
  id uuid primary key,
  version integer not null default 1,
  name text not null,
  position bigint not null default 0,
  -- "Other": says nothing without a sentence beside it.
  needs_note boolean not null default false,
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb
);
create index loss_reasons_recent on loss_reasons (created_at desc, id desc) where deleted_at is null;
create index loss_reasons_search on loss_reasons using gin (search gin_trgm_ops);
create index loss_reasons_keys on loss_reasons using gin (keys);

create sequence deal_numbers;

create table deals (
  id uuid primary key,
  version integer not null default 1,
  number bigint not null default nextval('deal_numbers'),
  name text not null,
  company_id uuid,
  contact_id uuid,
  amount numeric(19,4),
  amount_currency text,
  -- The amount in the company's currency; null while no rate is known. Frozen when the deal closes.
  base_amount numeric(19,4),
  base_amount_currency text,
  rate numeric(19,10),
  rate_date date,
  pipeline_id uuid not null references pipelines,
  stage_id uuid not null,
  status text not null check (status in ('open', 'won', 'lost')),
  stage_since timestamptz not null default now(),
  -- The stage was entered against its rules, by somebody who may.
  stage_forced boolean not null default false,
  opened_on date not null,
  close_date date,
  closed_on date,
  lost_reason_id uuid references loss_reasons,
  lost_note text,
  competitor text,
  reopen_reason text,
  forecast_category text not null default 'pipeline' check (forecast_category in ('omit', 'pipeline', 'best', 'commit')),
  -- Percent; overrides the stage's.
  probability numeric(7,4) check (probability between 0 and 100),
  source text,
  owner_id uuid,
  next_step text,
  next_step_on date,
  last_activity_at timestamptz,
  description text,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb,
  foreign key (stage_id, pipeline_id) references stages (id, pipeline_id),
  check ((status = 'open') = (closed_on is null)),
  check (closed_on >= opened_on)
);
create unique index deals_number on deals (number);
create index deals_recent on deals (created_at desc, id desc) where deleted_at is null;
create index deals_search on deals using gin (search gin_trgm_ops);
create index deals_keys on deals using gin (keys);
create index deals_company on deals (company_id) where company_id is not null;
create index deals_contact on deals (contact_id) where contact_id is not null;
create index deals_owner on deals (owner_id, status);
create index deals_lost_reason on deals (lost_reason_id) where lost_reason_id is not null;
-- The board: newest cards of a stage, of everybody or of one person.
create index deals_board on deals (stage_id, created_at desc, id desc) where deleted_at is null;
create index deals_board_owner on deals (stage_id, owner_id, created_at desc, id desc) where deleted_at is null;
-- Sums by stage, month and owner without touching the table.
create index deals_report on deals (stage_id, close_date, owner_id)
  include (base_amount, probability, status, pipeline_id, forecast_category) where deleted_at is null;
-- What needs a person: a small index, because most deals are closed one day.
create index deals_attention on deals (pipeline_id, owner_id, next_step_on) where status = 'open' and deleted_at is null;
create index deals_closed on deals (closed_on, pipeline_id) include (status, base_amount, opened_on, owner_id)
  where status <> 'open' and deleted_at is null;

-- The way of each deal: consecutive stays, the last one open-ended. Without gaps, so durations add up.
create table deal_stage_history (
  id bigint generated always as identity primary key,
  deal_id uuid not null references deals on delete cascade,
  pipeline_id uuid not null,
  stage_id uuid not null,
  entered_at timestamptz not null,
  left_at timestamptz check (left_at >= entered_at),
  actor_id text not null,
  forced boolean not null default false,
  -- Not seen but concluded: the time before a deal was entered here.
  assumed boolean not null default false
);
create unique index deal_stage_history_current on deal_stage_history (deal_id) where left_at is null;
create index deal_stage_history_deal on deal_stage_history (deal_id, id);
create index deal_stage_history_stage on deal_stage_history (stage_id, deal_id);

-- Who decides with us: people of the other side and their part in the decision.
create table deal_contacts (
  id uuid primary key,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  deleted_at timestamptz,
  search text not null default '',
  keys text[] not null default '{}',
  ext jsonb,
  title text not null default '',
  deal_id uuid not null references deals on delete cascade,
  contact_id uuid not null,
  role text not null
);
create index deal_contacts_newest on deal_contacts (created_at desc, id desc) where deleted_at is null;
create index deal_contacts_search on deal_contacts using gin (search gin_trgm_ops);
create index deal_contacts_keys on deal_contacts using gin (keys);
create index deal_contacts_deal on deal_contacts (deal_id);
create index deal_contacts_contact on deal_contacts (contact_id);

-- Kept sums. The stage's probability is not in them, so changing it costs nothing:
-- weighted = base_plain * stage.probability / 100 + base_overridden.
create table deal_totals (
  pipeline_id uuid not null,
  stage_id uuid not null,
  owner_id uuid,
  count bigint not null,
  base_sum numeric(24,4) not null,
  -- Base amounts of deals without a probability of their own.
  base_plain numeric(24,4) not null,
  -- Base amount times own probability, of the others.
  base_overridden numeric(30,10) not null,
  -- Deals whose amount could not be converted.
  unrated bigint not null,
  unique nulls not distinct (pipeline_id, stage_id, owner_id)
) with (fillfactor = 50);

-- One trigger function per sort of statement, made from one text: adds what is coming, takes off what is going.
-- Totals are written in the order of their key, so that two statements cannot wait for each other.
do $make$
declare
  columns constant text := 'pipeline_id, stage_id, owner_id, amount, base_amount, probability';
  sources constant text[][] := array[
    array['insert', format('select 1 as n, %s from coming where deleted_at is null', columns)],
    array['delete', format('select -1 as n, %s from going where deleted_at is null', columns)],
    array['update', format('select 1 as n, %1$s from coming where deleted_at is null union all
      select -1 as n, %1$s from going where deleted_at is null', columns)]];
  source text[];
begin
  foreach source slice 1 in array sources loop
    execute format($function$
      create function deal_totals_on_%1$s() returns trigger language plpgsql as $body$
      begin
        insert into deal_totals as kept
        select * from (
          select pipeline_id, stage_id, owner_id, sum(n) as count,
            coalesce(sum(n * base_amount), 0) as base_sum,
            coalesce(sum(n * base_amount) filter (where probability is null), 0) as base_plain,
            coalesce(sum(n * base_amount * probability) / 100, 0) as base_overridden,
            coalesce(sum(n) filter (where amount is not null and base_amount is null), 0) as unrated
          from (%2$s) moved group by pipeline_id, stage_id, owner_id
        ) change
        where (count, base_sum, base_plain, base_overridden, unrated) <> (0, 0, 0, 0, 0)
        order by pipeline_id, stage_id, owner_id
        on conflict (pipeline_id, stage_id, owner_id) do update set
          count = kept.count + excluded.count, base_sum = kept.base_sum + excluded.base_sum,
          base_plain = kept.base_plain + excluded.base_plain, unrated = kept.unrated + excluded.unrated,
          base_overridden = kept.base_overridden + excluded.base_overridden;
        return null;
      end $body$ $function$, source[1], source[2]);
  end loop;
end $make$;

create trigger deal_totals_on_insert after insert on deals referencing new table as coming
  for each statement execute function deal_totals_on_insert();
create trigger deal_totals_on_delete after delete on deals referencing old table as going
  for each statement execute function deal_totals_on_delete();
create trigger deal_totals_on_update after update on deals referencing old table as going new table as coming
  for each statement execute function deal_totals_on_update();

insert into definition_versions values ('pipelines', 1);
