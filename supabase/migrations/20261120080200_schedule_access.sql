-- Who asks about a clinician's schedule, and whether the question makes sense.

create function private.schedule_access(clinician_id uuid, out practice_id uuid, out me uuid, out by_patient boolean)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  -- One statement, because every search and booking starts here; "= me" is null for a caller without a profile.
  select c.practice_id, p.profile_id,
    case
      when c.clinician_id = p.profile_id then false
      when exists (select from public.practice_members m
        where m.practice_id = c.practice_id and m.profile_id = p.profile_id and m.active and m.role in ('admin', 'receptionist')) then false
      when exists (select from public.care_relationships r
        where r.clinician_id = c.clinician_id and r.patient_id = p.profile_id and r.status = 'active') then true
    end
  into practice_id, me, by_patient
  from public.clinicians c
  left join public.profiles p on p.auth_user_id = (select auth.uid())
  where c.clinician_id = schedule_access.clinician_id;
  if practice_id is not null and me is null then
    -- A patient who followed a link or answered a text message is always one: nobody acts as staff that way.
    me := private.acting_as();
    if me is not null then
      by_patient := nullif(exists (select from public.care_relationships r
        where r.clinician_id = schedule_access.clinician_id and r.patient_id = me and r.status = 'active'), false);
    elsif private.is_service() then
      by_patient := false;
    end if;
  end if;
  if by_patient is null then
    -- One answer for "unknown" and "not yours": ids cannot be probed.
    perform private.raise_error('not_found', 'There is no such clinician, or you may not see their times.');
  end if;
end $$;
comment on function private.schedule_access(uuid) is
  'The caller''s standing towards a clinician: staff (front desk, admin, the clinician, the secret key) or patient in their care. Raises not_found for everybody else.';

create function private.check_range(range_start timestamptz, range_end timestamptz) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  if range_start is null or range_end is null then
    perform private.raise_error('invalid_input', 'range_start and range_end are needed.');
  elsif not isfinite(range_start) or not isfinite(range_end) or range_end <= range_start then
    perform private.raise_error('invalid_time', 'The end of the range must come after its start.');
  elsif range_end - range_start > interval '366 days' then
    perform private.raise_error('invalid_time', 'A search covers at most 366 days.');
  elsif range_end > private.now() + interval '10 years' or range_start < private.now() - interval '10 years' then
    perform private.raise_error('invalid_time', 'That range is too far away.');
  end if;
  return true;                     -- a value, so that a caller on the fast path can ask in an expression instead of a query
end $$;
comment on function private.check_range(timestamptz, timestamptz) is 'Refuses ranges that are empty, reversed, longer than 366 days or more than ten years away.';

create function private.check_slot(slot_start timestamptz, slot_end timestamptz) returns void
language plpgsql stable set search_path = '' as $$
begin
  if slot_start is null or slot_end is null then
    perform private.raise_error('invalid_input', 'slot_start and slot_end are needed.');
  elsif not isfinite(slot_start) or not isfinite(slot_end) or slot_end <= slot_start or slot_end - slot_start > interval '24 hours' then
    perform private.raise_error('invalid_time', 'A visit must end after it starts and last at most 24 hours.');
  elsif slot_end - slot_start < interval '5 minutes' or extract(epoch from slot_end - slot_start)::numeric % 60 <> 0 then
    perform private.raise_error('invalid_time', 'A visit lasts whole minutes, at least five.');
  elsif slot_start < private.now() then
    perform private.raise_error('invalid_time', 'That time has already passed.');
  elsif slot_start > private.now() + interval '10 years' then
    perform private.raise_error('invalid_time', 'That time is too far away.');
  end if;
end $$;
comment on function private.check_slot(timestamptz, timestamptz) is 'Refuses times that no visit can have: reversed, past, under 5 minutes or over 24 hours, broken minutes, more than ten years ahead.';

create function private.check_kind(practice_id uuid, appointment_type text, location_type text, duration_minutes integer) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if location_type is not null and location_type not in ('in_person', 'video', 'phone') then
    perform private.raise_error('invalid_input', 'location_type is in_person, video or phone.');
  elsif duration_minutes is not null and duration_minutes not between 5 and 1440 then
    perform private.raise_error('invalid_input', 'duration_minutes lies between 5 and 1440.');
  elsif appointment_type is not null and not exists (
    select from public.appointment_types t
    where t.practice_id = check_kind.practice_id and t.appointment_type = check_kind.appointment_type and t.active) then
    perform private.raise_error('invalid_input', 'This practice has no such type of appointment.');
  end if;
end $$;
comment on function private.check_kind(uuid, text, text, integer) is 'Refuses unknown types, places and absurd durations.';

create function private.check_patient(practice_id uuid, patient_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  -- People of other practices are as good as unknown here; somebody who belongs nowhere yet becomes ours by booking.
  if not exists (select from public.profiles p where p.profile_id = check_patient.patient_id)
    or not (private.is_service()
      or exists (select from public.care_relationships r
        where r.patient_id = check_patient.patient_id and r.practice_id = check_patient.practice_id)
      or exists (select from public.practice_members m
        where m.profile_id = check_patient.patient_id and m.practice_id = check_patient.practice_id)
      or not private.profile_in_use(check_patient.patient_id)) then
    perform private.raise_error('not_found', 'There is no such patient in this practice.');
  end if;
end $$;
comment on function private.check_patient(uuid, uuid) is 'Raises not_found unless staff of the practice may deal with this patient.';
