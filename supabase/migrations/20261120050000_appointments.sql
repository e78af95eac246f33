-- Visits. The rules R1–R6 hold on every path: the constraints below are the last guard, the triggers of
-- appointment_rules say no first and in words.

create table public.appointments (
  appointment_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null,
  clinician_id uuid not null,
  patient_id uuid not null references public.profiles (profile_id) on delete restrict,
  appointment_type text not null,
  title text,
  description text,
  scheduled_start timestamptz not null,
  scheduled_end timestamptz not null,
  duration_minutes integer not null generated always as ((extract(epoch from scheduled_end - scheduled_start) / 60)::integer) stored,
  status public.appointment_status not null default 'requested',
  location_type public.location_type not null default 'in_person',
  location text,
  video_call_link text,
  video_call_provider text,
  preparation_instructions text,
  requested_via_message_id uuid references public.messages (message_id) on delete set null,
  conversation_id uuid references public.conversations (conversation_id) on delete set null,
  series_id uuid,
  google_calendar_event_id text,
  microsoft_calendar_event_id text,
  apple_calendar_event_id text,
  ical_uid text not null default gen_random_uuid()::text,
  ical_sequence integer not null default 0,
  reminder_sent_24h boolean not null default false,
  reminder_sent_1h boolean not null default false,
  clinician_notes text,
  patient_notes text,
  attendance_confirmed_at timestamptz,
  status_reason text,
  cancellation_reason text,
  cancelled_by uuid references public.profiles (profile_id) on delete set null,
  booked_by uuid references public.profiles (profile_id) on delete set null,
  overbooked boolean not null default false,
  overbook_reason text,
  blocked_until timestamptz not null,
  holds_time boolean not null default false,
  start_version integer not null default 0,
  external_source text,
  external_id text,
  external_url text,
  sync_metadata jsonb not null default '{}',
  scheduling_integration_id uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointments_clinician_practice_fk foreign key (practice_id, clinician_id)
    references public.clinicians (practice_id, clinician_id) on delete restrict,
  constraint appointments_type_fk foreign key (practice_id, appointment_type)
    references public.appointment_types (practice_id, appointment_type) on delete restrict,
  constraint appointments_ical_uid_key unique (ical_uid),
  constraint appointments_external_key unique (scheduling_integration_id, external_id),
  constraint appointments_time_order check (scheduled_end > scheduled_start),
  constraint appointments_at_most_a_day check (scheduled_end - scheduled_start <= interval '24 hours'),
  constraint appointments_buffer_range check (blocked_until >= scheduled_end and blocked_until - scheduled_end <= interval '4 hours'),
  constraint appointments_overbook_has_reason check (not overbooked or coalesce(overbook_reason, '') ~ '\S'),
  constraint appointments_text_length check (
    length(title) <= 300 and length(description) <= 10000 and length(location) <= 500 and length(video_call_link) <= 2000
    and length(preparation_instructions) <= 4000 and length(clinician_notes) <= 50000 and length(patient_notes) <= 10000
    and length(cancellation_reason) <= 1000 and length(status_reason) <= 1000 and length(overbook_reason) <= 1000),
  constraint appointments_video_link_https check (private.is_https(video_call_link)),
  constraint appointments_video_provider_known check (video_call_provider in ('zoom', 'google_meet', 'microsoft_teams', 'twilio', 'custom')),
  -- [R1] GiST keeps the rule; reads go by the B-tree below, because && is not leakproof and row-level security would turn it into a scan.
  constraint appointments_no_overlap exclude using gist (
    clinician_id with =, tstzrange(scheduled_start, blocked_until, '[)') with &&) where (holds_time and not overbooked),
  -- [R2]
  constraint appointments_patient_no_overlap exclude using gist (
    patient_id with =, tstzrange(scheduled_start, scheduled_end, '[)') with &&) where (holds_time and not overbooked)
);
comment on table public.appointments is 'Visits. People write through the RPCs; direct writes are the service role''s, and keep the same rules.';
comment on column public.appointments.blocked_until is 'scheduled_end plus the buffer in force at booking; kept by trigger.';
comment on column public.appointments.holds_time is 'Whether the visit claims its time (R1); kept by trigger, never written by hand.';
comment on column public.appointments.start_version is 'Rises with each change of time; part of the identity of a reminder.';
comment on column public.appointments.clinician_notes is 'Granted to nobody: read and written through clinician_notes() and save_clinician_notes().';
comment on column public.appointments.version is 'Rises with each change; send it back as expected_version.';
comment on column public.appointments.status_reason is 'Why staff corrected completed to no_show or back (R3).';

create index appointments_clinician_time_idx on public.appointments (clinician_id, scheduled_start, blocked_until, appointment_id) where holds_time;
create index appointments_patient_time_idx on public.appointments (patient_id, scheduled_start, scheduled_end, appointment_id) where holds_time;
create index appointments_clinician_idx on public.appointments (clinician_id, scheduled_start);
-- The list of a practice in its order, page by page; and what waits for an answer, a few among many.
create index appointments_practice_idx on public.appointments (practice_id, scheduled_start, appointment_id);
create index appointments_requested_idx on public.appointments (practice_id, scheduled_start, appointment_id) where status = 'requested';
create index appointments_patient_idx on public.appointments (patient_id, scheduled_start);
create index appointments_clinician_fk_idx on public.appointments (practice_id, clinician_id);
create index appointments_type_idx on public.appointments (practice_id, appointment_type);
create index appointments_message_idx on public.appointments (requested_via_message_id) where requested_via_message_id is not null;
create index appointments_conversation_idx on public.appointments (conversation_id) where conversation_id is not null;
create index appointments_series_idx on public.appointments (series_id) where series_id is not null;
create index appointments_cancelled_by_idx on public.appointments (cancelled_by) where cancelled_by is not null;
create index appointments_booked_by_idx on public.appointments (booked_by) where booked_by is not null;

alter table public.appointments enable row level security;
revoke all on table public.appointments from anon, authenticated;
grant select (appointment_id, practice_id, clinician_id, patient_id, appointment_type, title, description, scheduled_start, scheduled_end,
  duration_minutes, status, location_type, location, video_call_link, video_call_provider, preparation_instructions,
  requested_via_message_id, conversation_id, series_id, ical_uid, ical_sequence, reminder_sent_24h, reminder_sent_1h,
  attendance_confirmed_at, patient_notes,
  status_reason, cancellation_reason, cancelled_by, booked_by, overbooked, overbook_reason, blocked_until, holds_time, external_source,
  external_url, version, created_at, updated_at) on table public.appointments to authenticated;
grant select, insert, update, delete on table public.appointments to service_role;

create policy select_involved on public.appointments for select to authenticated
  using (patient_id = (select private.me()) or clinician_id = (select private.me())
      or practice_id = any ((select private.my_practices('{admin,receptionist}'))::uuid[]));

create trigger appointments_touch before update on public.appointments
  for each row execute function private.touch_updated_at();
