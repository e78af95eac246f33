-- The demo practice: dated relative to today, so that it always looks like a working week. Runs once on a fresh database,
-- as postgres. private.demo_accounts names the people who get a login in the embedded home.

select set_config('careslot.quiet', 'on', true);

insert into public.practices (practice_id, name, slug, timezone, phone, cancellation_notice_minutes)
values ('5eed0000-0000-4000-8000-000000000001', 'Harbour Street Practice', 'harbour-street', 'Europe/London', '+44 20 7946 0100', 720);

insert into public.profiles (profile_id, full_name, email, phone, timezone, locale) values
  ('5eed0000-0000-4000-8000-0000000000a1', 'Grace Whitfield', 'admin@demo.careslot.test', '+44 20 7946 0101', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000a2', 'Rosa Delgado', 'reception@demo.careslot.test', '+44 20 7946 0102', 'Europe/London', 'es'),
  ('5eed0000-0000-4000-8000-0000000000c1', 'Amara Okafor', 'okafor@demo.careslot.test', '+44 20 7946 0111', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000c2', 'Daniel Brenner', 'brenner@demo.careslot.test', '+1 212 555 0112', 'America/New_York', 'en-US'),
  ('5eed0000-0000-4000-8000-0000000000c3', 'Mei Tanaka', 'tanaka@demo.careslot.test', '+49 30 5550 0113', 'Europe/Berlin', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d1', 'Oliver Hughes', 'oliver@demo.careslot.test', '+44 7700 900101', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d2', 'Priya Raman', 'priya@demo.careslot.test', '+44 7700 900102', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d3', 'Lucía Fernández', 'lucia@demo.careslot.test', '+34 600 900 103', 'Europe/Madrid', 'es'),
  ('5eed0000-0000-4000-8000-0000000000d4', 'Tomasz Kowalczyk', 'tomasz@demo.careslot.test', '+44 7700 900104', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d5', 'Hannah Steiner', 'hannah@demo.careslot.test', '+49 151 5550 0105', 'Europe/Berlin', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d6', 'Jamal Carter', 'jamal@demo.careslot.test', '+1 917 555 0106', 'America/New_York', 'en-US'),
  ('5eed0000-0000-4000-8000-0000000000d7', 'Yasmin Haddad', 'yasmin@demo.careslot.test', '+44 7700 900107', 'Europe/London', 'ar'),
  ('5eed0000-0000-4000-8000-0000000000d8', 'Alexandria Montgomery-Fitzgerald Whitmore', 'alexandria@demo.careslot.test', '+44 7700 900108', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000d9', 'Arthur Penrose', null, '+44 20 7946 0109', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000da', 'Edith Marlowe', null, '+44 20 7946 0110', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000db', 'Siobhán O''Callaghan-Murphy', null, '+353 1 555 0111', 'Europe/Dublin', 'en-IE'),
  ('5eed0000-0000-4000-8000-0000000000dc', 'Nguyễn Thị Minh Khai', null, '+44 7700 900112', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000dd', 'Christopher Bartholomew Featherstonehaugh III', null, '+44 20 7946 0113', 'Europe/London', 'en-GB'),
  ('5eed0000-0000-4000-8000-0000000000de', 'عبد الرحمن الخطيب', null, '+44 7700 900114', 'Europe/London', 'ar'),
  ('5eed0000-0000-4000-8000-0000000000df', 'María del Carmen Fernández-Villaverde y Santos', null, '+34 600 900 115', 'Europe/Madrid', 'es');

insert into public.clinicians (clinician_id, practice_id, display_name, title, specialty, booking_slug, color, video_link) values
  ('5eed0000-0000-4000-8000-0000000000c1', '5eed0000-0000-4000-8000-000000000001', 'Dr Amara Okafor', 'Dr', 'General practice', 'amara-okafor', '#0F766E', 'https://meet.example.org/harbour-street-okafor'),
  ('5eed0000-0000-4000-8000-0000000000c2', '5eed0000-0000-4000-8000-000000000001', 'Dr Daniel Brenner', 'Dr', 'Psychiatry (remote)', 'daniel-brenner', '#1D4ED8', 'https://meet.example.org/harbour-street-brenner'),
  ('5eed0000-0000-4000-8000-0000000000c3', '5eed0000-0000-4000-8000-000000000001', 'Mei Tanaka, RN', 'Nurse', 'Chronic care', 'mei-tanaka', '#7C3AED', 'https://meet.example.org/harbour-street-tanaka');

insert into public.practice_members (practice_id, profile_id, role)
select '5eed0000-0000-4000-8000-000000000001', m.profile_id::uuid, m.role::public.member_role
from (values
  ('5eed0000-0000-4000-8000-0000000000a1', 'admin'), ('5eed0000-0000-4000-8000-0000000000a2', 'receptionist'),
  ('5eed0000-0000-4000-8000-0000000000c1', 'clinician'), ('5eed0000-0000-4000-8000-0000000000c2', 'clinician'),
  ('5eed0000-0000-4000-8000-0000000000c3', 'clinician')) m (profile_id, role);

-- Different hours in different zones: two half days, one long remote day, early mornings with a late Thursday.
insert into public.clinician_availability
  (clinician_id, day_of_week, start_time, end_time, slot_duration_minutes, timezone, location_type, buffer_minutes, max_appointments_per_day)
select h.clinician_id::uuid, d.day, h.start_time::time, h.end_time::time, h.slot, h.zone, h.place, h.buffer, h.most
from (values
  ('5eed0000-0000-4000-8000-0000000000c1', '{1,2,3,4,5}', '09:00', '12:30', 30, 'Europe/London', 'any', 0, null),
  ('5eed0000-0000-4000-8000-0000000000c1', '{1,2,3,4}', '13:30', '17:00', 30, 'Europe/London', 'any', 0, null),
  ('5eed0000-0000-4000-8000-0000000000c2', '{1,2,4}', '08:00', '16:00', 45, 'America/New_York', 'any', 15, 8),
  ('5eed0000-0000-4000-8000-0000000000c3', '{1,2,3,5}', '07:30', '13:30', 30, 'Europe/Berlin', 'any', 5, null),
  ('5eed0000-0000-4000-8000-0000000000c3', '{4}', '14:00', '20:00', 30, 'Europe/Berlin', 'any', 5, null)
) h (clinician_id, days, start_time, end_time, slot, zone, place, buffer, most)
cross join unnest(h.days::smallint[]) d (day);

insert into public.clinician_date_overrides (clinician_id, override_date, is_available, start_time, end_time, reason, override_type) values
  ('5eed0000-0000-4000-8000-0000000000c1', current_date + 24 - extract(isodow from current_date)::integer, false, null, null, 'Annual leave', 'vacation'),
  ('5eed0000-0000-4000-8000-0000000000c1', current_date + 25 - extract(isodow from current_date)::integer, false, null, null, 'Annual leave', 'vacation'),
  ('5eed0000-0000-4000-8000-0000000000c3', current_date + 13 - extract(isodow from current_date)::integer, true, '09:00', '12:00', 'Saturday clinic', 'custom_hours'),
  ('5eed0000-0000-4000-8000-0000000000c1', current_date + 10 - extract(isodow from current_date)::integer, false, '15:00', '17:00', 'Team training', 'blocked');

-- Whoever has no hours on the day the demo starts holds an extra clinic, so that the day is never empty.
insert into public.clinician_date_overrides (clinician_id, override_date, is_available, start_time, end_time, reason, override_type)
select c.clinician_id, current_date, true, '09:00', '17:00', 'Extra clinic', 'custom_hours'
from public.clinicians c
where not exists (select from public.clinician_availability a where a.clinician_id = c.clinician_id and a.day_of_week = extract(dow from current_date))
on conflict on constraint clinician_date_overrides_day_key do nothing;

-- A calendar of Dr Okafor's that was read once and is switched off now; what it keeps busy has no title here.
insert into public.calendar_sync_connections (connection_id, user_id, provider, account_email, calendar_id, calendar_name, sync_enabled, sync_direction, last_sync_status)
values ('5eed0000-0000-4000-8000-0000000000f1', '5eed0000-0000-4000-8000-0000000000c1', 'google', 'amara.okafor@example.org', 'family@example.org', 'Private', false, 'from_external', 'success');
insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id)
select '5eed0000-0000-4000-8000-0000000000f1', '5eed0000-0000-4000-8000-0000000000c1',
  private.wall_instant(d.day + b.begins, 'Europe/London'), private.wall_instant(d.day + b.ends, 'Europe/London'), 'demo-' || d.n || '-' || b.begins
from (values (interval '12 hours', interval '13 hours'), (interval '16 hours', interval '17 hours')) b (begins, ends)
cross join lateral (select n, date_trunc('day', now()::timestamp) + make_interval(days => n) as day from generate_series(0, 14, 7) n) d;

insert into public.practice_closures (practice_id, during, reason)
select '5eed0000-0000-4000-8000-000000000001',
  tstzrange(d.day at time zone 'Europe/London', (d.day + interval '1 day') at time zone 'Europe/London'), 'Building maintenance'
from (select date_trunc('day', now()::timestamp) + make_interval(days => 31 - extract(isodow from current_date)::integer) as day) d;

insert into public.practice_reminder_rules (practice_id, reminder_type, minutes_before, delivery_method, audience)
values ('5eed0000-0000-4000-8000-000000000001', '15_minutes', 15, 'sms', 'patient');

-- Everybody with Dr Okafor; half with each of the others.
insert into public.care_relationships (clinician_id, patient_id, practice_id)
select c.clinician_id, p.profile_id, c.practice_id
from public.clinicians c
join public.profiles p on p.profile_id::text like '5eed0000-0000-4000-8000-0000000000d%'
where c.clinician_id = '5eed0000-0000-4000-8000-0000000000c1'
  or (c.clinician_id = '5eed0000-0000-4000-8000-0000000000c2' and right(p.profile_id::text, 1) in ('3', '6', '7', '8', 'c', 'e'))
  or (c.clinician_id = '5eed0000-0000-4000-8000-0000000000c3' and right(p.profile_id::text, 1) in ('2', '4', '5', '9', 'a', 'b', 'd', 'f'));

-- Six weeks of visits, three back and three ahead: the opening hours themselves give the times.
create temporary table demo_visits on commit drop as
with hours as (
  select a.clinician_id, a.timezone, a.slot_duration_minutes, g.day,
    private.wall_instant(g.day + a.start_time::interval, a.timezone) as opens,
    private.wall_instant(g.day + a.end_time::interval, a.timezone) as closes, a.buffer_minutes
  from public.clinician_availability a
  cross join lateral generate_series(date_trunc('day', now()::timestamp) - interval '21 days', date_trunc('day', now()::timestamp) + interval '21 days', interval '1 day') g (day)
  where a.day_of_week = extract(dow from g.day)
    and not exists (select from public.clinician_date_overrides o where o.clinician_id = a.clinician_id and o.override_date = g.day::date)
  union all
  select o.clinician_id, p.timezone, 30, o.override_date,
    private.wall_instant(o.override_date + o.start_time, p.timezone), private.wall_instant(o.override_date + o.end_time, p.timezone), 5
  from public.clinician_date_overrides o
  join public.profiles p on p.profile_id = o.clinician_id
  where o.is_available and o.override_date = current_date
), slots as (
  select h.clinician_id, h.day, h.buffer_minutes, s.start, s.start + make_interval(mins => h.slot_duration_minutes) as until,
    -- The same throw for the same distance from today: the week looks alike whenever the demo is started.
    ('x' || left(md5(h.clinician_id::text || (h.day::date - current_date) || to_char(s.start at time zone h.timezone, 'HH24:MI')), 7))::bit(28)::integer as dice
  from hours h
  -- With a buffer every other slot stays free, so that no visit touches the next.
  cross join lateral generate_series(h.opens, h.closes - make_interval(mins => h.slot_duration_minutes),
    make_interval(mins => h.slot_duration_minutes * case when h.buffer_minutes > 0 then 2 else 1 end)) s (start)
), chosen as (
  -- Busy today and this week, thinner ahead.
  select s.*, row_number() over (partition by s.clinician_id, s.day order by s.start) + 3 * (s.day::date - current_date + 30) as turn
  from slots s
  where s.dice % 100 < case when s.day::date = current_date then 80 when s.start < now() + interval '7 days' then 66
      when s.start < now() + interval '14 days' then 50 else 35 end
    and not exists (select from public.external_busy_times b
      where b.clinician_id = s.clinician_id and b.busy_start < s.until + make_interval(mins => s.buffer_minutes) and b.busy_end > s.start)
    and not exists (select from public.practice_closures k where k.during && tstzrange(s.start, s.until))
)
-- The patients of a clinician in turn, so that nobody comes twice a day.
select c.*, (select p.patient_ids[1 + c.turn % cardinality(p.patient_ids)]
  from (select array_agg(r.patient_id order by md5(r.patient_id::text)) as patient_ids
    from public.care_relationships r where r.clinician_id = c.clinician_id) p) as patient_id
from chosen c;

-- A person is in one place at a time.
delete from demo_visits v where exists (
  select from demo_visits w where w.patient_id = v.patient_id and w.ctid < v.ctid and w.start < v.until and w.until > v.start);

-- Which of the coming visits wait for an answer, and what became of today's: counted, not thrown, so that each is there.
create temporary table demo_outcomes on commit drop as
select v.clinician_id, v.start,
  (case
    when v.start > now() then case when n.ahead % 9 = 4 and v.day::date > current_date then 'requested' when n.ahead % 19 = 7 then 'cancelled' else 'confirmed' end
    when v.until > now() then 'in_progress'
    when v.day::date = current_date then case n.passed when 2 then 'no_show' when 4 then 'cancelled' else 'completed' end
    else case when v.dice % 14 = 0 then 'no_show' when v.dice % 11 = 0 then 'cancelled' else 'completed' end
  end)::public.appointment_status as status
from demo_visits v
join (
  select w.clinician_id, w.start, row_number() over (partition by w.start > now() order by w.start, w.clinician_id) as ahead,
    row_number() over (partition by w.day::date = current_date and w.until <= now() order by w.start, w.clinician_id) as passed
  from demo_visits w) n on n.clinician_id = v.clinician_id and n.start = v.start;

insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, title, scheduled_start, scheduled_end, status,
  location_type, location, video_call_link, video_call_provider, preparation_instructions, cancellation_reason, cancelled_by, booked_by)
select '5eed0000-0000-4000-8000-000000000001', v.clinician_id, v.patient_id, t.appointment_type, t.name, v.start, v.until, o.status,
  p.place, case when p.place = 'in_person' then 'Harbour Street Practice, room ' || (1 + v.dice % 4) end,
  case when p.place = 'video' then c.video_link end, case when p.place = 'video' then 'custom' end,
  case t.appointment_type when 'test_results_review' then 'Please have your results letter at hand.'
    when 'medication_review' then 'Bring every medicine you take, also those without a prescription.' end,
  case when o.status = 'cancelled' then (array['Feeling better', 'Work came up', 'Clinician ill'])[1 + v.dice % 3] end,
  case when o.status = 'cancelled' then v.patient_id end,
  case when o.status = 'requested' or v.dice % 3 = 0 then v.patient_id else '5eed0000-0000-4000-8000-0000000000a2' end
from demo_visits v
join demo_outcomes o on o.clinician_id = v.clinician_id and o.start = v.start
join public.clinicians c on c.clinician_id = v.clinician_id
cross join lateral (select (case when v.clinician_id = '5eed0000-0000-4000-8000-0000000000c2' then 'video'
  else (array['in_person', 'in_person', 'in_person', 'phone', 'video'])[1 + v.dice % 5] end)::public.location_type as place) p
join lateral (
  select t.appointment_type, t.name from public.appointment_types t
  where t.practice_id = '5eed0000-0000-4000-8000-000000000001'
  order by t.appointment_type <> (case p.place when 'video' then 'video_call' when 'phone' then 'phone_call'
    else (array['follow_up', 'medication_review', 'routine_checkup', 'initial_consultation', 'test_results_review', 'urgent_visit', 'in_person_visit'])[1 + v.dice % 7] end)
  limit 1) t on true
order by v.start;

-- Outside opening hours nobody would be in a visit just now: then there is an urgent call, so that every status can be seen.
insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, title, scheduled_start, scheduled_end, status, location_type)
select '5eed0000-0000-4000-8000-000000000001', '5eed0000-0000-4000-8000-0000000000c1', '5eed0000-0000-4000-8000-0000000000da',
  'urgent_visit', 'Urgent visit', date_trunc('minute', now()) - interval '10 minutes', date_trunc('minute', now()) + interval '10 minutes', 'in_progress', 'phone'
where not exists (select from public.appointments a where a.status = 'in_progress')
  and not exists (select from public.appointments a where a.holds_time
    and '5eed0000-0000-4000-8000-0000000000c1' = a.clinician_id and a.scheduled_start < now() + interval '10 minutes' and a.blocked_until > now() - interval '11 minutes');

-- Two threads.
insert into public.conversations (conversation_id, practice_id, patient_id, subject) values
  ('5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-000000000001', '5eed0000-0000-4000-8000-0000000000d1', 'Follow-up after blood test'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-000000000001', '5eed0000-0000-4000-8000-0000000000d3', 'Moving my appointment');
insert into public.conversation_participants (conversation_id, profile_id) values
  ('5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-0000000000d1'),
  ('5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-0000000000c1'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000d3'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000a2'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000c1');
insert into public.messages (conversation_id, sender_id, body, created_at) values
  ('5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-0000000000c1', 'Your results are back and look good. I would like to see you once more in two or three weeks.', now() - interval '26 hours'),
  ('5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-0000000000d1', 'Thank you, that is a relief. Mornings suit me best.', now() - interval '22 hours'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000d3', 'Something came up at work. Could we find another time this week or next?', now() - interval '5 hours'),
  ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000a2', 'Of course. I will look for a few times and send them to you here.', now() - interval '4 hours');

-- A card that waits for Oliver: one morning time on each of three days.
with free as (
  select s.slot_start, s.slot_end, row_number() over (partition by (s.slot_start at time zone 'Europe/London')::date order by s.slot_start) as of_day
  from private.open_slots(array['5eed0000-0000-4000-8000-0000000000c1'::uuid], now() + interval '9 days', now() + interval '21 days', null, 'follow_up',
    'in_person', null, '5eed0000-0000-4000-8000-0000000000d1', '5eed0000-0000-4000-8000-0000000000d1', false) s
), chosen as (
  select jsonb_agg(jsonb_build_object('start', f.slot_start, 'end', f.slot_end, 'duration', (extract(epoch from f.slot_end - f.slot_start) / 60)::integer)
    order by f.slot_start) as options
  from (select * from free where of_day = 1 order by slot_start limit 3) f
  having count(*) >= 2
), message as (
  insert into public.messages (conversation_id, sender_id, kind, created_at)
  select '5eed0000-0000-4000-8000-0000000000e1', '5eed0000-0000-4000-8000-0000000000c1', 'offer', now() - interval '50 minutes' from chosen
  returning message_id, conversation_id
)
insert into public.appointment_time_slots (message_id, conversation_id, offered_by, offered_to, clinician_id, slot_type, time_options, appointment_type,
  location_type, note, expires_at)
select m.message_id, m.conversation_id, '5eed0000-0000-4000-8000-0000000000c1', '5eed0000-0000-4000-8000-0000000000d1',
  '5eed0000-0000-4000-8000-0000000000c1', 'offer', c.options, 'follow_up', 'in_person', 'Please come fasting, and bring your tablets.', now() + interval '7 days'
from message m cross join chosen c;

-- And one that waits for the practice.
with message as (
  insert into public.messages (conversation_id, sender_id, kind, created_at)
  values ('5eed0000-0000-4000-8000-0000000000e2', '5eed0000-0000-4000-8000-0000000000d3', 'offer', now() - interval '35 minutes')
  returning message_id, conversation_id
)
insert into public.appointment_time_slots (message_id, conversation_id, offered_by, offered_to, clinician_id, slot_type, time_options, appointment_type,
  location_type, note, expires_at)
select m.message_id, m.conversation_id, '5eed0000-0000-4000-8000-0000000000d3', '5eed0000-0000-4000-8000-0000000000c1',
  '5eed0000-0000-4000-8000-0000000000c1', 'request', '[]', 'routine_checkup', 'in_person', 'Any day after four, but not on a Wednesday.', now() + interval '7 days'
from message m;

create table private.demo_accounts as
select case when m.role is not null then m.role::text else 'patient' end as role, p.email, p.full_name
from public.profiles p left join public.practice_members m on m.profile_id = p.profile_id
where p.profile_id::text like '5eed0000-%' and p.email is not null
order by m.role nulls last, p.profile_id;
comment on table private.demo_accounts is 'Logins that the embedded home makes for the demo practice.';
alter table private.demo_accounts enable row level security;
