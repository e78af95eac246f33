-- The slot searches of the API: available_slots, next_free_slots, practice_slots.

create function private.visible_exclusion(appointment_id uuid, me uuid, by_patient boolean) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  -- A patient may leave out only their own visit, or the answer would tell what others have booked.
  if appointment_id is null or not by_patient
    or exists (select from public.appointments a where a.appointment_id = visible_exclusion.appointment_id and a.patient_id = me) then
    return appointment_id;
  end if;
  return null;
end $$;
comment on function private.visible_exclusion(uuid, uuid, boolean) is 'The visit to leave out of a search, if the caller may ask for that.';

create function public.available_slots(
  clinician_id uuid,
  range_start timestamptz,
  range_end timestamptz,
  duration_minutes integer default null,
  appointment_type text default null,
  location_type text default null,
  exclude_appointment_id uuid default null,
  patient_id uuid default null,
  for_patients boolean default false
) returns table (slot_start timestamptz, slot_end timestamptz, location_types text[])
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_preview boolean := coalesce(for_patients, false) and not v_access.by_patient;
begin
  if private.check_range(range_start, range_end)
    and (appointment_type is not null or location_type is not null or duration_minutes is not null) then
    perform private.check_kind(v_access.practice_id, appointment_type, location_type, duration_minutes);
  end if;
  if patient_id is not null and not v_access.by_patient then
    perform private.check_patient(v_access.practice_id, patient_id);
  end if;
  return query
  select s.slot_start, s.slot_end, case s.places when 1 then array['in_person'] when 2 then array['video'] when 3 then array['in_person', 'video'] when 4 then array['phone']
      when 5 then array['in_person', 'phone'] when 6 then array['video', 'phone'] else array['in_person', 'video', 'phone'] end
  from private.open_slots(array[clinician_id], range_start, range_end, duration_minutes, appointment_type, location_type,
    case when exclude_appointment_id is not null then private.visible_exclusion(exclude_appointment_id, v_access.me, v_access.by_patient) end,
    -- What patients see: their rules, and a hold of the one who looks is somebody else's.
    case when v_access.by_patient then v_access.me else patient_id end,
    case when v_preview then patient_id else v_access.me end, v_access.by_patient or v_preview) s;
end $$;
comment on function public.available_slots(uuid, timestamptz, timestamptz, integer, text, text, uuid, uuid, boolean) is
  'Times that this caller can book with the clinician, inside [range_start, range_end), at most 366 days; for_patients (staff): what a patient in the clinician''s care is offered. duration_minutes defaults to the type''s, else to the hours'' slot length. Errors: not_found, invalid_time, invalid_input.';

