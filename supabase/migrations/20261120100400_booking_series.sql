-- Series: an iCalendar recurrence (RFC 5545 §3.3.10) booked as single visits, each a row of its own.

create function private.rule_part(rule text, part text) returns text
language sql immutable set search_path = '' as $$
  select (regexp_match(';' || upper(rule) || ';', ';' || part || '=([^;]*);'))[1]
$$;
comment on function private.rule_part(text, text) is 'The value of one part of a recurrence rule, or null.';

create function private.expand_recurrence(recurrence text, first_start timestamptz, zone text) returns timestamptz[]
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_rule text := regexp_replace(btrim(recurrence), '^RRULE:', '', 'i');
  v_most constant integer := 104;
  v_wall timestamp := first_start at time zone zone;
  v_freq text := private.rule_part(v_rule, 'FREQ');
  v_interval integer;
  v_count integer;
  v_until timestamptz;
  v_until_text text := private.rule_part(v_rule, 'UNTIL');
  v_byday text[] := string_to_array(private.rule_part(v_rule, 'BYDAY'), ',');
  v_found timestamptz[] := '{}';
  v_day timestamp;
  v_period timestamp;
  v_start timestamptz;
  v_names constant text[] := '{SU,MO,TU,WE,TH,FR,SA}';
  v_week_start integer := array_position(v_names, coalesce(private.rule_part(v_rule, 'WKST'), 'MO')) - 1;
begin
  if v_rule is null or length(v_rule) > 200 or v_rule !~* '^[A-Z]+=[^;=]+(;[A-Z]+=[^;=]+)*$'
    or v_rule ~* '(^|;)(?!FREQ=|INTERVAL=|COUNT=|UNTIL=|BYDAY=|WKST=)' or v_rule ~* '(^|;)([A-Z]+)=.*;\2=' or v_week_start is null then
    perform private.raise_error('invalid_input', 'recurrence is an RRULE with FREQ, INTERVAL, COUNT or UNTIL, and BYDAY; for example FREQ=WEEKLY;COUNT=6.');
  elsif v_freq is null or v_freq not in ('DAILY', 'WEEKLY', 'MONTHLY') then
    perform private.raise_error('invalid_input', 'FREQ is DAILY, WEEKLY or MONTHLY.');
  elsif coalesce(private.rule_part(v_rule, 'INTERVAL'), '1') !~ '^[1-9][0-9]?$' or coalesce(private.rule_part(v_rule, 'COUNT'), '1') !~ '^[1-9][0-9]{0,2}$' then
    perform private.raise_error('invalid_input', 'INTERVAL lies between 1 and 99, COUNT between 1 and 104.');
  elsif (private.rule_part(v_rule, 'COUNT') is null) = (v_until_text is null) then
    perform private.raise_error('invalid_input', 'A series needs either COUNT or UNTIL.');
  elsif v_until_text !~ '^[0-9]{8}(T[0-9]{6}Z)?$' or not v_byday <@ v_names or (v_byday is not null and v_freq <> 'WEEKLY') then
    perform private.raise_error('invalid_input', 'UNTIL is YYYYMMDD or YYYYMMDDTHHMMSSZ; BYDAY lists weekdays (MO,TU …) of a weekly series.');
  end if;
  v_interval := coalesce(private.rule_part(v_rule, 'INTERVAL'), '1')::integer;
  v_count := coalesce(private.rule_part(v_rule, 'COUNT'), v_most::text)::integer;
  if v_count > v_most then
    perform private.raise_error('invalid_input', 'A series has at most 104 visits.');
  end if;
  begin
    -- A bare date includes that day in the clinician's zone.
    v_until := case when v_until_text like '%T%' then to_timestamp(v_until_text, 'YYYYMMDD"T"HH24MISS"Z"')
      else private.wall_instant(to_date(v_until_text, 'YYYYMMDD') + interval '1 day' - interval '1 second', zone) end;
  exception when datetime_field_overflow or invalid_datetime_format then
    perform private.raise_error('invalid_input', 'UNTIL is not a date.');
  end;
  if v_freq = 'WEEKLY' and v_byday is not null and not v_names[extract(dow from v_wall)::integer + 1] = any (v_byday) then
    perform private.raise_error('invalid_input', 'The first visit is not on one of the days of BYDAY.');
  end if;

  for v_n in 0 .. 400 loop
    v_period := case v_freq when 'DAILY' then v_wall + make_interval(days => v_n * v_interval)
      when 'WEEKLY' then v_wall + make_interval(days => 7 * v_n * v_interval)
      else v_wall + make_interval(months => v_n * v_interval) end;
    -- RFC 5545: a month without that day is skipped, not bent to its last day.
    continue when v_freq = 'MONTHLY' and extract(day from v_period) <> extract(day from v_wall);
    for v_day in
      select d.day from (
        select v_period - make_interval(days => (extract(dow from v_period)::integer - v_week_start + 7) % 7) + make_interval(days => g) as day
        from generate_series(0, 6) g where v_freq = 'WEEKLY' and v_byday is not null
        union all select v_period where v_byday is null) d
      where d.day >= v_wall and (v_byday is null or v_names[extract(dow from d.day)::integer + 1] = any (v_byday))
      order by d.day
    loop
      -- The same local time on every date, in the clinician's zone; the first is the instant that was asked for, although
      -- its reading may come twice on the day the clocks go back.
      v_start := case when v_day = v_wall then first_start else private.wall_instant(v_day, zone) end;
      if v_until is not null and v_start > v_until then
        if v_found = '{}' then
          perform private.raise_error('invalid_input', 'UNTIL lies before the first visit.');
        end if;
        return v_found;
      elsif cardinality(v_found) >= v_most then
        perform private.raise_error('invalid_input', 'A series has at most 104 visits.');
      end if;
      v_found := v_found || v_start;
      if v_until is null and cardinality(v_found) >= v_count then
        return v_found;
      end if;
    end loop;
  end loop;
  return v_found;
