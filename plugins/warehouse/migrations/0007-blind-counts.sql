-- What was there when a blind count began, line by line: no field of the line has it before the count is booked.
create table blind_counts (
  line_id uuid primary key references stock_lines (id) on delete cascade,
  expected numeric(19,6) not null
);
