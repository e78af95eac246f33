-- Notifications: what a person is told, by which channel, and the outbox the worker empties.

create function private.e164(phone text) returns text
language sql immutable set search_path = '' as $$
  select n
  from (
    select regexp_replace(regexp_replace(replace(normalize(e164.phone, nfkc), '(0)', ''), '[\s().\-/\u2010-\u2015]', '', 'g'), '^00', '+') as n) x
  where n ~ '^\+[1-9][0-9]{6,14}$'
$$;
comment on function private.e164(text) is 'A phone number as ITU E.164 writes it (+41791234567), or null when it is not written with its country (+41 or 0041): none is guessed. The (0) of +41 (0)79 is dialled inside the country only.';
grant execute on function private.e164(text) to authenticated, service_role;

create table public.notifications (
  notification_id uuid primary key default gen_random_uuid(),
  recipient_id uuid not null references public.profiles (profile_id) on delete cascade,
  kind text not null,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  conversation_id uuid references public.conversations (conversation_id) on delete cascade,
  payload jsonb not null default '{}',
  read_at timestamptz,
  outbox_id uuid,
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
  calendar_detail boolean not null default false,
  quiet_from time,
  quiet_until time,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_preferences_quiet_paired check ((quiet_from is null) = (quiet_until is null))
);
comment on table public.notification_preferences is 'What a person wants to receive; quiet hours are in their own zone. Without a row everything is on.';
comment on column public.notification_preferences.calendar_detail is
  'Calendar files and invitations for this person name the type of the visit and the clinician; otherwise only the practice.';

create table public.notification_outbox (
  outbox_id uuid primary key default gen_random_uuid(),
  outbox_number bigint not null generated always as identity,
  event_key text not null,
  recipient_id uuid not null references public.profiles (profile_id) on delete cascade,
  kind text not null,
  appointment_id uuid references public.appointments (appointment_id) on delete cascade,
  conversation_id uuid references public.conversations (conversation_id) on delete cascade,
  actor_id uuid references public.profiles (profile_id) on delete set null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint notification_outbox_once unique (event_key, recipient_id)
);
comment on table public.notification_outbox is 'One row per event and recipient, written by triggers; notification_deliveries says how each is told. Service role only.';
comment on column public.notification_outbox.outbox_number is
  'The order in which notices of one visit were written, under its lock: created_at is the beginning of a transaction that may have waited.';
comment on column public.notification_outbox.actor_id is 'Who did it; null: the practice''s calendar, an outside platform, or time itself.';
create index notification_outbox_recipient_idx on public.notification_outbox (recipient_id);
create index notification_outbox_appointment_idx on public.notification_outbox (appointment_id);
create index notification_outbox_conversation_idx on public.notification_outbox (conversation_id);
create index notification_outbox_actor_idx on public.notification_outbox (actor_id);
create index notification_outbox_created_idx on public.notification_outbox (created_at);

