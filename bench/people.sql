-- Practices, clinicians, their hours and patients of the measured database. Settings: bench.label, bench.today,
-- bench.practices, bench.clinicians. Runs with session_replication_role = replica: constraints hold, triggers rest.
-- Every id follows from the label and a number, so that each run measures the same rows.

create temp table bench_clinician as
select i, pg_temp.id('clinician', i) as id, pg_temp.id('practice', i % current_setting('bench.practices')::integer) as practice_id,
  (array['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'America/Los_Angeles'])[1 + (i + i / 10) % 5] as zone
from generate_series(0, current_setting('bench.clinicians')::integer - 1) i;

-- Two more in a practice of their own, open daily from nine to six: one nearly full, one nearly empty.
insert into bench_clinician
select -n, pg_temp.id(kind, 0), pg_temp.id('practice', -1), 'Europe/London'
from (values (1, 'dense'), (2, 'sparse')) x (n, kind);

insert into public.practices (practice_id, name, slug, timezone)
select distinct practice_id, 'Bench ' || current_setting('bench.label'), 'bench-' || practice_id, 'Europe/London' from bench_clinician;

insert into public.appointment_types (practice_id, appointment_type, name)
select p.practice_id, t, t
from (select distinct practice_id from bench_clinician) p
cross join unnest(array['follow_up', 'video_call', 'phone_call']) t;

-- A hundred patients a clinician.
insert into public.profiles (profile_id, full_name, timezone)
select id, 'Clinician ' || i, zone from bench_clinician
union all
select pg_temp.id('patient', n), 'Patient ' || n, 'UTC' from generate_series(0, 100 * current_setting('bench.clinicians')::bigint - 1) n
union all
select pg_temp.id('extra patient', n), 'Extra patient ' || n, 'UTC' from generate_series(0, 199) n;

insert into public.clinicians (clinician_id, practice_id, display_name)
select id, practice_id, 'Dr. ' || i from bench_clinician;

-- Patient n sees the clinician whose visits visits.sql gives to n.
insert into public.care_relationships (clinician_id, patient_id, practice_id)
select c.id, pg_temp.id('patient', n), c.practice_id
from generate_series(0, 100 * current_setting('bench.clinicians')::bigint - 1) n
join bench_clinician c on c.i = n % (2 * current_setting('bench.clinicians')::bigint) / 2;

insert into public.clinician_availability (clinician_id, day_of_week, start_time, end_time, timezone, buffer_minutes)
select c.id, d, w.begins, w.ends, c.zone, 10
from bench_clinician c, generate_series(1, 5) d, (values ('09:00'::time, '12:30'::time), ('13:30', '17:30')) w (begins, ends)
where c.i >= 0;

insert into public.clinician_availability (clinician_id, day_of_week, start_time, end_time, timezone)
select c.id, d, '09:00', '18:00', c.zone from bench_clinician c, generate_series(0, 6) d where c.i < 0;

-- In the 90 days that are measured: six exceptions (four days off, one with other hours, one morning off) …
insert into public.clinician_date_overrides (clinician_id, override_date, is_available, start_time, end_time, override_type)
select c.id, current_setting('bench.today')::date + 14 * k + c.i % 7, k = 5,
  case k when 5 then '10:00'::time when 6 then '09:00' end, case k when 5 then '14:00'::time when 6 then '11:00' end,
  case k when 5 then 'custom_hours' when 6 then 'blocked' else 'vacation' end
from bench_clinician c, generate_series(1, 6) k
where c.i >= 0;

-- … and a hundred busy times from a linked calendar.
insert into public.calendar_sync_connections (connection_id, user_id, provider, calendar_id)
select pg_temp.id('connection', i), id, 'google', 'bench' from bench_clinician where i >= 0;

insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id)
select pg_temp.id('connection', c.i), c.id, x.t, x.t + interval '45 minutes', k::text
from bench_clinician c, generate_series(0, 99) k, lateral (
  select (current_setting('bench.today')::date + k * 9 / 10 + interval '8 hours'
    + ((k * 37 + c.i * 11) % 40) * interval '15 minutes') at time zone c.zone as t) x
where c.i >= 0;

drop table bench_clinician;
