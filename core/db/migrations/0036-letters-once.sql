-- What a letter is about, for those that must not be written twice.
alter table mails add once text;
create unique index mails_once on mails (once) where once is not null;
