-- Linked external calendars. Tokens are ciphertext and granted to nobody but the service role.

create table public.calendar_sync_connections (
  connection_id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (profile_id) on delete cascade,
  provider text not null,
  account_id text,
  account_email text,
  server_url text,
  calendar_id text not null,
  calendar_name text,
  can_write boolean not null default true,
  access_token text,
  refresh_token text,
  token_expires_at timestamptz,
  refresh_leased_until timestamptz,
  is_primary boolean not null default false,
  sync_enabled boolean not null default true,
  sync_direction text not null default 'two_way',
  sync_interval_minutes integer not null default 15,
  on_external_delete text not null default 'ask',
  all_day_events text not null default 'busy',
  tentative_events text not null default 'busy',
  cursor text,
  cursor_window_end timestamptz,
  window_end timestamptz,
  generation integer not null default 0,
  dirty_at timestamptz,
  last_attempt_at timestamptz,
  last_asked_at timestamptz,
  last_sync_at timestamptz,
  reconciled_at timestamptz,
  last_sync_status text not null default 'pending',
  sync_errors jsonb not null default '[]',
  state text not null default 'active',
  brake_released_until timestamptz,
  leased_by text,
  leased_until timestamptz,
  lease_seconds integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint calendar_sync_connections_calendar_key unique (user_id, provider, calendar_id),
  constraint calendar_sync_connections_provider_known check (provider in ('google', 'microsoft', 'outlook', 'apple', 'caldav')),
  constraint calendar_sync_connections_direction_known check (sync_direction in ('two_way', 'to_external', 'from_external')),
  constraint calendar_sync_connections_interval_range check (sync_interval_minutes between 5 and 1440),
  constraint calendar_sync_connections_delete_known check (on_external_delete in ('ask', 'cancel', 'restore')),
  constraint calendar_sync_connections_all_day_known check (all_day_events in ('busy', 'free')),
  constraint calendar_sync_connections_tentative_known check (tentative_events in ('busy', 'free')),
  constraint calendar_sync_connections_lease_whole check (num_nonnulls(leased_by, leased_until, lease_seconds) in (0, 3)),
  constraint calendar_sync_connections_status_known check (last_sync_status in ('success', 'failed', 'pending')),
  constraint calendar_sync_connections_state_known check (state in ('active', 'needs_reauth', 'paused')),
  constraint calendar_sync_connections_errors_shape check (jsonb_typeof(sync_errors) = 'array')
);
comment on table public.calendar_sync_connections is 'One linked external calendar of one person.';
comment on column public.calendar_sync_connections.access_token is 'AES-256-GCM ciphertext with key id; for CalDAV the app password. Service role only.';
comment on column public.calendar_sync_connections.refresh_token is 'AES-256-GCM ciphertext with key id. Service role only.';
comment on column public.calendar_sync_connections.cursor is 'Sync token, delta link or sync-collection token; stored after the last page is applied.';
comment on column public.calendar_sync_connections.account_id is 'The provider''s stable id of the account, for CalDAV the principal''s address: rows of one account share their tokens.';
comment on column public.calendar_sync_connections.server_url is 'CalDAV: where the account lives.';
comment on column public.calendar_sync_connections.generation is 'Rises with each full reading; busy times of an older one are swept when it is complete.';
comment on column public.calendar_sync_connections.dirty_at is 'When the provider last said that something changed; cleared only by a pull that began after it.';
comment on column public.calendar_sync_connections.window_end is 'How far the reading under way looks ahead; becomes cursor_window_end when a full one is complete.';
comment on column public.calendar_sync_connections.cursor_window_end is 'How far the cursor''s own full reading looked ahead.';
comment on column public.calendar_sync_connections.reconciled_at is 'When the calendar was last compared as a whole; null asks for it.';
comment on column public.calendar_sync_connections.last_asked_at is 'When its owner last asked to sync at once.';
comment on column public.calendar_sync_connections.brake_released_until is 'Until then the owner has allowed many deletions (R9).';
comment on column public.calendar_sync_connections.leased_by is 'The one worker that may act for this calendar until leased_until, prolonged by lease_seconds with each step.';
comment on column public.calendar_sync_connections.refresh_leased_until is 'Until then somebody is fetching new tokens for the account.';
create unique index calendar_sync_connections_primary_key on public.calendar_sync_connections (user_id) where is_primary;

alter table public.calendar_sync_connections enable row level security;
revoke all on table public.calendar_sync_connections from anon, authenticated;
grant select (connection_id, user_id, provider, account_id, account_email, server_url, calendar_id, calendar_name, can_write, is_primary,
  sync_enabled, sync_direction, sync_interval_minutes, on_external_delete, all_day_events, tentative_events, last_attempt_at, last_sync_at,
  reconciled_at, last_sync_status, sync_errors, state, created_at, updated_at)
  on table public.calendar_sync_connections to authenticated;
grant update (calendar_name, is_primary, sync_enabled, sync_direction, sync_interval_minutes, on_external_delete, all_day_events, tentative_events)
  on table public.calendar_sync_connections to authenticated;
grant select, insert, update, delete on table public.calendar_sync_connections to service_role;

create policy select_owner on public.calendar_sync_connections for select to authenticated
  using (user_id = (select private.me()));
create policy update_owner on public.calendar_sync_connections for update to authenticated
  using (user_id = (select private.me())) with check (user_id = (select private.me()));

create trigger calendar_sync_connections_touch before update on public.calendar_sync_connections
  for each row execute function private.touch_updated_at();

create function private.my_connections() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select c.connection_id from public.calendar_sync_connections c where c.user_id = private.me();
end $$;
comment on function private.my_connections() is 'Connections of the signed-in person.';
grant execute on function private.my_connections() to authenticated, service_role;
