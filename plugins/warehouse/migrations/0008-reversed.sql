-- A move is taken back once, and whoever takes one back does not look through all of them.
create unique index moves_reverses on moves (reverses) where reverses is not null;
