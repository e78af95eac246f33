-- Patients waiting for an earlier time.

create table public.appointment_waitlist (
  waitlist_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  clinician_id uuid,
  patient_id uuid not null references public.profiles (profile_id) on delete cascade,
  appointment_type text not null,
  preferred_dates date[] not null default '{}',
  preferred_times text[] not null default '{}',
  location_type public.location_type,
  duration_minutes integer not null default 30,
  priority integer not null default 0,
  status text not null default 'active',
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointment_waitlist_clinician_fk foreign key (practice_id, clinician_id)
    references public.clinicians (practice_id, clinician_id) on delete cascade,
  constraint appointment_waitlist_type_fk foreign key (practice_id, appointment_type)
    references public.appointment_types (practice_id, appointment_type) on delete cascade,
  constraint appointment_waitlist_status_known check (status in ('active', 'offered', 'fulfilled', 'cancelled', 'expired')),
  constraint appointment_waitlist_times_known check (preferred_times <@ array['morning', 'afternoon', 'evening']),
  constraint appointment_waitlist_dates_bounded check (cardinality(preferred_dates) <= 100),
  constraint appointment_waitlist_duration_range check (duration_minutes between 5 and 1440)
);
comment on table public.appointment_waitlist is 'Who wants an earlier time; clinician_id null means any. Times of day are in the practice''s zone.';
create index appointment_waitlist_practice_idx on public.appointment_waitlist (practice_id, status, priority desc, created_at);
create index appointment_waitlist_clinician_idx on public.appointment_waitlist (practice_id, clinician_id);
create index appointment_waitlist_type_idx on public.appointment_waitlist (practice_id, appointment_type);
create index appointment_waitlist_patient_idx on public.appointment_waitlist (patient_id);

alter table public.appointment_waitlist enable row level security;
revoke all on table public.appointment_waitlist from anon, authenticated;
grant select on table public.appointment_waitlist to authenticated;
grant select, insert, update, delete on table public.appointment_waitlist to service_role;
create policy select_involved on public.appointment_waitlist for select to authenticated
  using (patient_id = (select private.me()) or clinician_id = (select private.me())
      or practice_id = any ((select private.my_practices('{admin,receptionist}'))::uuid[]));

create trigger appointment_waitlist_touch before update on public.appointment_waitlist
  for each row execute function private.touch_updated_at();
