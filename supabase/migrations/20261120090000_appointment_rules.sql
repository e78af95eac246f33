-- R1–R4 on every path. The trigger decides what a row may become, locks in a fixed order and refuses a clash in words,
-- so that racers wait milliseconds instead of deadlocking on the exclusion constraints.

create function private.transition_allowed(from_status public.appointment_status, to_status public.appointment_status) returns boolean
language sql immutable set search_path = '' as $$
  select case from_status
    when 'requested' then to_status in ('confirmed', 'cancelled')
    when 'confirmed' then to_status in ('in_progress', 'completed', 'cancelled', 'no_show')
    when 'in_progress' then to_status in ('completed', 'cancelled')
    when 'completed' then to_status = 'no_show'
    when 'no_show' then to_status = 'completed'
    else false
  end
$$;
comment on function private.transition_allowed(public.appointment_status, public.appointment_status) is
  'R3. completed and no_show change into each other only as a correction with a reason.';
grant execute on function private.transition_allowed(public.appointment_status, public.appointment_status) to authenticated, service_role;

create function private.buffer_at(clinician_id uuid, at_start timestamptz, practice_id uuid, appointment_type text) returns integer
language plpgsql stable security definer set search_path = '' as $$
begin
  return greatest(
    (select t.buffer_minutes from public.appointment_types t
     where t.practice_id = buffer_at.practice_id and t.appointment_type = buffer_at.appointment_type),
    (select min(a.buffer_minutes) from public.clinician_availability a
     cross join lateral (select buffer_at.at_start at time zone a.timezone as wall) w
     where a.clinician_id = buffer_at.clinician_id
       and (a.valid_from is null or a.valid_from <= w.wall::date) and (a.valid_until is null or a.valid_until >= w.wall::date)
       and case when a.end_time > a.start_time
         then a.day_of_week = extract(dow from w.wall) and w.wall::time >= a.start_time and w.wall::time < a.end_time
         else (a.day_of_week = extract(dow from w.wall) and w.wall::time >= a.start_time)
           or (a.day_of_week = extract(dow from w.wall - interval '1 day') and w.wall::time < a.end_time) end),
    0);
end $$;
comment on function private.buffer_at(uuid, timestamptz, uuid, text) is
  'Minutes kept free after a visit that starts then: the longer of the type''s and the hours'' buffer. For writes that bring no blocked_until.';

