-- Holds: hold_slot, release_hold, expire_holds.

create function private.guard_hold() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Ending a hold, or renewing one that is alive, claims nothing new.
  if new.expires_at <= private.now() or (tg_op = 'UPDATE' and old.expires_at > private.now()
    and (new.clinician_id, new.held_by, new.slot_start, new.slot_end, new.blocked_until)
      = (old.clinician_id, old.held_by, old.slot_start, old.slot_end, old.blocked_until)) then
    return new;
  end if;
  perform private.lock_schedule(new.clinician_id, new.held_by);
  if exists (
    select from public.slot_holds h
    where h.clinician_id = new.clinician_id and h.expires_at > private.now() and h.hold_id <> new.hold_id
      and h.slot_start > new.slot_start - interval '28 hours' and h.slot_start < new.blocked_until and h.blocked_until > new.slot_start
      -- Times of one person may lie within each other's buffers: only one of them will be taken.
      and (h.held_by <> new.held_by or h.slot_start < new.slot_end and h.slot_end > new.slot_start)) then
    perform private.raise_error('slot_taken');
  end if;
  return new;
end $$;
comment on function private.guard_hold() is 'BK4 on every path: at most one live hold per clinician and time.';
create trigger slot_holds_guard before insert or update on public.slot_holds
  for each row execute function private.guard_hold();

create function public.hold_slot(clinician_id uuid, slot_start timestamptz, slot_end timestamptz, appointment_type text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_rules public.practices;
  v_minutes integer;
  v_buffer integer;
  v_hold public.slot_holds;
begin
  if v_access.me is null then
    perform private.raise_error('forbidden', 'A hold belongs to a person.');
  end if;
  perform private.check_slot(slot_start, slot_end);
  perform private.check_kind(v_access.practice_id, appointment_type, null, null);
  select * into v_rules from public.practices p where p.practice_id = v_access.practice_id;
  v_minutes := (extract(epoch from slot_end - slot_start) / 60)::integer;
  perform private.lock_schedule(clinician_id, v_access.me);

  select h.* into v_hold from public.slot_holds h
  where h.clinician_id = hold_slot.clinician_id and h.held_by = v_access.me and h.expires_at > private.now()
    and h.slot_start = hold_slot.slot_start and h.slot_end = hold_slot.slot_end;
  if v_hold.message_id is not null then
    return to_jsonb(v_hold);       -- an offer keeps it already, and for longer
  elsif v_hold.hold_id is not null then  -- renewing, up to the cap
    update public.slot_holds h set expires_at = greatest(h.expires_at, least(
      private.now() + make_interval(mins => v_rules.hold_minutes), h.created_at + make_interval(mins => v_rules.max_hold_minutes)))
    where h.hold_id = v_hold.hold_id returning h.* into v_hold;
    return to_jsonb(v_hold);
  end if;

  if (select count(*) from public.slot_holds h where h.held_by = v_access.me and h.message_id is null and h.expires_at > private.now()) >= v_rules.max_holds_per_person then
    perform private.raise_error('rate_limited', 'You are already keeping as many times as the practice allows.');
  end if;
  -- Keeping one time for ever by letting the hold lapse and taking it again is refused as well.
  if v_access.by_patient and (
    select count(*) from public.slot_holds h
    where h.held_by = v_access.me and h.clinician_id = hold_slot.clinician_id and h.slot_start = hold_slot.slot_start
      and h.created_at > private.now() - interval '1 hour') * v_rules.hold_minutes >= 2 * v_rules.max_hold_minutes then
    perform private.raise_error('rate_limited', 'This time was kept for you often enough. Please book it or choose another.');
  end if;
  select s.buffer_minutes into v_buffer
  from private.open_slots(array[clinician_id], slot_start, slot_end, v_minutes, appointment_type, null, null,
    case when v_access.by_patient then v_access.me end, v_access.me, v_access.by_patient) s
  where s.slot_start = hold_slot.slot_start;
  if not found then
    perform private.raise_error(
      case when private.clinician_clash(clinician_id, slot_start, slot_end, null, v_access.me) is not null then 'slot_taken'
        when v_access.by_patient and private.patient_clash(v_access.me, slot_start, slot_end, null) is not null then 'patient_busy'
        else 'outside_availability' end, null,
      private.with_alternatives(clinician_id, case when v_access.by_patient then v_access.me end, slot_start, slot_end, appointment_type, null, null));
  end if;
  if exists (
    select from public.slot_holds h
    where h.clinician_id = hold_slot.clinician_id and h.held_by = v_access.me and h.message_id is not null and h.expires_at > private.now()
      and h.slot_start < hold_slot.slot_end and h.slot_end > hold_slot.slot_start) then
    perform private.raise_error('slot_taken', 'An offer keeps a part of this time for you already. Please answer it, or choose another time.',
      private.with_alternatives(clinician_id, case when v_access.by_patient then v_access.me end, slot_start, slot_end, appointment_type, null, null));
  end if;
  -- Another length at the same time: the new choice takes the place of the former.
  update public.slot_holds h set expires_at = private.now()
  where h.clinician_id = hold_slot.clinician_id and h.held_by = v_access.me and h.message_id is null and h.expires_at > private.now()
    and h.slot_start < hold_slot.slot_end and h.slot_end > hold_slot.slot_start;
  insert into public.slot_holds (clinician_id, held_by, slot_start, slot_end, blocked_until, expires_at, created_at)
  values (clinician_id, v_access.me, slot_start, slot_end, slot_end + make_interval(mins => v_buffer),
    private.now() + make_interval(mins => v_rules.hold_minutes), private.now())
  returning * into v_hold;
  return to_jsonb(v_hold);
end $$;
comment on function public.hold_slot(uuid, timestamptz, timestamptz, text) is
  'Keeps a free slot for the caller for the practice''s hold_minutes; called again for the same slot it renews, up to max_hold_minutes. Returns the hold. Errors: slot_taken, patient_busy, outside_availability (details.alternatives), rate_limited, invalid_time, invalid_input, forbidden, not_found.';

create function public.release_hold(hold_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  -- Ended rather than deleted: how often a time was kept counts against its holder for an hour.
  -- What an offer keeps ends with the offer.
  update public.slot_holds h set expires_at = case when h.message_id is null then least(h.expires_at, private.now()) else h.expires_at end
  where h.hold_id = release_hold.hold_id and (h.held_by = private.me() or private.is_service());
  if not found then
    perform private.raise_error('not_found', 'There is no such hold of yours.');
  end if;
end $$;
comment on function public.release_hold(uuid) is 'Gives a kept time back at once; a time that an offer keeps stays kept until the offer closes. Errors: not_found.';

create function public.expire_holds() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_count integer;
begin
  delete from public.slot_holds h where h.expires_at < private.now() - interval '2 hours';
  get diagnostics v_count = row_count;
  delete from private.idempotency_keys k where k.created_at < private.now() - interval '24 hours';
  return v_count;
end $$;
comment on function public.expire_holds() is
  'Clears away ended holds and idempotency keys older than a day; returns how many holds. A hold ends by its own expires_at, so nothing depends on when this runs. Service role only.';

grant execute on function public.hold_slot(uuid, timestamptz, timestamptz, text) to authenticated, service_role;
grant execute on function public.release_hold(uuid) to authenticated, service_role;
grant execute on function public.expire_holds() to service_role;