create function private.notice_to(recipients uuid[], kind text, event_key text, appointment_id uuid, actor_id uuid, payload jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.notification_outbox (event_key, recipient_id, kind, appointment_id, actor_id, payload)
  select notice_to.event_key, r.recipient, notice_to.kind, notice_to.appointment_id, notice_to.actor_id, notice_to.payload
  from (select distinct unnest(notice_to.recipients) as recipient) r
  on conflict on constraint notification_outbox_once do nothing
$$;
comment on function private.notice_to(uuid[], text, text, uuid, uuid, jsonb) is
  'One row of the outbox for each recipient; actor_id is null where nobody of the practice did it; payload holds ids and instants only.';

create table public.notification_deliveries (
  delivery_id uuid primary key default gen_random_uuid(),
  outbox_id uuid not null references public.notification_outbox (outbox_id) on delete cascade,
  delivery_method text not null,
  status text not null default 'pending',
  attempts integer not null default 0,
  run_after timestamptz not null,
  expires_at timestamptz not null,
  first_try_at timestamptz,
  lease uuid,
  leased_until timestamptz,
  sent_at timestamptz,
  error_message text,
  provider text,
  provider_message_id text,
  delivery_status text,
  delivery_status_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint notification_deliveries_once unique (outbox_id, delivery_method),
  constraint notification_deliveries_method_known check (delivery_method in ('email', 'sms', 'push')),
  constraint notification_deliveries_status_known check (status in ('pending', 'sending', 'sent', 'failed', 'skipped')),
  constraint notification_deliveries_delivery_known check (delivery_status in ('queued', 'sent', 'delivered', 'opened', 'undelivered', 'bounced', 'complained', 'failed'))
);
comment on table public.notification_deliveries is 'One row per notice and channel outside the app; the worker sends it once. Service role only.';
comment on column public.notification_deliveries.expires_at is 'After this it is not tried any more.';
comment on column public.notification_deliveries.error_message is 'Why it failed or was not sent: a code of docs/spec/notifications.md, or what the provider said; no address, no content.';
create index notification_deliveries_due_idx on public.notification_deliveries (run_after) where status in ('pending', 'sending');
create index notification_deliveries_provider_idx on public.notification_deliveries (provider, provider_message_id) where provider_message_id is not null;
create index notification_deliveries_created_idx on public.notification_deliveries (created_at);

create table public.notification_blocks (
  delivery_method text not null,
  address text not null,
  reason text not null,
  created_at timestamptz not null default now(),
  constraint notification_blocks_pkey primary key (delivery_method, address),
  constraint notification_blocks_method_known check (delivery_method in ('email', 'sms')),
  constraint notification_blocks_reason_known check (reason in ('opted_out', 'bounced', 'complained')),
  constraint notification_blocks_length check (length(address) between 1 and 320)
);
comment on table public.notification_blocks is
  'Addresses that get nothing: who replied STOP (until START), and mailboxes that do not exist. Numbers in E.164, mail addresses in lower case.';

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
alter table public.notification_deliveries enable row level security;
alter table public.notification_blocks enable row level security;
alter table public.push_subscriptions enable row level security;
revoke all on table public.notifications, public.notification_preferences, public.notification_outbox, public.notification_deliveries,
  public.notification_blocks, public.push_subscriptions from anon, authenticated;
grant select on table public.notifications, public.notification_preferences to authenticated;
grant update (read_at) on table public.notifications to authenticated;
grant insert (profile_id, email_enabled, sms_enabled, push_enabled, in_app_enabled, calendar_detail, quiet_from, quiet_until),
  update (profile_id, email_enabled, sms_enabled, push_enabled, in_app_enabled, calendar_detail, quiet_from, quiet_until)
  on table public.notification_preferences to authenticated;
grant select (subscription_id, profile_id, user_agent, created_at), insert (profile_id, endpoint, p256dh, auth, user_agent), delete
  on table public.push_subscriptions to authenticated;
grant select on table public.notification_blocks to authenticated;
grant select, insert, update, delete on table public.notifications, public.notification_preferences, public.notification_outbox,
  public.notification_deliveries, public.notification_blocks, public.push_subscriptions to service_role;

create policy select_self on public.notifications for select to authenticated using (recipient_id = (select private.me()));
create policy update_self on public.notifications for update to authenticated
  using (recipient_id = (select private.me())) with check (recipient_id = (select private.me()));
create policy select_self on public.notification_preferences for select to authenticated using (profile_id = (select private.me()));
create policy insert_self on public.notification_preferences for insert to authenticated with check (profile_id = (select private.me()));
create policy update_self on public.notification_preferences for update to authenticated
  using (profile_id = (select private.me())) with check (profile_id = (select private.me()));
create policy select_nobody on public.notification_outbox for select to authenticated using (false);
create policy select_nobody on public.notification_deliveries for select to authenticated using (false);
create policy select_self on public.notification_blocks for select to authenticated
  using (exists (
    select from public.profiles p
    where p.profile_id = (select private.me()) and address in (lower(p.email), private.e164(p.phone))));
create policy select_self on public.push_subscriptions for select to authenticated using (profile_id = (select private.me()));
create policy insert_self on public.push_subscriptions for insert to authenticated with check (profile_id = (select private.me()));
create policy delete_self on public.push_subscriptions for delete to authenticated using (profile_id = (select private.me()));

create function private.keep_latest_browsers() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.push_subscriptions s
  where s.profile_id = new.profile_id and s.subscription_id not in (
    select k.subscription_id from public.push_subscriptions k where k.profile_id = new.profile_id
    order by k.created_at desc, k.subscription_id limit 20);
  return null;
end $$;
comment on function private.keep_latest_browsers() is 'NT8: a person has at most twenty browsers with push; a new one takes the place of the oldest.';
create trigger push_subscriptions_bounded after insert on public.push_subscriptions
  for each row execute function private.keep_latest_browsers();

create trigger notification_preferences_touch before update on public.notification_preferences
  for each row execute function private.touch_updated_at();
create trigger notification_deliveries_touch before update on public.notification_deliveries
  for each row execute function private.touch_updated_at();
