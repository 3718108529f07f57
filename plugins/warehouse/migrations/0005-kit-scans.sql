-- One scan of a kit counts several lines: a row for each of them, all with the key of the scan.
alter table scans add column part integer not null default 0, add column kit_id uuid, add column kits numeric(19,6);
alter table scans drop constraint scans_document_id_key_key, add constraint scans_document_id_key_part_key unique (document_id, key, part);
