-- Under which mark a backup was restored last: files that arrived under the same one belong to this database, whatever happened to
-- the process that brought them.
create table if not exists restored_files (mark uuid primary key);
