-- The whole week of a clinician in one step: all of it is saved, or nothing is.

create function public.save_weekly_hours(clinician_id uuid, rows jsonb, seen jsonb) returns setof public.clinician_availability
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
declare
  v_week public.clinician_availability[];
  v_kept uuid[];
begin
  if not coalesce(save_weekly_hours.clinician_id = any (private.my_managed_clinicians()), false) and not private.is_service()
    or save_weekly_hours.clinician_id is null then
    perform private.raise_error('not_found', 'There is no such clinician, or you may not change their hours.');
  elsif jsonb_typeof(rows) is distinct from 'array' or jsonb_typeof(seen) is distinct from 'array' then
    perform private.raise_error('invalid_input', 'rows and seen are lists.');
  elsif jsonb_array_length(rows) > 200 then
    perform private.raise_error('invalid_input', 'A week has at most 200 rows.');
  end if;
  -- Two people saving at once: the second waits here, then finds that the week is not as it was seen.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('careslot.save_weekly_hours:' || save_weekly_hours.clinician_id, 0));
  begin
    if exists (
      select from (select a.availability_id, a.updated_at from public.clinician_availability a where a.clinician_id = save_weekly_hours.clinician_id) k
      full join jsonb_to_recordset(seen) s (availability_id uuid, updated_at timestamptz) on s.availability_id = k.availability_id
      where k.updated_at is distinct from s.updated_at) then
      perform private.raise_error('version_conflict', 'Somebody changed these hours in the meantime. Look at them again before you save.');
    end if;
    select array_agg(row(coalesce(r.availability_id, gen_random_uuid()), save_weekly_hours.clinician_id, r.day_of_week, r.start_time, r.end_time,
        coalesce(r.slot_duration_minutes, 30),
        coalesce(r.timezone, (select p.timezone from public.profiles p where p.profile_id = save_weekly_hours.clinician_id)),
        coalesce(r.location_type, 'any'), coalesce(r.appointment_types, '{}'), coalesce(r.buffer_minutes, 0), r.max_appointments_per_day,
        r.valid_from, r.valid_until, null, null)::public.clinician_availability),
      array_agg(r.availability_id) filter (where r.availability_id is not null)
    into v_week, v_kept
    from jsonb_to_recordset(rows) r (availability_id uuid, day_of_week smallint, start_time time, end_time time, slot_duration_minutes integer,
      timezone text, location_type text, appointment_types text[], buffer_minutes integer, max_appointments_per_day integer, valid_from date, valid_until date);
    if exists (
      select from unnest(v_kept) k (id) group by k.id
      having count(*) > 1 or not exists (
        select from public.clinician_availability a where a.availability_id = k.id and a.clinician_id = save_weekly_hours.clinician_id)) then
      perform private.raise_error('invalid_input', 'A row names hours that are not this clinician''s, or names them twice.');
    end if;
    delete from public.clinician_availability a
    where a.clinician_id = save_weekly_hours.clinician_id and a.availability_id <> all (coalesce(v_kept, '{}'));
    update public.clinician_availability a set (day_of_week, start_time, end_time, slot_duration_minutes, timezone, location_type, appointment_types,
        buffer_minutes, max_appointments_per_day, valid_from, valid_until)
      = (w.day_of_week, w.start_time, w.end_time, w.slot_duration_minutes, w.timezone, w.location_type, w.appointment_types,
        w.buffer_minutes, w.max_appointments_per_day, w.valid_from, w.valid_until)
    from unnest(v_week) w
    where a.availability_id = w.availability_id and w.availability_id = any (v_kept)
      and (a.day_of_week, a.start_time, a.end_time, a.slot_duration_minutes, a.timezone, a.location_type, a.appointment_types,
        a.buffer_minutes, a.max_appointments_per_day, a.valid_from, a.valid_until)
      is distinct from (w.day_of_week, w.start_time, w.end_time, w.slot_duration_minutes, w.timezone, w.location_type, w.appointment_types,
        w.buffer_minutes, w.max_appointments_per_day, w.valid_from, w.valid_until);
    insert into public.clinician_availability (availability_id, clinician_id, day_of_week, start_time, end_time, slot_duration_minutes, timezone,
      location_type, appointment_types, buffer_minutes, max_appointments_per_day, valid_from, valid_until)
    select w.availability_id, w.clinician_id, w.day_of_week, w.start_time, w.end_time, w.slot_duration_minutes, w.timezone,
      w.location_type, w.appointment_types, w.buffer_minutes, w.max_appointments_per_day, w.valid_from, w.valid_until
    from unnest(v_week) w where w.availability_id <> all (coalesce(v_kept, '{}'));
  exception
    when data_exception or check_violation or not_null_violation or foreign_key_violation or cannot_coerce then
      perform private.raise_error('invalid_input', 'These hours cannot be saved as they are.');
  end;
  return query
    select a.* from public.clinician_availability a
    where a.clinician_id = save_weekly_hours.clinician_id order by a.day_of_week, a.start_time, a.availability_id;
end $$;
comment on function public.save_weekly_hours(uuid, jsonb, jsonb) is
  'Makes a clinician''s weekly hours exactly these rows, in one transaction. Rows with availability_id are changed, others added, rows not named removed. seen: availability_id and updated_at of all rows as read before. Errors: not_found, invalid_input, version_conflict.';

grant execute on function public.save_weekly_hours(uuid, jsonb, jsonb) to authenticated, service_role;
