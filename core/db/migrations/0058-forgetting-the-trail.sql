-- Old days of the audit trail may be forgotten: whole ones, up to the end of a day's chain, never younger than ninety days. The seals
-- with the digests of all lines stay, and so does what says that lines were forgotten; so the chain can still be verified.
create or replace function audit_only_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'audit_events' and old.action not in ('audit.forgotten', 'history.forgotten')
    and old.at < now() - interval '90 days' and exists (select from audit_events e
      where e.action = 'audit.forgotten' and (e.detail ->> 'day')::date >= (old.at at time zone 'UTC')::date) then
    return old;
  end if;
  raise exception 'the audit trail only grows: its lines are neither changed nor removed'
    using errcode = 'insufficient_privilege';
end $$;

-- Runs as the owner of the table, as that of the history does. Answers how many lines it was.
create function forget_audit(seal bigint, hash_of_seal bytea) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before bigint := coalesce((select max((detail ->> 'seal')::bigint) from audit_events where action = 'audit.forgotten'), 0);
  until date := (select day from audit_seals where number = seal and hash = hash_of_seal);
  gone bigint;
begin
  if until is null or until > (now() at time zone 'UTC')::date - 91 or exists (select from audit_seals where number = seal + 1 and day = until) then
    raise exception 'the audit trail is forgotten by whole days, older than ninety' using errcode = 'insufficient_privilege';
  end if;
  select count(*) into gone from audit_events e join (select unnest(seqs) as seq from audit_seals
    where trail = 'event' and number > before and number <= seal) s on s.seq = e.seq
    where e.action not in ('audit.forgotten', 'history.forgotten');
  if gone = 0 then
    return 0;
  end if;
  insert into audit_events (actor_id, source, action, kind, detail) values ('system:audit', 'job', 'audit.forgotten', 'audit',
    jsonb_build_object('day', until, 'seal', seal, 'hash', encode(hash_of_seal, 'hex'), 'lines', gone));
  delete from audit_events e using (select unnest(seqs) as seq from audit_seals
    where trail = 'event' and number > before and number <= seal) s
    where s.seq = e.seq and e.action not in ('audit.forgotten', 'history.forgotten');
  return gone;
end $$;
revoke execute on function forget_audit(bigint, bytea) from public;
