-- The machinery of sync: jobs, log, conflicts, push channels, OAuth states, webhook deliveries.

create table public.sync_jobs (
  job_id uuid primary key default gen_random_uuid(),
  job_number bigint generated always as identity,
  connection_id uuid references public.calendar_sync_connections (connection_id) on delete cascade,
  scheduling_integration_id uuid,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  kind text not null,
  appointment_version integer,
  status text not null default 'pending',
  attempts integer not null default 0,
  run_after timestamptz not null default private.now(),
  leased_by text,
  leased_until timestamptz,
  error_message text,
  finished_at timestamptz,
  created_at timestamptz not null default private.now(),
  updated_at timestamptz not null default now(),
  constraint sync_jobs_kind_known check (kind in ('upsert', 'delete', 'pull', 'reconcile')),
  constraint sync_jobs_status_known check (status in ('pending', 'running', 'done', 'failed', 'dead')),
  constraint sync_jobs_target check (num_nonnulls(connection_id, scheduling_integration_id) = 1)
);
comment on table public.sync_jobs is 'Work for the sync worker, written in the transaction of the change it carries (R6).';
comment on column public.sync_jobs.job_number is 'The order in which jobs were written, also within one transaction.';
comment on column public.sync_jobs.status is 'failed waits for its next try; dead waits for a person.';
comment on column public.sync_jobs.leased_until is 'When the job was claimed, plus the lease; for calendars the lease of the connection counts, which is prolonged.';
-- However often somebody says that a calendar changed: it is read once.
create unique index sync_jobs_one_waiting on public.sync_jobs (connection_id, kind)
  where kind in ('pull', 'reconcile') and status in ('pending', 'failed') and connection_id is not null;
create index sync_jobs_open_idx on public.sync_jobs (connection_id, job_number) where status in ('pending', 'failed', 'running');
create index sync_jobs_due_idx on public.sync_jobs (run_after, created_at) where status in ('pending', 'failed');
create index sync_jobs_connection_idx on public.sync_jobs (connection_id, created_at);
create index sync_jobs_appointment_idx on public.sync_jobs (appointment_id, connection_id, job_number);

create table public.calendar_sync_log (
  log_id bigint generated always as identity primary key,
  connection_id uuid not null references public.calendar_sync_connections (connection_id) on delete cascade,
  appointment_id uuid references public.appointments (appointment_id) on delete set null,
  sync_direction text not null,
  action text not null,
  status text not null,
  error_message text,
  external_event_id text,
  synced_at timestamptz not null default private.now(),
  constraint calendar_sync_log_direction_known check (sync_direction in ('to_external', 'from_external')),
  constraint calendar_sync_log_action_known check (action in ('create', 'update', 'delete', 'sync'))
);
comment on table public.calendar_sync_log is 'What sync did, readable by the owner of the connection. No patient data in it.';
create index calendar_sync_log_connection_idx on public.calendar_sync_log (connection_id, synced_at desc);
create index calendar_sync_log_appointment_idx on public.calendar_sync_log (appointment_id);

create table public.sync_conflicts (
  conflict_id uuid primary key default gen_random_uuid(),
  connection_id uuid not null references public.calendar_sync_connections (connection_id) on delete cascade,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  kind text not null,
  ours jsonb,
  theirs jsonb,
  external_event_ids text[],
  status text not null default 'open',
  resolution text,
  resolved_by uuid references public.profiles (profile_id) on delete set null,
  resolved_at timestamptz,
  created_at timestamptz not null default now(),
  constraint sync_conflicts_kind_known check (kind in ('moved', 'deleted', 'clash', 'mass_deletion')),
  constraint sync_conflicts_status_known check (status in ('open', 'resolved')),
  constraint sync_conflicts_resolution_known check (resolution in ('keep_ours', 'take_theirs', 'reschedule'))
);
comment on table public.sync_conflicts is 'What sync could not decide by rule; a person resolves it.';
comment on column public.sync_conflicts.ours is '{start, end} of the visit; null for mass_deletion.';
comment on column public.sync_conflicts.theirs is 'clash: {start, end, code}, code says which rule stands against it; mass_deletion: {deleted, linked}.';
comment on column public.sync_conflicts.external_event_ids is 'mass_deletion: the events that are gone, opaque ids.';
create unique index sync_conflicts_one_open on public.sync_conflicts (connection_id, appointment_id) nulls not distinct where status = 'open';
create index sync_conflicts_connection_idx on public.sync_conflicts (connection_id, status);
create index sync_conflicts_appointment_idx on public.sync_conflicts (appointment_id);
create index sync_conflicts_resolved_by_idx on public.sync_conflicts (resolved_by);

