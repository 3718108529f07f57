-- How much may wait to be sorted into a word index is now said by whoever writes: little by those who write one record, because every
-- search reads through it, and more by an import, for which sorting in often is a third of its work.
alter index contacts_search reset (gin_pending_list_limit);
alter index companies_search reset (gin_pending_list_limit);
alter index deals_search reset (gin_pending_list_limit);
