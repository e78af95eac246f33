-- Daily figures per clinician, rolled up by the maintenance function.

create table public.appointment_statistics (
  stat_id uuid primary key default gen_random_uuid(),
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  date date not null,
  total_appointments integer not null default 0,
  completed_appointments integer not null default 0,
  cancelled_appointments integer not null default 0,
  no_show_appointments integer not null default 0,
  average_duration_minutes numeric(8, 2),
  utilization_rate numeric(6, 4),
  cancellation_rate numeric(6, 4),
  no_show_rate numeric(6, 4),
  video_call_count integer not null default 0,
  in_person_count integer not null default 0,
  phone_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointment_statistics_day_key unique (clinician_id, date)
);
comment on table public.appointment_statistics is 'One row per clinician and local day. Rates are fractions of 1.';

alter table public.appointment_statistics enable row level security;
revoke all on table public.appointment_statistics from anon, authenticated;
grant select on table public.appointment_statistics to authenticated;
grant select, insert, update, delete on table public.appointment_statistics to service_role;
create policy select_manager on public.appointment_statistics for select to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));

create trigger appointment_statistics_touch before update on public.appointment_statistics
  for each row execute function private.touch_updated_at();
