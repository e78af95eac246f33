-- Visits as calendar files (docs/spec/icalendar.md): what a file may say, exports of a range, and private addresses that
-- calendar apps subscribe to. Of an address only the hash of its token is kept. Files are written in functions/calendar-feed.

-- As the caller: row-level security decides which visits there are. Who reads through an address is the one it belongs to.
create function public.calendar_visits(appointment_ids uuid[]) returns jsonb
language plpgsql stable set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me constant uuid := private.me();
  v_signed_in constant boolean := (select auth.uid()) is not null;
  v_wanted boolean;
  v_visits jsonb;
begin
  if coalesce(cardinality(appointment_ids), 0) = 0 or cardinality(appointment_ids) > 5000 or array_position(appointment_ids, null) is not null then
    perform private.raise_error('invalid_input', 'appointment_ids are 1 to 5,000 ids.');
  end if;
  select n.calendar_detail into v_wanted from public.notification_preferences n where n.profile_id = v_me;
  select jsonb_agg(jsonb_build_object(
    'appointment_id', a.appointment_id, 'side', case when a.patient_id = v_me then 'patient' else 'staff' end,
    'start', a.scheduled_start, 'end', a.scheduled_end, 'status', a.status, 'changed_at', a.updated_at,
    'location_type', a.location_type, 'location', a.location, 'ical_uid', a.ical_uid, 'ical_sequence', a.ical_sequence,
    -- Anybody who has an address can read through it; a call is joined after signing in.
    'video_call_link', case when v_signed_in then a.video_call_link end,
    -- A practice in whose care the caller is no longer cannot be seen; the visit can.
    'practice', jsonb_build_object('name', coalesce(p.name, ''), 'timezone', coalesce(p.timezone, 'UTC'), 'phone', p.phone),
    'detail', case when v_wanted and (v_signed_in or a.patient_id = v_me) then
      jsonb_build_object('type_name', coalesce(t.name, ''), 'clinician_name', coalesce(c.display_name, '')) end)
    order by a.scheduled_start, a.appointment_id)
  into v_visits
  from public.appointments a
  left join public.practices p on p.practice_id = a.practice_id
  left join public.appointment_types t on t.practice_id = a.practice_id and t.appointment_type = a.appointment_type
  left join public.clinicians c on c.clinician_id = a.clinician_id and c.practice_id = a.practice_id
  where a.appointment_id = any (appointment_ids);
  if v_visits is null then
    perform private.raise_error('not_found', 'There is no such visit, or you may not see it.');
  end if;
  return jsonb_build_object('locale', coalesce((select p.locale from public.profiles p where p.profile_id = v_me), 'en'), 'visits', v_visits);
end $$;
comment on function public.calendar_visits(uuid[]) is
  'IC6, IC8, IC9: {locale, visits} of the given visits that the caller may see (at most 5,000), as a calendar file may tell of them: the type and the clinician only where the caller chose it (calendar_detail), the video link only to somebody signed in. Errors: invalid_input, not_found.';

create function public.calendar_export(from_date date, to_date date) returns jsonb
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me constant uuid := private.me();
  v_practices constant uuid[] := private.my_practices('{admin,clinician,receptionist}');
  v_ids uuid[];
  v_row record;
begin
  if from_date is null or to_date is null then
    perform private.raise_error('invalid_input', 'from_date and to_date are needed.');
  elsif not isfinite(from_date) or not isfinite(to_date) or to_date < from_date or from_date < date '1900-01-01'
    or to_date > private.now()::date + 3653 then
    perform private.raise_error('invalid_time', 'The last day is the first one or later, and at most ten years away.');
  elsif to_date - from_date > 400 then
    perform private.raise_error('invalid_time', 'At most 400 days can be exported at once.');
  end if;
  select array_agg(x.appointment_id) into v_ids
  from (
    select a.appointment_id
    from public.appointments a left join public.practices p on p.practice_id = a.practice_id
    where a.scheduled_start >= (from_date - 1)::timestamp at time zone 'UTC' and a.scheduled_start < (to_date + 2)::timestamp at time zone 'UTC'
      and (a.scheduled_start at time zone coalesce(p.timezone, 'UTC'))::date between from_date and to_date
      and a.status <> 'cancelled' and (a.patient_id = v_me or a.practice_id = any (v_practices))
    limit 5001) x;
  if cardinality(v_ids) > 5000 then
    perform private.raise_error('invalid_time', 'These are more than 5,000 visits. Please choose a shorter time.');
  end if;
  for v_row in
    select a.practice_id, count(*)::integer as visits from public.appointments a
    where a.appointment_id = any (v_ids) and a.patient_id <> v_me group by a.practice_id order by a.practice_id
  loop
    perform public.record_export(v_row.practice_id, 'appointment',
      jsonb_build_object('from', from_date, 'to', to_date, 'format', 'ics'), v_row.visits);
  end loop;
  if v_ids is null then
    return jsonb_build_object('locale', coalesce((select p.locale from public.profiles p where p.profile_id = v_me), 'en'), 'visits', '[]'::jsonb);
  end if;
  return public.calendar_visits(v_ids);
