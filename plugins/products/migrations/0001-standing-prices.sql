-- Prices with what their lists say: who they are for, from when to when both hold, and the day that ranks them.
create view standing_prices as
select p.id, p.product_id, p.list_id, l.name as list, l.scope, l.company_id, l.segment_id, p.min_quantity, p.price,
  p.price_currency as currency, coalesce(p.valid_from, l.valid_from) as since,
  greatest(p.valid_from, l.valid_from) as starts, least(p.valid_to, l.valid_to) as ends
from prices p join price_lists l on l.id = p.list_id
where p.deleted_at is null and l.deleted_at is null;

create index tax_rates_by_day on tax_rates (tax_id, valid_from);
create index product_costs_by_day on product_costs (product_id, cost_currency, valid_from);
