-- The one place that decides what is free (docs/spec/availability.md). Listing, booking, alternatives and the
-- "next free" search all call private.open_slots, so that what is offered can be booked and nothing else can.
-- What is rare (exceptions, maxima, several zones) is gathered in small steps before the one statement, because starting a
-- large plan costs more than running a small one.

create type private.day_exception as (
  clinician_id uuid, day date, is_available boolean, replaces boolean, begins interval, ends interval,
  timezone text, minutes integer, buffer integer, maximum integer, step integer);
comment on type private.day_exception is 'A date override with what it takes over from the weekly hours; begins and ends count from its local midnight.';

create function private.day_exceptions(
  clinicians uuid[], first_day date, last_day date, minutes integer, type_minutes integer, type_buffer integer, only_zone text default null)
returns private.day_exception[]
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  -- An exception has no slot length, buffer, maximum or zone of its own: those of its weekday's hours count, else of any [AV5].
  return (
    select array_agg(row(o.clinician_id, o.override_date, o.is_available, o.is_available or o.start_time is null,
      o.start_time::interval, case when o.end_time > o.start_time then interval '0' else interval '24 hours' end + o.end_time::interval,
      coalesce(h.timezone, day_exceptions.only_zone, (select p.timezone from public.profiles p where p.profile_id = o.clinician_id)),
      coalesce(day_exceptions.minutes, day_exceptions.type_minutes, h.slot_duration_minutes, 30),
      greatest(h.buffer_minutes, day_exceptions.type_buffer, 0), h.max_appointments_per_day,
      coalesce(h.slot_duration_minutes, 30))::private.day_exception)
    from public.clinician_date_overrides o
    left join lateral (
      select a.timezone, a.slot_duration_minutes, a.buffer_minutes, a.max_appointments_per_day
      from public.clinician_availability a
      -- Time off takes over nothing but the zone, and that needs no look where there is only one.
      where a.clinician_id = o.clinician_id and (o.is_available or day_exceptions.only_zone is null)
      order by a.day_of_week <> extract(dow from o.override_date)::integer, a.day_of_week, a.start_time, a.availability_id limit 1) h on true
    where o.clinician_id = any (day_exceptions.clinicians) and o.override_date between day_exceptions.first_day and day_exceptions.last_day);
end $$;
comment on function private.day_exceptions(uuid[], date, date, integer, integer, integer, text) is
  'The exceptions of these clinicians between two dates; null when there are none. only_zone: the zone of all hours of a single clinician.';

create function private.full_days(clinician_id uuid, zone text, maximum integer, opens timestamptz, closes timestamptz, exclude_appointment_id uuid)
returns tstzmultirange
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_day timestamp := date_trunc('day', opens at time zone zone);
  v_from timestamptz;
  v_until timestamptz := private.wall_instant(v_day, zone);
  v_full tstzmultirange := '{}';
begin
  while maximum is not null and v_until < closes loop
    v_from := v_until;
    v_day := v_day + interval '24 hours';
    v_until := private.wall_instant(v_day, zone);
    if maximum <= (
      select count(*) from public.appointments a
      where a.clinician_id = full_days.clinician_id and a.holds_time and a.scheduled_start >= v_from and a.scheduled_start < v_until
        and a.appointment_id is distinct from full_days.exclude_appointment_id) then
      v_full := v_full + tstzmultirange(tstzrange(v_from, v_until));
    end if;
  end loop;
  return v_full;
end $$;
comment on function private.full_days(uuid, text, integer, timestamptz, timestamptz, uuid) is
  'Which local days touched by [opens, closes) already hold the maximum of visits [AV9]; none where there is no maximum.';

create function private.open_slots(
  clinicians uuid[],
  range_start timestamptz,
  range_end timestamptz,
  duration_minutes integer,
  appointment_type text,
  location_type text,
  exclude_appointment_id uuid,
  patient_id uuid,
  holder_id uuid,
  by_patient boolean
) returns table (clinician_id uuid, slot_start timestamptz, slot_end timestamptz, places integer, buffer_minutes integer)
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set jit = off set enable_hashagg = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_now timestamptz := private.now();
  v_day constant interval := interval '24 hours';
  v_minute constant interval := interval '1 minute';
  v_ids uuid[];
  v_rules public.practices;
  v_type public.appointment_types;
  v_earliest timestamptz := greatest(range_start, v_now);
  v_latest timestamptz := 'infinity';
  v_longest integer := 1440;
  v_overlap boolean;
  v_shut tstzmultirange;           -- closes everybody: closures of the practice, and what the patient has elsewhere (R2)
  v_exceptions private.day_exception[];
  v_zones text[];
  v_zone text;
  v_last_zone text;
  v_offsets interval[];            -- per zone, how far local time is ahead of UTC at each UTC midnight from v_sampled_from on
  v_samples integer := range_end::date - range_start::date + 11;
  v_sampled_from date := range_start::date - 4;
  -- Local dates run up to a day ahead of or behind UTC, and hours past midnight begin the day before.
  v_first_day date := range_start::date - 2;
  v_days integer := range_end::date - range_start::date + 3;
  v_first_weekday integer := extract(dow from v_first_day);
