-- What a message is about and whether it may be sent, as it is now: the facts for its text, the addresses and wishes of its
-- reader. Reminders and notices share it (docs/spec/notifications.md).

create function private.practice_of_person(profile_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select m.practice_id from public.practice_members m
  where m.profile_id = practice_of_person.profile_id and m.active order by m.created_at, m.practice_id limit 1
$$;
comment on function private.practice_of_person(uuid) is 'The practice in whose name a member is written to when the matter itself names none.';

create function private.notice_side(recipient_id uuid, appointment_id uuid, conversation_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_patient uuid;
  v_clinician uuid;
begin
  select a.patient_id, a.clinician_id into v_patient, v_clinician from public.appointments a where a.appointment_id = notice_side.appointment_id;
  if v_patient is null then
    select c.patient_id into v_patient from public.conversations c where c.conversation_id = notice_side.conversation_id;
  end if;
  return case
    when recipient_id = v_patient then 'patient'
    when recipient_id = v_clinician then 'clinician'
    when exists (select from public.clinicians c where c.clinician_id = notice_side.recipient_id and c.active) then 'clinician'
    when exists (select from public.practice_members m where m.profile_id = notice_side.recipient_id and m.active) then 'staff'
    else 'patient' end;
end $$;
comment on function private.notice_side(uuid, uuid, uuid) is 'In what capacity somebody is told of something: patient (of this visit or thread, or of a practice they do not work for), clinician or staff.';

create function private.visit_told_of(appointment_id uuid, kind text, payload jsonb) returns uuid
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select a.appointment_id
    from public.appointments f join public.appointments a on a.series_id = f.series_id
    where visit_told_of.payload ->> 'series' = 'true' and f.appointment_id = visit_told_of.appointment_id
      and a.status::text = replace(visit_told_of.kind, 'visit_', '') and a.scheduled_end > private.now()
    order by a.scheduled_start limit 1), visit_told_of.appointment_id)
$$;
comment on function private.visit_told_of(uuid, text, jsonb) is
  'The visit that a notice speaks of: of a series that was booked at once the first that still stands, otherwise its own.';