end $$;
comment on function public.calendar_export(date, date) is
  'IC11: {locale, visits} as calendar_visits, of all that begin on these days on their practice''s clock (both included, at most 400 apart, 5,000 visits), without cancelled ones. What staff take leaves an audit event for each practice (AC19). Errors: invalid_time, invalid_input.';

create function public.create_calendar_feed(label text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me constant uuid := private.me();
  v_label constant text := nullif(btrim(label, E' \t\r\n'), '');
  v_token text;
  v_feed public.calendar_feeds;
begin
  if v_me is null then
    perform private.raise_error('forbidden', 'A calendar address belongs to a person who is signed in.');
  elsif length(v_label) > 120 then
    perform private.raise_error('invalid_input', 'The name has at most 120 characters.');
  end if;
  -- Two at once must not both be the tenth.
  perform from public.profiles p where p.profile_id = v_me for no key update;
  if (select count(*) from public.calendar_feeds f where f.profile_id = v_me and f.revoked_at is null) >= 10 then
    perform private.raise_error('rate_limited', 'Ten calendar addresses are in use. Revoke one of them first.');
  end if;
  -- 32 bytes as base64url, from 366 bits of the server's strong random source.
  v_token := rtrim(translate(encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'base64'),
    '+/', '-_'), '=');
  insert into public.calendar_feeds (profile_id, token_hash, label, created_at)
  values (v_me, encode(sha256(convert_to(v_token, 'UTF8')), 'hex'), v_label, private.now())
  returning * into v_feed;
  return jsonb_build_object('feed_id', v_feed.feed_id, 'token', v_token, 'label', v_feed.label, 'created_at', v_feed.created_at);
end $$;
comment on function public.create_calendar_feed(text) is
  'IC12: a private address of the caller''s visits: {feed_id, token, label, created_at}. The token is shown this once; at most ten are in use. Errors: rate_limited, invalid_input, forbidden.';

create function public.revoke_calendar_feed(feed_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  update public.calendar_feeds f set revoked_at = coalesce(f.revoked_at, private.now())
  where f.feed_id = revoke_calendar_feed.feed_id and f.profile_id = private.me();
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar address, or it is not yours.');
  end if;
end $$;
comment on function public.revoke_calendar_feed(uuid) is 'IC12: ends one of the caller''s own addresses, at once and for good. Errors: not_found.';

create function public.read_calendar_feed(token_hash text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_feed public.calendar_feeds;
  v_ids uuid[];
  v_answer jsonb;
begin
  -- A login that was removed takes its addresses with it.
  select f.* into v_feed from public.calendar_feeds f join public.profiles p on p.profile_id = f.profile_id
  where f.token_hash = read_calendar_feed.token_hash and f.revoked_at is null and p.auth_user_id is not null;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar.');
  end if;
  update public.calendar_feeds f set last_read_at = private.now()
  where f.feed_id = v_feed.feed_id and coalesce(f.last_read_at <= private.now() - interval '1 hour', true);
  select array_agg(x.appointment_id) into v_ids
  from (
    select a.appointment_id from public.appointments a
    where (a.patient_id = v_feed.profile_id or a.clinician_id = v_feed.profile_id)
      and a.scheduled_start >= private.now() - interval '90 days' and a.scheduled_start < private.now() + interval '2 years'
      and (a.status <> 'cancelled' or a.updated_at >= private.now() - interval '30 days')
    order by a.scheduled_start, a.appointment_id limit 5000) x;
  perform private.as_patient(v_feed.profile_id);
  v_answer := case when v_ids is null then jsonb_build_object('visits', '[]'::jsonb,
    'locale', (select p.locale from public.profiles p where p.profile_id = v_feed.profile_id)) else public.calendar_visits(v_ids) end;
  perform private.as_patient(null);
  return v_answer || jsonb_build_object('label', v_feed.label);
end $$;
comment on function public.read_calendar_feed(text) is
  'IC13: {label, locale, visits} behind an address that is in use, by the SHA-256 of its token: the person''s own visits from 90 days ago to two years ahead, cancelled ones for 30 days. Notes at most once an hour that it was read. Errors: not_found. Service role only.';

grant execute on function public.calendar_visits(uuid[]) to authenticated, service_role;
grant execute on function public.calendar_export(date, date) to authenticated, service_role;
grant execute on function public.create_calendar_feed(text) to authenticated, service_role;
grant execute on function public.revoke_calendar_feed(uuid) to authenticated, service_role;
grant execute on function public.read_calendar_feed(text) to service_role;
