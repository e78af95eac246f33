-- What is taken and what is open, for people and for calendars: free_busy and check_conflicts.

create function private.busy_spans(clinician_id uuid, range_start timestamptz, range_end timestamptz, exclude_appointment_id uuid, holder_id uuid)
returns table (span tstzrange, kind text, appointment_id uuid)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
#variable_conflict use_column
begin
  return query
  select tstzrange(a.scheduled_start, a.scheduled_end), 'appointment', a.appointment_id
  from public.appointments a
  where a.clinician_id = busy_spans.clinician_id and a.holds_time
    and a.scheduled_start > busy_spans.range_start - interval '24 hours' and a.scheduled_start < busy_spans.range_end
    and a.scheduled_end > busy_spans.range_start and a.appointment_id is distinct from busy_spans.exclude_appointment_id
  union all
  select tstzrange(h.slot_start, h.slot_end), 'hold', null::uuid
  from public.slot_holds h
  where h.clinician_id = busy_spans.clinician_id and h.expires_at > private.now() and h.held_by is distinct from busy_spans.holder_id
    and h.slot_start > busy_spans.range_start - interval '24 hours' and h.slot_start < busy_spans.range_end and h.slot_end > busy_spans.range_start
  union all
  select tstzrange(b.busy_start, b.busy_end), 'external', null
  from public.external_busy_times b
  where b.clinician_id = busy_spans.clinician_id
    and b.busy_start > busy_spans.range_start - interval '24 hours' and b.busy_start < busy_spans.range_end and b.busy_end > busy_spans.range_start
  union all
  select k.during, 'closure', null
  from public.practice_closures k
  where k.practice_id = (select c.practice_id from public.clinicians c where c.clinician_id = busy_spans.clinician_id)
    and upper(k.during) > busy_spans.range_start and lower(k.during) < busy_spans.range_end
  union all
  select x.span, 'time_off', null
  from unnest(private.day_exceptions(array[busy_spans.clinician_id], range_start::date - 2, range_end::date + 1, null, null, null)) e
  cross join lateral private.wall_span(e.day + coalesce(e.begins, interval '0'), e.day + coalesce(e.ends, interval '24 hours'), e.timezone) x (span)
  where not e.is_available and x.span && tstzrange(busy_spans.range_start, busy_spans.range_end);
end $$;
comment on function private.busy_spans(uuid, timestamptz, timestamptz, uuid, uuid) is 'Everything that takes the clinician''s time in a range, by kind, without buffers.';

create function private.open_hours(clinician_id uuid, range_start timestamptz, range_end timestamptz) returns tstzmultirange
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
#variable_conflict use_column
declare
  v_exceptions private.day_exception[] := private.day_exceptions(array[clinician_id], range_start::date - 2, range_end::date + 1, null, null, null);
begin
  return coalesce((
    select range_agg(private.wall_span(x.reading, x.reading + x.length, x.timezone))
    from (
      select g.day + a.start_time::interval as reading, a.timezone,
        a.end_time - a.start_time + case when a.end_time > a.start_time then interval '0' else interval '24 hours' end as length
      from public.clinician_availability a
      cross join lateral generate_series(date_trunc('day', range_start)::timestamp - interval '2 days', range_end::timestamp + interval '1 day', interval '1 day') g (day)
      where a.clinician_id = open_hours.clinician_id and extract(dow from g.day)::integer = a.day_of_week
        and (a.valid_from is null or a.valid_from <= g.day) and (a.valid_until is null or a.valid_until >= g.day)
        and not exists (select from unnest(v_exceptions) e where e.day = g.day::date and e.replaces)
      union all
      select e.day + e.begins, e.timezone, e.ends - e.begins from unnest(v_exceptions) e where e.is_available) x
    where x.length > interval '0'), '{}') * tstzmultirange(tstzrange(range_start, range_end));
end $$;
comment on function private.open_hours(uuid, timestamptz, timestamptz) is 'Opening hours as instants, before anything is taken from them. For display; slots come from open_slots.';

