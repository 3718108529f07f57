-- What a list of clients carries besides its last line: by `seed` neighbours stand in one order or the other, `bait` is the address of
-- somebody who is in this one list alone.
alter table export_numbers add column seed bytea, add column bait text;
create unique index export_numbers_bait on export_numbers (bait) where bait is not null;
