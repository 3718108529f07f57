-- What was last written as a deal's next step, so that what somebody typed there since is told from it.
create table next_steps (
  deal uuid primary key,
  step text not null,
  step_on date
);

-- What has been done once for all records that were there before the module.
create table marks (
  name text primary key,
  done_at timestamptz not null default now()
);

-- Today, calendars and the first step of a deal read these.
create index activities_planned_of on activities (owner_id, due_at) where deleted_at is null and status = 'planned';
create index activities_planned_deal on activities (deal_id, due_at) where deleted_at is null and status = 'planned';
create index activities_deal on activities (deal_id, due_at desc) where deleted_at is null;
create index activities_company on activities (company_id, due_at desc) where deleted_at is null;
create index activities_contact on activities (contact_id, due_at desc) where deleted_at is null;
create index activities_record on activities (record_id, due_at desc) where deleted_at is null and record_id is not null;
