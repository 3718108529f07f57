-- Whether whoever looked into an alert calls it a false alarm; null while nobody has, and of those looked into before.
alter table alerts add column false_alarm boolean;