begin
  select array_agg(c.clinician_id), (array_agg(c.practice_id))[1] into v_ids, v_rules.practice_id
  from public.clinicians c
  where c.clinician_id = any (open_slots.clinicians) and c.active and (c.accepts_self_booking or not open_slots.by_patient);
  if by_patient then               -- Staff may use any coming time; a patient is bound by notice, horizon and length [AV10].
    select * into v_rules from public.practices p where p.practice_id = v_rules.practice_id;
    v_earliest := greatest(v_earliest, v_now + make_interval(mins => v_rules.min_notice_minutes));
    v_latest := v_now + make_interval(hours => 24 * v_rules.booking_horizon_days);
    v_longest := v_rules.max_self_booking_minutes;
  end if;
  if appointment_type is not null then
    select * into v_type from public.appointment_types t
    where t.practice_id = v_rules.practice_id and t.appointment_type = open_slots.appointment_type
      and t.active and (t.self_bookable or not open_slots.by_patient);
    if not found then
      return;
    end if;
  end if;
  select range_agg(k.during) into v_shut
  from public.practice_closures k
  where k.practice_id = v_rules.practice_id and upper(k.during) > open_slots.range_start and lower(k.during) < open_slots.range_end;
  if patient_id is not null then
    select coalesce(v_shut, '{}') + coalesce(range_agg(tstzrange(a.scheduled_start, a.scheduled_end)), '{}') into v_shut
    from public.appointments a
    where a.patient_id = open_slots.patient_id and a.holds_time
      and a.scheduled_start > open_slots.range_start - v_day and a.scheduled_start < open_slots.range_end
      and a.appointment_id is distinct from open_slots.exclude_appointment_id;
  end if;
  -- Hours that overlap (one place each, say) may give a start twice. Looking for doubles costs a sixth of the search, so it is
  -- left out where there plainly are none: no overlapping hours, no shift past midnight, no change of the clocks, no custom hours.
  select min(x.timezone collate "C"), max(x.timezone collate "C"), coalesce(bool_or(x.overlaps), false) into v_zone, v_last_zone, v_overlap
  from (
    select a.timezone, a.end_time <= a.start_time or a.start_time < max(a.end_time) over (
      partition by a.clinician_id, a.day_of_week order by a.start_time, a.availability_id rows between unbounded preceding and 1 preceding) as overlaps
    from public.clinician_availability a where a.clinician_id = any (v_ids)) x;
  if v_zone = v_last_zone then
    v_zones := array[v_zone];
  else
    select array_agg(distinct a.timezone) into v_zones from public.clinician_availability a where a.clinician_id = any (v_ids);
  end if;
  if exists (
    select from public.clinician_date_overrides o
    where o.clinician_id = any (v_ids) and o.override_date between v_first_day and range_end::date + 1) then
    v_exceptions := private.day_exceptions(v_ids, v_first_day, range_end::date + 1, duration_minutes,
      v_type.default_duration_minutes, v_type.buffer_minutes, case when cardinality(v_ids) = 1 and v_zone = v_last_zone then v_zone end);
  end if;
  foreach v_zone in array coalesce(v_zones, '{}') loop
    v_offsets := v_offsets || array(
      select g.t at time zone v_zone - g.t::timestamp
      from generate_series(v_sampled_from::timestamptz, v_sampled_from::timestamptz + v_day * (v_samples - 1), v_day) g (t));
  end loop;

  if v_offsets[1] <> any (v_offsets) then
    v_overlap := true;
  elsif v_exceptions is not null and not v_overlap then
    v_overlap := exists (select from unnest(v_exceptions) e where e.is_available);
  end if;

  return query
  with hours as (                  -- opening hours as local readings: weekly rows on their dates, exceptions instead of them
    select a.clinician_id, a.timezone, v_first_day + g.n as day, v_first_day + g.n + a.start_time as reading,
      case when a.end_time > a.start_time then a.end_time - a.start_time else a.end_time - a.start_time + v_day end as length,
      coalesce(open_slots.duration_minutes, v_type.default_duration_minutes, a.slot_duration_minutes) as minutes,
      greatest(a.buffer_minutes, v_type.buffer_minutes) as buffer, a.max_appointments_per_day as maximum, a.slot_duration_minutes as step,
      case a.location_type when 'in_person' then 1 when 'video' then 2 when 'phone' then 4 else 7 end as places
    from public.clinician_availability a
    cross join lateral generate_series((a.day_of_week - v_first_weekday + 7) % 7, v_days, 7) g (n)
    where a.clinician_id = any (v_ids)
      and (a.valid_from is null or a.valid_from <= v_first_day + g.n) and (a.valid_until is null or a.valid_until >= v_first_day + g.n)
      and (open_slots.appointment_type is null or cardinality(a.appointment_types) = 0 or open_slots.appointment_type = any (a.appointment_types))
      and (open_slots.location_type is null or a.location_type in ('any', open_slots.location_type))
      and not exists (select from unnest(v_exceptions) e where e.clinician_id = a.clinician_id and e.day = v_first_day + g.n and e.replaces)
    union all
    select e.clinician_id, e.timezone, e.day, e.day + e.begins, e.ends - e.begins, e.minutes, e.buffer, e.maximum, e.step, 7
    from unnest(v_exceptions) e
    where e.is_available
  ),
  placed as (                      -- where the offset of that day is found
    select h.*, h.day - v_sampled_from + 1
      + case when h.timezone = v_zones[1] then 0 else (array_position(v_zones, h.timezone) - 1) * v_samples end as i
    from hours h
    where h.minutes <= v_longest
  ),
  windows as materialized (        -- the same as instants; the slower, exact private.wall_instant around a change of the clocks
    select p.clinician_id, p.timezone, p.minutes, p.buffer, p.maximum, p.places, v_minute * p.step as step, v_minute * p.minutes as visit,
      case when v_offsets[p.i - 1] = v_offsets[p.i + 3] then (p.reading - v_offsets[p.i])::timestamptz
        else private.wall_instant(p.reading, p.timezone) end as opens,
      case when v_offsets[p.i - 1] = v_offsets[p.i + 3] then (p.reading + p.length - v_offsets[p.i])::timestamptz
        else private.wall_instant(p.reading + p.length, p.timezone) end as closes
    from placed p
  ),
  shapes as materialized (
    select distinct w.clinician_id, w.timezone, w.minutes, w.buffer, w.maximum,
      w.visit, v_minute * (w.minutes + w.buffer) as claim
    from windows w
    where w.closes > v_earliest
  ),
  blocked as materialized (        -- the instants at which a visit of that shape must not start, as one sorted set: a lookup per slot
    select s.clinician_id, s.timezone, s.minutes, s.buffer, s.maximum, (
      select range_agg(x.span) from (
        select tstzrange(a.scheduled_start - s.claim, a.blocked_until, '()') as span
        from public.appointments a
        where a.clinician_id = s.clinician_id and a.holds_time
          and a.scheduled_start > open_slots.range_start - interval '28 hours' and a.scheduled_start < open_slots.range_end + interval '4 hours'
          and a.appointment_id is distinct from open_slots.exclude_appointment_id
        union all
        select tstzrange(h.slot_start - s.claim, h.blocked_until, '()')
        from public.slot_holds h
        where h.clinician_id = s.clinician_id and h.expires_at > v_now and h.held_by is distinct from open_slots.holder_id
          and h.slot_start > open_slots.range_start - interval '28 hours' and h.slot_start < open_slots.range_end + interval '4 hours'
        union all
        select tstzrange(b.busy_start - s.claim, b.busy_end, '()')
        from public.external_busy_times b
        where b.clinician_id = s.clinician_id
          and b.busy_start > open_slots.range_start - v_day and b.busy_start < open_slots.range_end + interval '4 hours'
        union all                  -- closures, time off and the patient's own visits bind the visit, not its buffer
        select tstzrange(lower(u.span) - s.visit, upper(u.span), '()') from unnest(v_shut) u (span)
        union all                  -- a day off shuts its local date, a part of a day off that part [AV4]
        select tstzrange(lower(o.span) - s.visit, upper(o.span), '()')
        from unnest(v_exceptions) e
        cross join lateral (select private.wall_span(e.day + coalesce(e.begins, interval '0'), e.day + coalesce(e.ends, v_day), e.timezone) offset 0) o (span)
        where e.clinician_id = s.clinician_id and not e.is_available and not isempty(o.span)
        union all
        select d.span from unnest(case when s.maximum is not null then private.full_days(s.clinician_id, s.timezone, s.maximum,
          v_earliest, open_slots.range_end, open_slots.exclude_appointment_id) end) d (span)
        union all
        values (tstzrange(null, v_earliest)), (tstzrange(v_latest, null, '()'))) x) as starts
    from shapes s
  ),
  slots as not materialized (
    select c.clinician_id, c.start, c.start + c.visit as until, c.places, c.buffer
    from (
      select w.clinician_id, w.visit, w.places, w.buffer, b.starts,
        generate_series(w.opens, least(w.closes, open_slots.range_end) - w.visit, w.step) as start
      from windows w
      join blocked b on b.clinician_id = w.clinician_id and b.timezone = w.timezone and b.minutes = w.minutes and b.buffer = w.buffer
        and b.maximum is not distinct from w.maximum) c
    where not c.start <@ c.starts
  )
  select s.clinician_id, s.start, s.until, s.places, s.buffer from slots s where not v_overlap
  union all                        -- a start given twice is one slot, in several places, the shorter one [AV6]
  select s.clinician_id, s.start, min(s.until), bit_or(s.places), min(s.buffer) from slots s where v_overlap group by s.start, s.clinician_id
  order by 2, 1;
end $$;
comment on function private.open_slots(uuid[], timestamptz, timestamptz, integer, text, text, uuid, uuid, uuid, boolean) is
  'Free slots of these clinicians that lie inside [range_start, range_end): the single truth of "is this free". places adds up 1 in person, 2 video, 4 phone. Asks no permission: callers do.';
