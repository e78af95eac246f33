-- Video meetings of visits.

create table public.video_call_sessions (
  session_id uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments (appointment_id) on delete cascade,
  provider text not null,
  meeting_id text,
  meeting_url text,
  meeting_password text,
  host_id uuid references public.profiles (profile_id) on delete set null,
  status text not null default 'scheduled',
  started_at timestamptz,
  ended_at timestamptz,
  duration_seconds integer,
  participants jsonb not null default '[]',
  recording_enabled boolean not null default false,
  recording_url text,
  recording_password text,
  provider_metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint video_call_sessions_provider_known check (provider in ('zoom', 'google_meet', 'microsoft_teams', 'twilio', 'custom')),
  constraint video_call_sessions_status_known check (status in ('scheduled', 'active', 'ended', 'failed')),
  constraint video_call_sessions_participants_shape check (jsonb_typeof(participants) = 'array'),
  constraint video_call_sessions_order check (ended_at >= started_at)
);
comment on table public.video_call_sessions is 'The meeting of a video visit: link, participants, duration, optional recording.';
create index video_call_sessions_appointment_idx on public.video_call_sessions (appointment_id);
create index video_call_sessions_host_idx on public.video_call_sessions (host_id);

alter table public.video_call_sessions enable row level security;
revoke all on table public.video_call_sessions from anon, authenticated;
grant select (session_id, appointment_id, provider, meeting_url, meeting_password, status, started_at, ended_at, duration_seconds, participants,
  recording_enabled, created_at, updated_at) on table public.video_call_sessions to authenticated;
grant select, insert, update, delete on table public.video_call_sessions to service_role;
create policy select_involved on public.video_call_sessions for select to authenticated
  using (exists (select from public.appointments a where a.appointment_id = video_call_sessions.appointment_id));

create trigger video_call_sessions_touch before update on public.video_call_sessions
  for each row execute function private.touch_updated_at();