create function private.clinician_clash(
  clinician_id uuid, from_instant timestamptz, until_instant timestamptz, exclude_appointment_id uuid, holder_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return coalesce(
    -- No visit and its buffer is longer than 28 hours, so the B-tree range is complete.
    (select jsonb_build_object('kind', 'appointment', 'start', a.scheduled_start, 'end', a.scheduled_end)
     from public.appointments a
     where a.clinician_id = clinician_clash.clinician_id and a.holds_time
       and a.scheduled_start > clinician_clash.from_instant - interval '28 hours' and a.scheduled_start < clinician_clash.until_instant
       and a.blocked_until > clinician_clash.from_instant
       and a.appointment_id is distinct from clinician_clash.exclude_appointment_id
     limit 1),
    (select jsonb_build_object('kind', 'hold', 'start', h.slot_start, 'end', h.slot_end)
     from public.slot_holds h
     where h.clinician_id = clinician_clash.clinician_id and h.expires_at > private.now()
       and h.held_by is distinct from clinician_clash.holder_id
       and h.slot_start > clinician_clash.from_instant - interval '28 hours' and h.slot_start < clinician_clash.until_instant
       and h.blocked_until > clinician_clash.from_instant
     limit 1));
end $$;
comment on function private.clinician_clash(uuid, timestamptz, timestamptz, uuid, uuid) is
  'R1: what already claims [from_instant, until_instant) of the clinician, buffers included; null when free.';

create function private.patient_clash(patient_id uuid, from_instant timestamptz, until_instant timestamptz, exclude_appointment_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return (
    select jsonb_build_object('kind', 'patient', 'start', a.scheduled_start, 'end', a.scheduled_end)
    from public.appointments a
    where a.patient_id = patient_clash.patient_id and a.holds_time
      and a.scheduled_start > patient_clash.from_instant - interval '24 hours' and a.scheduled_start < patient_clash.until_instant
      and a.scheduled_end > patient_clash.from_instant
      and a.appointment_id is distinct from patient_clash.exclude_appointment_id
    limit 1);
end $$;
comment on function private.patient_clash(uuid, timestamptz, timestamptz, uuid) is 'R2: another visit of the patient in [from_instant, until_instant); null when none.';

create function private.lock_schedule(clinician_id uuid, patient_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Always the clinician first, then the patient: two bookings can wait for each other, never in a circle.
  perform 1 from public.clinicians c where c.clinician_id = lock_schedule.clinician_id for no key update;
  perform 1 from public.profiles p where p.profile_id = lock_schedule.patient_id for no key update;
end $$;
comment on function private.lock_schedule(uuid, uuid) is 'Makes this transaction the only one that may claim time of this clinician and this patient, until it ends.';

create function private.refuse_clash(visit public.appointments) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_clash jsonb := private.clinician_clash(
    visit.clinician_id, visit.scheduled_start, visit.blocked_until, visit.appointment_id, coalesce(private.me(), visit.patient_id));
  v_code text := 'slot_taken';
begin
  if v_clash is null then
    v_clash := private.patient_clash(visit.patient_id, visit.scheduled_start, visit.scheduled_end, visit.appointment_id);
    v_code := 'patient_busy';
  end if;
  if v_clash is not null then
    perform private.raise_error(v_code, null, private.with_alternatives(
      visit.clinician_id, visit.patient_id, visit.scheduled_start, visit.scheduled_end, visit.appointment_type,
      visit.location_type::text, visit.appointment_id));
  end if;
end $$;
comment on function private.refuse_clash(public.appointments) is
  'Raises slot_taken or patient_busy, with the next three free slots, when the time of the row is claimed already.';

create function private.technical_columns() returns text[]
language sql immutable set search_path = '' as $$
  select array['version', 'start_version', 'updated_at', 'ical_sequence', 'sync_metadata', 'reminder_sent_24h', 'reminder_sent_1h',
    'google_calendar_event_id', 'microsoft_calendar_event_id', 'apple_calendar_event_id', 'duration_minutes', 'holds_time', 'blocked_until']
$$;
comment on function private.technical_columns() is 'Columns of appointments that the database or a worker keeps for itself.';

create function private.appointment_changed(old_row public.appointments, new_row public.appointments) returns boolean
language sql immutable set search_path = '' as $$
  select (to_jsonb(old_row) - private.technical_columns()) is distinct from (to_jsonb(new_row) - private.technical_columns())
$$;
comment on function private.appointment_changed(public.appointments, public.appointments) is 'Whether a person would call this a change: bookkeeping of sync and reminders is none.';

create function private.guard_appointment() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_insert boolean := tg_op = 'INSERT';
  v_moved boolean;
  v_retimed boolean;
  v_claims boolean;
  v_now timestamptz := private.now();
  v_practice public.practices;
begin
  if v_insert and new.practice_id is null then
    new.practice_id := (select c.practice_id from public.clinicians c where c.clinician_id = new.clinician_id);
  end if;
  v_retimed := v_insert or new.scheduled_start <> old.scheduled_start or new.scheduled_end <> old.scheduled_end;
  v_moved := v_retimed or new.clinician_id <> old.clinician_id;

  -- [R4] times
  if not isfinite(new.scheduled_start) or not isfinite(new.scheduled_end) or new.scheduled_end <= new.scheduled_start
     or new.scheduled_end - new.scheduled_start > interval '24 hours' then
    perform private.raise_error('invalid_time', 'A visit must end after it starts and last at most 24 hours.');
  end if;
  if v_insert then
    -- The past can be recorded (history, imports), not booked.
    if new.scheduled_start < v_now and new.status in ('requested', 'confirmed') then
      perform private.raise_error('invalid_time', 'That time has already passed.');
    elsif new.scheduled_start >= v_now and new.status not in ('requested', 'confirmed', 'cancelled') then
      perform private.raise_error('invalid_transition', 'A coming visit starts as requested or confirmed.');
    end if;
  else
    if new.patient_id <> old.patient_id or new.practice_id <> old.practice_id then
      perform private.raise_error('invalid_input', 'A visit stays with its patient and its practice. Cancel it and book anew.');
    end if;
    if v_moved and old.status not in ('requested', 'confirmed') then
      perform private.raise_error('invalid_transition', 'Only a requested or confirmed visit can be moved.');
    end if;
    if new.scheduled_start <> old.scheduled_start and new.scheduled_start < v_now then
      perform private.raise_error('invalid_time', 'That time has already passed.');
    end if;
    -- [R3]
    if new.status <> old.status then
      if not private.transition_allowed(old.status, new.status) then
        perform private.raise_error('invalid_transition', format('A visit that is %s cannot become %s.',
          replace(old.status::text, '_', ' '), replace(new.status::text, '_', ' ')));
      end if;
      if new.status = 'confirmed' and new.scheduled_start < v_now then
        perform private.raise_error('invalid_time', 'That time has already passed.');
      end if;
      -- An old reason counts again only where transition_appointment says that it was given again.
      if old.status in ('completed', 'no_show') and (coalesce(new.status_reason, '') !~ '\S'
        or new.status_reason is not distinct from old.status_reason
          and current_setting('careslot.correction', true) is distinct from new.appointment_id::text) then
        perform private.raise_error('invalid_input', 'A correction needs a reason.');
      end if;
    end if;
  end if;

  -- derived columns
  if v_insert and new.blocked_until is null
     or not v_insert and v_moved and new.blocked_until = old.blocked_until then
    new.blocked_until := new.scheduled_end + make_interval(mins => private.buffer_at(new.clinician_id, new.scheduled_start, new.practice_id, new.appointment_type));
  end if;
  case new.status
    when 'requested' then
      if v_insert then
        new.holds_time := coalesce((select p.requests_hold_time from public.practices p where p.practice_id = new.practice_id), true);
      else
        new.holds_time := old.holds_time;
      end if;
    when 'confirmed', 'in_progress' then new.holds_time := true;
    -- History that is recorded afterwards claims nothing; a visit that took place keeps what it had.
    when 'completed' then new.holds_time := not v_insert and old.holds_time;
    else new.holds_time := false;
  end case;
  if v_insert then
    new.version := 1;
    new.start_version := 0;
  else
    if v_retimed then
      -- What was said about the former time says nothing about this one; about another clinician at the same time it does.
      new.start_version := old.start_version + 1;
      new.attendance_confirmed_at := null;
      new.reminder_sent_24h := false;
      new.reminder_sent_1h := false;
    else
      new.start_version := old.start_version;
    end if;
    if private.appointment_changed(old, new) then
      new.version := old.version + 1;
      if v_moved or new.status <> old.status then new.ical_sequence := old.ical_sequence + 1; end if;
    else
      new.version := old.version;
    end if;
  end if;

  -- [R1] [R2]
  v_claims := new.holds_time and (v_moved or not old.holds_time or (old.overbooked and not new.overbooked));
  if v_claims and not new.overbooked then
    perform private.refuse_clash(new);       -- what is visible already needs no lock
    perform private.lock_schedule(new.clinician_id, new.patient_id);
    perform private.refuse_clash(new);
  end if;
  return new;
end $$;
comment on function private.guard_appointment() is 'R1–R4 for one row: allowed times and statuses, derived columns, the lock and the clash check.';

-- Named to run before appointments_touch and after nothing else.
create trigger appointments_guard before insert or update on public.appointments
  for each row execute function private.guard_appointment();