create function private.next_free(
  clinician_id uuid, after timestamptz, wanted integer, duration_minutes integer, appointment_type text, location_type text,
  exclude_appointment_id uuid, patient_id uuid, holder_id uuid, by_patient boolean
) returns table (slot_start timestamptz, slot_end timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_from timestamptz := greatest(after, private.now());
  v_limit timestamptz := private.now() + interval '731 days';
  v_days integer := 7;
  v_until timestamptz;
  v_found integer := 0;
  v_slot record;
begin
  if by_patient then
    v_limit := private.now() + (
      select make_interval(days => p.booking_horizon_days) from public.clinicians c
      join public.practices p on p.practice_id = c.practice_id where c.clinician_id = next_free.clinician_id) + interval '1 day';
  end if;
  -- Empty weeks are crossed in growing strides, so that a full or closed month costs a few searches, not thirty.
  while v_from < v_limit and v_found < wanted loop
    v_until := least(v_from + make_interval(days => v_days), v_limit);
    for v_slot in
      select s.slot_start, s.slot_end
      from private.open_slots(array[clinician_id], v_from, v_until + interval '24 hours', duration_minutes, appointment_type, location_type,
        exclude_appointment_id, patient_id, holder_id, by_patient) s
      where s.slot_start < v_until
      order by s.slot_start limit wanted - v_found
    loop
      v_found := v_found + 1;
      slot_start := v_slot.slot_start;
      slot_end := v_slot.slot_end;
      return next;
    end loop;
    v_from := v_until;
    v_days := least(v_days * 2, 112);
  end loop;
end $$;
comment on function private.next_free(uuid, timestamptz, integer, integer, text, text, uuid, uuid, uuid, boolean) is
  'The first free slots from an instant on, as far as the caller may book.';

create function public.next_free_slots(
  clinician_id uuid,
  after timestamptz,
  count integer default 3,
  duration_minutes integer default null,
  appointment_type text default null,
  location_type text default null,
  patient_id uuid default null
) returns table (slot_start timestamptz, slot_end timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
begin
  if after is null or not isfinite(after) or after > private.now() + interval '10 years' then
    perform private.raise_error('invalid_time', 'after must be an instant within the next ten years.');
  elsif coalesce(count, 0) not between 1 and 50 then
    perform private.raise_error('invalid_input', 'count lies between 1 and 50.');
  end if;
  perform private.check_kind(v_access.practice_id, appointment_type, location_type, duration_minutes);
  if patient_id is not null and not v_access.by_patient then
    perform private.check_patient(v_access.practice_id, patient_id);
  end if;
  return query
  select s.slot_start, s.slot_end
  from private.next_free(clinician_id, after, count, duration_minutes, appointment_type, location_type, null,
    case when v_access.by_patient then v_access.me else patient_id end, v_access.me, v_access.by_patient) s;
end $$;
comment on function public.next_free_slots(uuid, timestamptz, integer, integer, text, text, uuid) is
  'The next count (1–50, default 3) times this caller can book from after on; looks as far as the practice''s horizon (staff: two years; patient_id leaves out that patient''s visits). Errors: not_found, invalid_time, invalid_input.';

create function public.practice_slots(
  practice_id uuid,
  range_start timestamptz,
  range_end timestamptz,
  duration_minutes integer default null,
  appointment_type text default null,
  location_type text default null,
  clinician_ids uuid[] default null,
  patient_id uuid default null
) returns table (slot_start timestamptz, slot_end timestamptz, clinician_id uuid)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_staff boolean := private.is_service() or practice_id = any (private.my_practices('{admin,clinician,receptionist}'));
  v_clinicians uuid[];
begin
  perform private.check_range(range_start, range_end);
  if range_end - range_start > interval '31 days' then
    perform private.raise_error('invalid_time', 'A search over a whole practice covers at most 31 days.');
  end if;
  select array_agg(c.clinician_id) into v_clinicians
  from public.clinicians c
  where c.practice_id = practice_slots.practice_id and c.active
    and (clinician_ids is null or c.clinician_id = any (clinician_ids))
    and (v_staff or exists (select from public.care_relationships r
      where r.clinician_id = c.clinician_id and r.patient_id = v_me and r.status = 'active'));
  if v_clinicians is null then
    perform private.raise_error('not_found', 'There is no such practice or clinician, or you may not see their times.');
  end if;
  perform private.check_kind(practice_id, appointment_type, location_type, duration_minutes);
  if patient_id is not null and v_staff then
    perform private.check_patient(practice_id, patient_id);
  end if;
  return query
  select s.slot_start, s.slot_end, s.clinician_id
  from private.open_slots(v_clinicians, range_start, range_end, duration_minutes, appointment_type, location_type,
    null, case when v_staff then patient_id else v_me end, v_me, not v_staff) s;
end $$;
comment on function public.practice_slots(uuid, timestamptz, timestamptz, integer, text, text, uuid[], uuid) is
  'Free slots of all clinicians of a practice whom the caller may see (or of clinician_ids), at most 31 days; patient_id (staff) leaves out that patient''s visits. Errors: not_found, invalid_time, invalid_input.';

create function private.with_alternatives(
  clinician_id uuid, patient_id uuid, slot_start timestamptz, slot_end timestamptz, appointment_type text, location_type text, exclude_appointment_id uuid
) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_by_patient boolean := not private.is_service() and not exists (
    select from public.clinicians c where c.clinician_id = with_alternatives.clinician_id
      and (c.clinician_id = v_me or c.practice_id = any (private.my_practices('{admin,receptionist}'))));
begin
  return jsonb_build_object('alternatives', coalesce((
    select jsonb_agg(jsonb_build_object('start', s.slot_start, 'end', s.slot_end) order by s.slot_start)
    from private.next_free(clinician_id, slot_start, 3, (extract(epoch from slot_end - slot_start) / 60)::integer,
      appointment_type, location_type, exclude_appointment_id, patient_id, coalesce(v_me, patient_id), v_by_patient) s), '[]'));
end $$;
comment on function private.with_alternatives(uuid, uuid, timestamptz, timestamptz, text, text, uuid) is
  '{"alternatives": [{start, end}, …]}: the next three slots of the same length that the caller could book instead.';

grant execute on function public.available_slots(uuid, timestamptz, timestamptz, integer, text, text, uuid, uuid, boolean) to authenticated, service_role;
grant execute on function public.next_free_slots(uuid, timestamptz, integer, integer, text, text, uuid) to authenticated, service_role;
grant execute on function public.practice_slots(uuid, timestamptz, timestamptz, integer, text, text, uuid[], uuid) to authenticated, service_role;
