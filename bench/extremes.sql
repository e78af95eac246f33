-- The two clinicians of people.sql that are compared: 2,500 visits of a quarter of an hour in 90 days, and 250.
-- The quarters come in pairs and both are asked for half-hours, so the same candidates are tested against ten times the visits.

insert into public.appointments (appointment_id, practice_id, clinician_id, patient_id, appointment_type, scheduled_start, scheduled_end,
  blocked_until, status, holds_time, ical_uid)
select pg_temp.id(kind || ' visit', j), pg_temp.id('practice', -1), pg_temp.id(kind, 0),
  pg_temp.id('extra patient', j % 100 + patients), 'follow_up', begins, begins + interval '15 minutes', begins + interval '15 minutes',
  'confirmed', true, pg_temp.id(kind || ' visit', j)::text
from (values ('dense', 2500, 0), ('sparse', 250, 100)) x (kind, visits, patients)
cross join lateral generate_series(0, visits - 1) j
-- 18 half-hours a day for 90 days, evenly taken, in each two visits.
cross join lateral (select j / 2 * 3240 / visits * 2 + j % 2 as quarter) q
cross join lateral (
  select (current_setting('bench.today')::date + quarter / 36 + interval '9 hours' + quarter % 36 * interval '15 minutes')
    at time zone 'Europe/London' as begins) t;
