-- External booking platforms (Acuity, Calendly) and the private calendar feeds.

create table public.scheduling_integrations (
  integration_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  clinician_id uuid references public.clinicians (clinician_id) on delete cascade,
  platform text not null,
  account_name text,
  access_token text,
  refresh_token text,
  token_expires_at timestamptz,
  webhook_secret text,
  settings jsonb not null default '{}',
  state text not null default 'active',
  last_sync_at timestamptz,
  last_sync_status text not null default 'pending',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint scheduling_integrations_platform_known check (platform in ('acuity', 'calendly')),
  constraint scheduling_integrations_state_known check (state in ('active', 'needs_reauth', 'paused')),
  constraint scheduling_integrations_status_known check (last_sync_status in ('success', 'failed', 'pending'))
);
comment on table public.scheduling_integrations is 'A linked booking platform; secrets are ciphertext for the service role alone.';
create index scheduling_integrations_practice_idx on public.scheduling_integrations (practice_id);
create index scheduling_integrations_clinician_idx on public.scheduling_integrations (clinician_id);

alter table public.appointments add constraint appointments_integration_fk foreign key (scheduling_integration_id)
  references public.scheduling_integrations (integration_id) on delete set null;
alter table public.sync_jobs add constraint sync_jobs_integration_fk foreign key (scheduling_integration_id)
  references public.scheduling_integrations (integration_id) on delete cascade;
create index sync_jobs_integration_idx on public.sync_jobs (scheduling_integration_id) where scheduling_integration_id is not null;

create table public.calendar_feeds (
  feed_id uuid primary key default gen_random_uuid(),
  profile_id uuid not null references public.profiles (profile_id) on delete cascade,
  token_hash text not null,
  label text,
  revoked_at timestamptz,
  last_read_at timestamptz,
  created_at timestamptz not null default now(),
  constraint calendar_feeds_token_key unique (token_hash),
  constraint calendar_feeds_label_length check (length(label) <= 120)
);
comment on table public.calendar_feeds is 'Private iCalendar subscriptions; only the hash of the token is kept.';
create index calendar_feeds_profile_idx on public.calendar_feeds (profile_id);

alter table public.scheduling_integrations enable row level security;
alter table public.calendar_feeds enable row level security;
revoke all on table public.scheduling_integrations, public.calendar_feeds from anon, authenticated;
grant select (integration_id, practice_id, clinician_id, platform, account_name, settings, state, last_sync_at, last_sync_status, created_at, updated_at)
  on table public.scheduling_integrations to authenticated;
grant select (feed_id, profile_id, label, revoked_at, last_read_at, created_at) on table public.calendar_feeds to authenticated;
grant select, insert, update, delete on table public.scheduling_integrations, public.calendar_feeds to service_role;

create policy select_owner_or_admin on public.scheduling_integrations for select to authenticated
  using (clinician_id = (select private.me()) or practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy select_owner on public.calendar_feeds for select to authenticated
  using (profile_id = (select private.me()));

create trigger scheduling_integrations_touch before update on public.scheduling_integrations
  for each row execute function private.touch_updated_at();
