-- A revaluation moves nothing and changes what is there is worth. It stands among the moves, so that it is worked out anew in its turn.
alter table moves drop constraint moves_goes_check, drop constraint moves_quantity_check;
alter table moves add constraint moves_goes_check check (goes in ('in', 'out', 'within', 'worth')),
  add constraint moves_quantity_check check (quantity > 0 or (goes = 'worth' and quantity = 0 and given_cost is not null));
-- As the product said when it was last posted: what must hold depends on it.
alter table stock_values add column method text, add column negative text;
