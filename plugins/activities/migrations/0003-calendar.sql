-- Calendars look at what is done and missed, too.
create index activities_calendar on activities (owner_id, due_at) where deleted_at is null;
