-- Lines of a kind that are left when its records are gone are forgotten some at a time; answers how many there were.
create function forget_history_some(of_kind text, most integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with left_over as (
    select seq from changes where kind = of_kind and (before is not null or after is not null) limit most
  ), gone as (
    update changes set before = null, after = null where seq in (select seq from left_over) returning 1
  ) select count(*)::integer from gone
$$;
-- It runs with the rights of the history's owner: it is for the application's role alone (core/db/owner.ts grants it).
revoke execute on function forget_history_some(text, integer) from public;
