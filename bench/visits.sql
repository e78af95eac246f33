-- Visits of the clinicians bench.first … bench.last: two on each weekday of 100 weeks around bench.today, so 1,000 each,
-- on the half-hour grid of their hours. No patient has two on one day. Settings as in people.sql.

insert into public.appointments (appointment_id, practice_id, clinician_id, patient_id, appointment_type, scheduled_start, scheduled_end,
  blocked_until, status, holds_time, location_type, ical_uid)
select id, pg_temp.id('practice', i % practices), pg_temp.id('clinician', i),
  -- 2 × clinicians visits a day and 100 × clinicians patients: everybody's turn comes every 50 weekdays.
  pg_temp.id('patient', (day_number * 2 * clinicians + 2 * i + half) % (100 * clinicians)),
  (array['follow_up', 'video_call', 'phone_call'])[1 + place], begins, begins + interval '30 minutes', begins + interval '40 minutes',
  status, status not in ('cancelled', 'no_show'), (array['in_person', 'video', 'phone']::public.location_type[])[1 + place], id::text
from (
  select i, d.day_number, half, clinicians, practices, (i + d.day_number) % 3 as place,
    pg_temp.id('visit', (i * 500 + d.day_number) * 2 + half) as id, x.begins,
    case
      when chance < 7 then 'cancelled'
      when x.begins > now() then case when chance < 15 then 'requested' else 'confirmed' end
      when chance < 11 then 'no_show'
      else 'completed'
    end::public.appointment_status as status
  from (select current_setting('bench.clinicians')::bigint as clinicians, current_setting('bench.practices')::bigint as practices) s
  cross join generate_series(current_setting('bench.first')::bigint, current_setting('bench.last')::bigint) i
  cross join (
    select row_number() over (order by day) - 1 as day_number, day::timestamp
    from generate_series(current_setting('bench.today')::date - 350, current_setting('bench.today')::date + 349, interval '1 day') day
    where extract(isodow from day) < 6) d
  cross join generate_series(0, 1) half
  cross join lateral (
    select (i * 17 + d.day_number * 31 + half * 7) % 100 as chance,
      (d.day + case half
        when 0 then interval '9 hours' + (d.day_number * 5 + i * 3) % 7 * interval '30 minutes'
        else interval '13 hours 30 minutes' + (d.day_number * 3 + i * 5) % 8 * interval '30 minutes'
      end) at time zone (array['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'America/Los_Angeles'])[1 + (i + i / 10) % 5]
      as begins) x
) v
order by i, begins;