create function public.free_busy(clinician_id uuid, range_start timestamptz, range_end timestamptz) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_busy tstzmultirange;
begin
  perform private.check_range(range_start, range_end);
  if range_end - range_start > interval '92 days' then
    perform private.raise_error('invalid_time', 'free_busy covers at most 92 days.');
  end if;
  select coalesce(range_agg(b.span), '{}') into v_busy from private.busy_spans(clinician_id, range_start, range_end, null, v_access.me) b;
  return jsonb_build_object(
    'start', range_start, 'end', range_end,
    -- A patient learns that time is taken, not by what.
    'busy', case when v_access.by_patient then
        (select coalesce(jsonb_agg(jsonb_build_object('start', lower(s.span), 'end', upper(s.span), 'kind', 'busy') order by s.span), '[]')
         from unnest(v_busy * tstzmultirange(tstzrange(range_start, range_end))) s (span))
      else
        (select coalesce(jsonb_agg(jsonb_build_object('start', lower(b.span), 'end', upper(b.span), 'kind', b.kind) order by b.span, b.kind), '[]')
         from private.busy_spans(clinician_id, range_start, range_end, null, v_access.me) b)
      end,
    'free', (select coalesce(jsonb_agg(jsonb_build_object('start', lower(s.span), 'end', upper(s.span)) order by s.span), '[]')
      from unnest(private.open_hours(clinician_id, range_start, range_end) - v_busy) s (span)),
    'sources', (select jsonb_build_array('careslot') || coalesce(jsonb_agg(distinct c.provider), '[]')
      from public.calendar_sync_connections c
      where c.user_id = free_busy.clinician_id and c.sync_enabled and c.sync_direction <> 'to_external'
        and not v_access.by_patient),  -- which calendars a clinician keeps is not the patient's to know
    'stale', exists (
      select from public.calendar_sync_connections c
      where c.user_id = free_busy.clinician_id and c.sync_enabled and c.sync_direction <> 'to_external'
        and (c.state <> 'active' or c.last_sync_at is null or c.last_sync_at < private.now() - make_interval(mins => 3 * c.sync_interval_minutes))));
end $$;
comment on function public.free_busy(uuid, timestamptz, timestamptz) is
  '{start, end, busy: [{start, end, kind}], free: [{start, end}], sources, stale}: busy as it is known, free = opening hours minus busy, stale when an external calendar could not be read lately. At most 92 days. Errors: not_found, invalid_time, invalid_input.';

create function public.check_conflicts(
  clinician_id uuid, slot_start timestamptz, slot_end timestamptz, patient_id uuid default null, exclude_appointment_id uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_patient uuid := case when v_access.by_patient then v_access.me else patient_id end;
  v_exclude uuid := private.visible_exclusion(exclude_appointment_id, v_access.me, v_access.by_patient);
  v_conflicts jsonb;
begin
  perform private.check_slot(slot_start, slot_end);
  if patient_id is not null and not v_access.by_patient then
    perform private.check_patient(v_access.practice_id, patient_id);
  end if;
  select coalesce(jsonb_agg(x.conflict order by x.conflict ->> 'start'), '[]') into v_conflicts
  from (
    select jsonb_strip_nulls(jsonb_build_object('kind', case when v_access.by_patient then 'busy' else b.kind end,
      'start', lower(b.span), 'end', upper(b.span), 'appointment_id', case when not v_access.by_patient then b.appointment_id end)) as conflict
    from private.busy_spans(clinician_id, slot_start, slot_end, v_exclude, v_access.me) b
    where b.span && tstzrange(slot_start, slot_end)
    union all
    select private.patient_clash(v_patient, slot_start, slot_end, v_exclude)
    where private.patient_clash(v_patient, slot_start, slot_end, v_exclude) is not null) x;
  if v_conflicts = '[]' and not exists (
    select from private.open_slots(array[clinician_id], slot_start, slot_end, (extract(epoch from slot_end - slot_start) / 60)::integer,
      null, null, v_exclude, v_patient, v_access.me, v_access.by_patient)) then
    v_conflicts := jsonb_build_array(jsonb_build_object('kind', 'outside_availability', 'start', slot_start, 'end', slot_end));
  end if;
  return jsonb_build_object('conflicts', v_conflicts)
    || private.with_alternatives(clinician_id, v_patient, slot_start, slot_end, null, null, v_exclude);
end $$;
comment on function public.check_conflicts(uuid, timestamptz, timestamptz, uuid, uuid) is
  '{conflicts: [{kind, start, end, appointment_id?}], alternatives: [three {start, end}]}; kinds appointment, hold, external, closure, time_off, patient, outside_availability (busy for a patient). conflicts is empty exactly when the time can be booked. Errors: not_found, invalid_time, invalid_input.';

grant execute on function public.free_busy(uuid, timestamptz, timestamptz) to authenticated, service_role;
grant execute on function public.check_conflicts(uuid, timestamptz, timestamptz, uuid, uuid) to authenticated, service_role;
