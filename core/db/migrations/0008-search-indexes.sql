-- What waits to be sorted into a word index is read through by every search: keep that list short.
alter index contacts_search set (gin_pending_list_limit = 512);
alter index companies_search set (gin_pending_list_limit = 512);
alter index deals_search set (gin_pending_list_limit = 512);