create table public.calendar_push_channels (
  channel_id uuid primary key default gen_random_uuid(),
  connection_id uuid not null references public.calendar_sync_connections (connection_id) on delete cascade,
  external_channel_id text not null,
  resource_id text,
  token_hash text not null,
  expires_at timestamptz not null,
  state text not null default 'active',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint calendar_push_channels_external_key unique (external_channel_id),
  constraint calendar_push_channels_state_known check (state in ('registering', 'active', 'replaced', 'stopped', 'unsupported'))
);
comment on table public.calendar_push_channels is 'Push subscriptions at a provider. A notification only marks the connection dirty.';
comment on column public.calendar_push_channels.state is 'registering: before the provider has answered; replaced: to be stopped; unsupported: the calendar cannot be watched, ask again after expires_at.';
create index calendar_push_channels_connection_idx on public.calendar_push_channels (connection_id);
create index calendar_push_channels_expiry_idx on public.calendar_push_channels (expires_at) where state = 'active';

create table public.oauth_states (
  state_hash text primary key,
  profile_id uuid not null references public.profiles (profile_id) on delete cascade,
  provider text not null,
  code_verifier text not null,
  return_to text,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.oauth_states is 'OAuth state: single use, bound to the person who started (RFC 6749 §10.12, RFC 7636). Service role only.';
create index oauth_states_profile_idx on public.oauth_states (profile_id);
create index oauth_states_expiry_idx on public.oauth_states (expires_at);

create table public.webhook_deliveries (
  source text not null,
  delivery_id text not null,
  received_at timestamptz not null default now(),
  constraint webhook_deliveries_pkey primary key (source, delivery_id)
);
comment on table public.webhook_deliveries is 'Deliveries already seen, so that a replay does nothing. Service role only.';
create index webhook_deliveries_received_idx on public.webhook_deliveries (received_at);
create index webhook_deliveries_source_idx on public.webhook_deliveries (source, received_at);

alter table public.sync_jobs enable row level security;
alter table public.calendar_sync_log enable row level security;
alter table public.sync_conflicts enable row level security;
alter table public.calendar_push_channels enable row level security;
alter table public.oauth_states enable row level security;
alter table public.webhook_deliveries enable row level security;
revoke all on table public.sync_jobs, public.calendar_sync_log, public.sync_conflicts, public.calendar_push_channels,
  public.oauth_states, public.webhook_deliveries from anon, authenticated;
grant select on table public.calendar_sync_log to authenticated;
grant select (conflict_id, connection_id, appointment_id, kind, ours, theirs, status, resolution, resolved_by, resolved_at, created_at)
  on table public.sync_conflicts to authenticated;
grant select (job_id, connection_id, appointment_id, kind, status, attempts, run_after, error_message, finished_at, created_at, updated_at)
  on table public.sync_jobs to authenticated;
grant select, insert, update, delete on table public.sync_jobs, public.calendar_sync_log, public.sync_conflicts,
  public.calendar_push_channels, public.oauth_states, public.webhook_deliveries to service_role;

create policy select_owner on public.sync_jobs for select to authenticated
  using (connection_id in (select private.my_connections()));
create policy select_owner on public.calendar_sync_log for select to authenticated
  using (connection_id in (select private.my_connections()));
create policy select_owner on public.sync_conflicts for select to authenticated
  using (connection_id in (select private.my_connections()));
-- Nobody but the service role: stated, so that no policy is missing by accident.
create policy select_nobody on public.calendar_push_channels for select to authenticated using (false);
create policy select_nobody on public.oauth_states for select to authenticated using (false);
create policy select_nobody on public.webhook_deliveries for select to authenticated using (false);

create trigger sync_jobs_touch before update on public.sync_jobs
  for each row execute function private.touch_updated_at();
create trigger calendar_push_channels_touch before update on public.calendar_push_channels
  for each row execute function private.touch_updated_at();
