-- Notifications: what a person is told, by which channel, and the outbox the worker empties.

create table public.notifications (
  notification_id uuid primary key default gen_random_uuid(),
  recipient_id uuid not null references public.profiles (profile_id) on delete cascade,
  kind text not null,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  conversation_id uuid references public.conversations (conversation_id) on delete cascade,
  payload jsonb not null default '{}',
  read_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.notifications is 'The in-app inbox. It names the practice and the time, never the reason of a visit.';
create index notifications_recipient_idx on public.notifications (recipient_id, created_at desc);
create index notifications_appointment_idx on public.notifications (appointment_id);
create index notifications_conversation_idx on public.notifications (conversation_id);

create table public.notification_preferences (
  profile_id uuid primary key references public.profiles (profile_id) on delete cascade,
  email_enabled boolean not null default true,
  sms_enabled boolean not null default true,
  push_enabled boolean not null default true,
  in_app_enabled boolean not null default true,
  quiet_from time,
  quiet_until time,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_preferences_quiet_paired check ((quiet_from is null) = (quiet_until is null))
);
comment on table public.notification_preferences is 'What a person wants to receive; quiet hours are in their own zone.';

create table public.notification_outbox (
  outbox_id uuid primary key default gen_random_uuid(),
  event_key text not null,
  recipient_id uuid not null references public.profiles (profile_id) on delete cascade,
  kind text not null,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  conversation_id uuid references public.conversations (conversation_id) on delete cascade,
  payload jsonb not null default '{}',
  status text not null default 'pending',
  attempts integer not null default 0,
  run_after timestamptz not null default now(),
  leased_until timestamptz,
  sent_at timestamptz,
  error_message text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_outbox_once unique (event_key, recipient_id),
  constraint notification_outbox_status_known check (status in ('pending', 'sending', 'sent', 'failed', 'skipped'))
);
comment on table public.notification_outbox is 'One row per event and recipient, written by triggers; the worker sends it once. Service role only.';
create index notification_outbox_due_idx on public.notification_outbox (run_after) where status in ('pending', 'failed');
create index notification_outbox_recipient_idx on public.notification_outbox (recipient_id);
create index notification_outbox_appointment_idx on public.notification_outbox (appointment_id);
create index notification_outbox_conversation_idx on public.notification_outbox (conversation_id);

create table public.push_subscriptions (
  subscription_id uuid primary key default gen_random_uuid(),
  profile_id uuid not null references public.profiles (profile_id) on delete cascade,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  user_agent text,
  created_at timestamptz not null default now(),
  constraint push_subscriptions_endpoint_key unique (endpoint),
  constraint push_subscriptions_length check (length(endpoint) <= 2000 and length(p256dh) <= 200 and length(auth) <= 100 and length(user_agent) <= 500)
);
comment on table public.push_subscriptions is 'Web Push endpoints (RFC 8030) of a person''s browsers.';
create index push_subscriptions_profile_idx on public.push_subscriptions (profile_id);

alter table public.notifications enable row level security;
alter table public.notification_preferences enable row level security;
alter table public.notification_outbox enable row level security;
alter table public.push_subscriptions enable row level security;
revoke all on table public.notifications, public.notification_preferences, public.notification_outbox, public.push_subscriptions
  from anon, authenticated;
grant select on table public.notifications, public.notification_preferences to authenticated;
grant update (read_at) on table public.notifications to authenticated;
grant insert (profile_id, email_enabled, sms_enabled, push_enabled, in_app_enabled, quiet_from, quiet_until),
  update (profile_id, email_enabled, sms_enabled, push_enabled, in_app_enabled, quiet_from, quiet_until)
  on table public.notification_preferences to authenticated;
grant select (subscription_id, profile_id, user_agent, created_at), insert, delete on table public.push_subscriptions to authenticated;
grant select, insert, update, delete on table public.notifications, public.notification_preferences, public.notification_outbox,
  public.push_subscriptions to service_role;

create policy select_self on public.notifications for select to authenticated using (recipient_id = (select private.me()));
create policy update_self on public.notifications for update to authenticated
  using (recipient_id = (select private.me())) with check (recipient_id = (select private.me()));
create policy select_self on public.notification_preferences for select to authenticated using (profile_id = (select private.me()));
create policy insert_self on public.notification_preferences for insert to authenticated with check (profile_id = (select private.me()));
create policy update_self on public.notification_preferences for update to authenticated
  using (profile_id = (select private.me())) with check (profile_id = (select private.me()));
create policy select_nobody on public.notification_outbox for select to authenticated using (false);
create policy select_self on public.push_subscriptions for select to authenticated using (profile_id = (select private.me()));
create policy insert_self on public.push_subscriptions for insert to authenticated with check (profile_id = (select private.me()));
create policy delete_self on public.push_subscriptions for delete to authenticated using (profile_id = (select private.me()));

create trigger notification_preferences_touch before update on public.notification_preferences
  for each row execute function private.touch_updated_at();
create trigger notification_outbox_touch before update on public.notification_outbox
  for each row execute function private.touch_updated_at();