create function private.notice_json(
  id uuid, key text, delivery_method text, kind text, attempts integer,
  recipient_id uuid, actor_id uuid, appointment_id uuid, conversation_id uuid, payload jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_person public.profiles;
  v_practice public.practices;
  v_visit public.appointments;
  v_facts jsonb;
begin
  select p.* into v_person from public.profiles p where p.profile_id = notice_json.recipient_id;
  select a.* into v_visit from public.appointments a
  where a.appointment_id = private.visit_told_of(notice_json.appointment_id, notice_json.kind, notice_json.payload);
  select p.* into v_practice from public.practices p
  where p.practice_id = coalesce(v_visit.practice_id,
    (select c.practice_id from public.conversations c where c.conversation_id = notice_json.conversation_id),
    (select w.practice_id from public.appointment_waitlist w where w.waitlist_id = (payload ->> 'waitlist_id')::uuid),
    private.practice_of_person(notice_json.recipient_id));
  if v_visit.appointment_id is not null then
    select jsonb_build_object(
      'appointment_id', v_visit.appointment_id, 'start', private.utc_text(v_visit.scheduled_start), 'end', private.utc_text(v_visit.scheduled_end),
      'previous_start', payload -> 'from', 'status', v_visit.status, 'previous_status', payload -> 'previous_status',
      'location_type', v_visit.location_type, 'location', v_visit.location, 'has_video_link', v_visit.video_call_link is not null,
      'has_preparation', coalesce(v_visit.preparation_instructions, '') ~ '\S', 'type_name', t.name,
      'clinician_name', coalesce(c.display_name, ''), 'start_version', v_visit.start_version,
      'ical_uid', v_visit.ical_uid, 'ical_sequence', v_visit.ical_sequence,
      'series', case when payload ->> 'series' = 'true' then (
        select coalesce(jsonb_agg(jsonb_build_object('appointment_id', a.appointment_id, 'start', private.utc_text(a.scheduled_start),
          'end', private.utc_text(a.scheduled_end), 'status', a.status, 'location_type', a.location_type, 'location', a.location,
          'ical_uid', a.ical_uid, 'ical_sequence', a.ical_sequence) order by a.scheduled_start), '[]')
        from public.appointments a
        where a.series_id = v_visit.series_id and a.scheduled_start > v_visit.scheduled_start and a.status = v_visit.status) else '[]' end,
      'cancellation_notice_minutes', v_practice.cancellation_notice_minutes)
    into v_facts
    from public.clinicians c join public.appointment_types t on t.practice_id = c.practice_id and t.appointment_type = v_visit.appointment_type
    where c.clinician_id = v_visit.clinician_id and c.practice_id = v_visit.practice_id;
  end if;
  return jsonb_build_object(
    'id', id, 'idempotency_key', key, 'channel', delivery_method, 'kind', kind, 'attempts', attempts, 'written_at', private.utc_text(private.now()),
    'side', private.notice_side(recipient_id, appointment_id, conversation_id),
    'own_act', coalesce(actor_id = recipient_id, false),
    'recipient', jsonb_build_object(
      'profile_id', recipient_id, 'locale', v_person.locale, 'timezone', v_person.timezone, 'email', v_person.email,
      'phone', private.e164(v_person.phone),
      'calendar_detail', coalesce((select n.calendar_detail from public.notification_preferences n where n.profile_id = recipient_id), false),
      'push', case when delivery_method = 'push' then coalesce((
        select jsonb_agg(jsonb_build_object('subscription_id', s.subscription_id, 'endpoint', s.endpoint, 'p256dh', s.p256dh, 'auth', s.auth) order by s.created_at)
        from public.push_subscriptions s where s.profile_id = recipient_id), '[]') else '[]' end),
    'practice', jsonb_build_object('name', coalesce(v_practice.name, 'Careslot'), 'timezone', coalesce(v_practice.timezone, v_person.timezone),
      'phone', v_practice.phone),
    'visit', v_facts, 'conversation_id', conversation_id);
end $$;
comment on function private.notice_json(uuid, text, text, text, integer, uuid, uuid, uuid, uuid, jsonb) is
  'One message as functions/_shared/core/notifications/notice.ts reads it: practice, time, reader. Never the reason of a visit.';

create function private.quiet_until(profile_id uuid, at timestamptz) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
declare
  v_from time;
  v_until time;
  v_zone text;
  v_local timestamp;
begin
  select n.quiet_from, n.quiet_until, p.timezone into v_from, v_until, v_zone
  from public.notification_preferences n join public.profiles p on p.profile_id = n.profile_id
  where n.profile_id = quiet_until.profile_id and n.quiet_from <> n.quiet_until;
  if not found then
    return null;
  end if;
  v_local := quiet_until.at at time zone v_zone;
  if v_from < v_until and v_local::time >= v_from and v_local::time < v_until
    or v_from > v_until and v_local::time < v_until then
    return (v_local::date + v_until) at time zone v_zone;
  elsif v_from > v_until and v_local::time >= v_from then
    return (v_local::date + 1 + v_until) at time zone v_zone;
  end if;
  return null;
end $$;
comment on function private.quiet_until(uuid, timestamptz) is
  'The end of the quiet hours (in the person''s own zone, over midnight if need be) that this instant lies in, or null.';

create function private.channel_refusal(profile_id uuid, delivery_method text) returns text
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_person public.profiles;
  v_wish public.notification_preferences;
  v_block text;
begin
  select p.* into v_person from public.profiles p where p.profile_id = channel_refusal.profile_id;
  select n.* into v_wish from public.notification_preferences n where n.profile_id = channel_refusal.profile_id;
  if not coalesce(case delivery_method when 'email' then v_wish.email_enabled when 'sms' then v_wish.sms_enabled
    when 'push' then v_wish.push_enabled else v_wish.in_app_enabled end, true) then
    return 'opted_out';
  end if;
  if (case delivery_method when 'email' then v_person.email is null when 'sms' then private.e164(v_person.phone) is null
    when 'push' then not exists (select from public.push_subscriptions s where s.profile_id = channel_refusal.profile_id) else false end) then
    return 'no_address';
  end if;
  if delivery_method in ('email', 'sms') then
    select b.reason into v_block from public.notification_blocks b
    where b.delivery_method = channel_refusal.delivery_method
      and b.address = case channel_refusal.delivery_method when 'email' then lower(v_person.email) else private.e164(v_person.phone) end;
  end if;
  return v_block;
end $$;
comment on function private.channel_refusal(uuid, text) is
  'Why a person cannot or does not want to be reached this way: opted_out, no_address, bounced, complained; null when they can.';

create function private.next_try(attempts integer, retry_after_seconds integer, deadline timestamptz) returns timestamptz
language sql volatile set search_path = '' as $$
  select case when t < deadline then t end
  from (select private.now() + make_interval(secs => greatest(
    least(power(2, least(attempts, 12)) * 8 * (0.8 + 0.4 * random()), 1800),
    least(greatest(coalesce(retry_after_seconds, 0), 0), 86400))) as t) x
$$;
comment on function private.next_try(integer, integer, timestamptz) is
  'NT6: 2^attempts × 8 s ± 20 %, at most half an hour, at least what the provider asked for; null when that is after the deadline.';

create function private.last_try(first_try_at timestamptz) returns timestamptz
language sql immutable set search_path = '' as $$
  select coalesce(last_try.first_try_at + interval '23 hours', 'infinity')
$$;
comment on function private.last_try(timestamptz) is
  'NT6: providers know the key of a message for a day. A first try whose answer was lost may have arrived, so later it is not repeated.';