end $$;
comment on function private.expand_recurrence(text, timestamptz, text) is
  'The starts of a series, first included, at the same local time in the zone; at most 104. Parts understood: FREQ=DAILY|WEEKLY|MONTHLY, INTERVAL, COUNT or UNTIL, BYDAY and WKST for weekly. Errors: invalid_input.';

create function private.instant_of(value jsonb) returns timestamptz
language plpgsql stable set search_path = '' as $$
begin
  return case when jsonb_typeof(value) = 'string' then (value #>> '{}')::timestamptz end;
exception when invalid_datetime_format or datetime_field_overflow or invalid_parameter_value then
  return null;
end $$;
comment on function private.instant_of(jsonb) is 'The instant that a JSON string names, else null.';

create function private.series_dates(starts timestamptz[], length interval, exceptions jsonb)
returns table (occurrence timestamptz, slot_start timestamptz, slot_end timestamptz)
language plpgsql stable set search_path = '' as $$
#variable_conflict use_variable
declare
  v_exception jsonb;
  v_occurrence timestamptz;
  v_seen timestamptz[] := '{}';
begin
  if jsonb_typeof(exceptions) <> 'array' or jsonb_array_length(exceptions) > 104 then
    perform private.raise_error('invalid_input', 'exceptions is a list of at most 104 dates of the series.');
  end if;
  for v_exception in select e.value from jsonb_array_elements(coalesce(exceptions, '[]')) e loop
    v_occurrence := case when jsonb_typeof(v_exception) = 'object' then private.instant_of(v_exception -> 'start') end;
    if v_occurrence is null or not v_occurrence = any (starts) or v_occurrence = any (v_seen)
      or v_exception - array['start', 'slot_start', 'slot_end'] <> '{}'
      or (coalesce(v_exception -> 'slot_start', 'null') = 'null') <> (coalesce(v_exception -> 'slot_end', 'null') = 'null') then
      perform private.raise_error('invalid_input',
        'Each exception names, once, the start of a date of the series, and either slot_start and slot_end or neither.');
    end if;
    v_seen := v_seen || v_occurrence;
    if coalesce(v_exception -> 'slot_start', 'null') <> 'null' then
      perform private.check_slot(private.instant_of(v_exception -> 'slot_start'), private.instant_of(v_exception -> 'slot_end'));
    end if;
  end loop;
  return query
  select s.start, coalesce(private.instant_of(e.value -> 'slot_start'), s.start), coalesce(private.instant_of(e.value -> 'slot_end'), s.start + length)
  from unnest(starts) with ordinality s (start, n)
  left join jsonb_array_elements(coalesce(exceptions, '[]')) e on private.instant_of(e.value -> 'start') = s.start
  where e.value is null or private.instant_of(e.value -> 'slot_start') is not null
  order by s.n;
end $$;
comment on function private.series_dates(timestamptz[], interval, jsonb) is
  'The times to book for the dates of a series, those of exceptions moved or left out. Errors: invalid_input, invalid_time.';

create function public.book_series(
  clinician_id uuid,
  patient_id uuid,
  slot_start timestamptz,
  slot_end timestamptz,
  appointment_type text,
  location_type text,
  recurrence text,
  accept_partial boolean default false,
  title text default null,
  description text default null,
  preparation_instructions text default null,
  hold_id uuid default null,
  overbook_reason text default null,
  idempotency_key text default null,
  location text default null,
  video_call_link text default null,
  exceptions jsonb default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_visit public.appointments;
  v_booked public.appointments;
  v_zone text;
  v_date record;
  v_error jsonb;
  v_clashes jsonb := '[]';
  v_done jsonb := '[]';
  v_result jsonb;
begin
  perform private.check_booking_texts(title, description, preparation_instructions, overbook_reason);
  perform private.check_place(location, video_call_link, v_access.by_patient);
  v_result := private.claim_idempotency_key(idempotency_key, jsonb_build_array('series', clinician_id, patient_id, slot_start, slot_end,
    appointment_type, location_type, recurrence, accept_partial, title, description, preparation_instructions, overbook_reason,
    location, video_call_link, exceptions));
  if v_result is not null then
    return v_result;
  end if;
  if overbook_reason is not null and v_access.by_patient then
    perform private.raise_error('forbidden', 'Only staff can book a time that is not free.');
  end if;
  v_visit := private.new_visit(clinician_id, patient_id, slot_start, slot_end, appointment_type, location_type,
    title, description, preparation_instructions, location, video_call_link, v_access);
  perform private.check_hold(hold_id, v_visit, v_access.me);
  v_zone := coalesce(
    (select a.timezone from public.clinician_availability a where a.clinician_id = book_series.clinician_id order by a.day_of_week, a.start_time limit 1),
    (select p.timezone from public.profiles p where p.profile_id = book_series.clinician_id));
  v_visit.series_id := gen_random_uuid();
  perform private.lock_schedule(clinician_id, patient_id);
  begin
    for v_date in
      select d.* from private.series_dates(private.expand_recurrence(recurrence, slot_start, v_zone), slot_end - slot_start, exceptions) d
    loop
      v_visit.scheduled_start := v_date.slot_start;
      v_visit.scheduled_end := v_date.slot_end;
      begin
        v_booked := private.book_one(v_visit, v_access.by_patient, v_access.me, overbook_reason);
        v_done := v_done || private.appointment_json(v_booked);
      exception when sqlstate 'PGRST' then
        v_error := sqlerrm::jsonb;
        v_clashes := v_clashes || jsonb_build_object('occurrence', v_date.occurrence, 'start', v_date.slot_start, 'end', v_date.slot_end,
          'code', v_error ->> 'code', 'alternatives', coalesce((v_error ->> 'details')::jsonb -> 'alternatives', '[]'));
      end;
    end loop;
    if v_clashes <> '[]' and not coalesce(accept_partial, false) then
      raise sqlstate 'CS409';      -- all or nothing: leaving this block undoes what was booked in it
    end if;
  exception when sqlstate 'CS409' then
    v_done := '[]';
  end;
  if v_done = '[]' then
    if v_clashes = '[]' then
      perform private.raise_error('invalid_input', 'No date is left to book.');
    end if;
    -- Nothing was done, so the key is free for the next try, with other exceptions.
    perform private.free_idempotency_key(idempotency_key);
    return jsonb_build_object('series_id', null, 'booked', v_done, 'clashes', v_clashes);
  end if;
  perform private.take_into_care(v_visit);
  v_result := jsonb_build_object('series_id', v_visit.series_id, 'booked', v_done, 'clashes', v_clashes);
  if idempotency_key is not null then
    perform private.settle_idempotency_key(idempotency_key, v_result);
  end if;
  return v_result;
end $$;
comment on function public.book_series(uuid, uuid, timestamptz, timestamptz, text, text, text, boolean, text, text, text, uuid, text, text, text, text, jsonb) is
  '{series_id, booked: [appointment], clashes: [{occurrence, start, end, code, alternatives}]}: every date of the recurrence in one transaction, at the same local time in the clinician''s zone; exceptions [{start, slot_start?, slot_end?}] move or leave out single dates. With a clash and without accept_partial nothing is booked: booked is empty, series_id null. Errors: hold_expired, invalid_time, invalid_input, idempotency_mismatch, forbidden, not_found.';

grant execute on function public.book_series(uuid, uuid, timestamptz, timestamptz, text, text, text, boolean, text, text, text, uuid, text, text, text, text, jsonb)
  to authenticated, service_role;
