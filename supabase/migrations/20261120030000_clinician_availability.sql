-- Weekly hours and single-day exceptions: wall-clock times in the row's zone (docs/spec/availability.md).

create table public.clinician_availability (
  availability_id uuid primary key default gen_random_uuid(),
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  day_of_week smallint not null,
  start_time time not null,
  end_time time not null,
  slot_duration_minutes integer not null default 30,
  timezone text not null,
  location_type text not null default 'any',
  appointment_types text[] not null default '{}',
  buffer_minutes integer not null default 0,
  max_appointments_per_day integer,
  valid_from date,
  valid_until date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint clinician_availability_day_range check (day_of_week between 0 and 6),
  constraint clinician_availability_slot_range check (slot_duration_minutes between 5 and 1440),
  constraint clinician_availability_timezone_known check (private.is_timezone(timezone)),
  constraint clinician_availability_location_known check (location_type in ('in_person', 'video', 'phone', 'any')),
  constraint clinician_availability_buffer_range check (buffer_minutes between 0 and 240),
  constraint clinician_availability_maximum_range check (max_appointments_per_day between 1 and 500),
  constraint clinician_availability_validity_order check (valid_until >= valid_from),
  constraint clinician_availability_types_bounded check (cardinality(appointment_types) <= 100)
);
comment on table public.clinician_availability is 'Weekly opening hours; several rows a day are allowed.';
comment on column public.clinician_availability.day_of_week is '0 = Sunday … 6 = Saturday: the day on which the hours start.';
comment on column public.clinician_availability.end_time is 'At or before start_time means past midnight; 24:00 means midnight.';
comment on column public.clinician_availability.timezone is 'IANA zone of the wall-clock times; the clinician''s own when left empty at insert.';
comment on column public.clinician_availability.appointment_types is 'Types bookable in these hours; empty = all.';
comment on column public.clinician_availability.max_appointments_per_day is 'No more is offered in these hours once the clinician''s local day holds this many visits.';
create index clinician_availability_clinician_idx on public.clinician_availability (clinician_id, day_of_week);

create table public.clinician_date_overrides (
  override_id uuid primary key default gen_random_uuid(),
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  override_date date not null,
  is_available boolean not null default false,
  start_time time,
  end_time time,
  reason text,
  override_type text not null default 'blocked',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint clinician_date_overrides_day_key unique (clinician_id, override_date),
  constraint clinician_date_overrides_type_known check (override_type in ('vacation', 'holiday', 'sick_leave', 'conference', 'custom_hours', 'blocked')),
  constraint clinician_date_overrides_times_paired check ((start_time is null) = (end_time is null)),
  constraint clinician_date_overrides_open_has_times check (not is_available or start_time is not null),
  constraint clinician_date_overrides_date_sane check (override_date between '2000-01-01' and '2199-12-31'),
  constraint clinician_date_overrides_reason_length check (length(reason) <= 500)
);
comment on table public.clinician_date_overrides is
  'One exception per clinician and date: open with these times instead of the weekly hours; closed all day; or closed for part of the day.';

create function private.default_availability_timezone() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.timezone is null then
    new.timezone := (select p.timezone from public.profiles p where p.profile_id = new.clinician_id);
  end if;
  return new;
end $$;
comment on function private.default_availability_timezone() is 'Hours without a zone are in the clinician''s own.';
create trigger clinician_availability_timezone before insert or update on public.clinician_availability
  for each row execute function private.default_availability_timezone();
create trigger clinician_availability_touch before update on public.clinician_availability
  for each row execute function private.touch_updated_at();
create trigger clinician_date_overrides_touch before update on public.clinician_date_overrides
  for each row execute function private.touch_updated_at();

create function private.my_managed_clinicians() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((
    select array_agg(c.clinician_id) from public.clinicians c
    where c.clinician_id = private.me() or c.practice_id = any (private.my_practices('{admin,receptionist}'))), '{}');
end $$;
comment on function private.my_managed_clinicians() is 'Clinicians whose hours the signed-in person may see and change: oneself, or all of one''s practice for the front desk.';
grant execute on function private.my_managed_clinicians() to authenticated, service_role;

alter table public.clinician_availability enable row level security;
alter table public.clinician_date_overrides enable row level security;
revoke all on table public.clinician_availability, public.clinician_date_overrides from anon, authenticated;
grant select, delete on table public.clinician_availability, public.clinician_date_overrides to authenticated;
-- The same columns for both verbs, so that PostgREST's upsert works.
grant insert (availability_id, clinician_id, day_of_week, start_time, end_time, slot_duration_minutes, timezone, location_type,
    appointment_types, buffer_minutes, max_appointments_per_day, valid_from, valid_until),
  update (availability_id, clinician_id, day_of_week, start_time, end_time, slot_duration_minutes, timezone, location_type,
    appointment_types, buffer_minutes, max_appointments_per_day, valid_from, valid_until)
  on table public.clinician_availability to authenticated;
grant insert (override_id, clinician_id, override_date, is_available, start_time, end_time, reason, override_type),
  update (override_id, clinician_id, override_date, is_available, start_time, end_time, reason, override_type)
  on table public.clinician_date_overrides to authenticated;
grant select, insert, update, delete on table public.clinician_availability, public.clinician_date_overrides to service_role;

create policy select_manager on public.clinician_availability for select to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy insert_manager on public.clinician_availability for insert to authenticated
  with check (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy update_manager on public.clinician_availability for update to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]))
  with check (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy delete_manager on public.clinician_availability for delete to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));

create policy select_manager on public.clinician_date_overrides for select to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy insert_manager on public.clinician_date_overrides for insert to authenticated
  with check (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy update_manager on public.clinician_date_overrides for update to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]))
  with check (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
create policy delete_manager on public.clinician_date_overrides for delete to authenticated
  using (clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
