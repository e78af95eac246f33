-- Reminders of visits and the practice's own rules for them. Delivery is a worker's; whether to send is decided then (R5).

create table public.practice_reminder_rules (
  rule_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  reminder_type text not null default 'custom',
  minutes_before integer not null,
  delivery_method text not null,
  audience text not null default 'patient',
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint practice_reminder_rules_key unique (practice_id, minutes_before, delivery_method, audience),
  constraint practice_reminder_rules_type_known check (reminder_type in ('24_hours', '1_hour', '15_minutes', 'custom')),
  constraint practice_reminder_rules_method_known check (delivery_method in ('email', 'sms', 'push', 'in_app')),
  constraint practice_reminder_rules_audience_known check (audience in ('patient', 'clinician', 'both')),
  constraint practice_reminder_rules_minutes_range check (minutes_before between 5 and 43200)
);
comment on table public.practice_reminder_rules is 'Reminders beyond the defaults (24 h e-mail and 1 h push to both sides).';

create table public.appointment_reminders (
  reminder_id uuid primary key default gen_random_uuid(),
  appointment_id uuid not null references public.appointments (appointment_id) on delete cascade,
  recipient_id uuid not null references public.profiles (profile_id) on delete cascade,
  reminder_type text not null,
  minutes_before integer not null,
  scheduled_for timestamptz not null,
  delivery_method text not null,
  start_version integer not null default 0,
  status text not null default 'pending',
  sent_at timestamptz,
  attempts integer not null default 0,
  run_after timestamptz not null,
  first_try_at timestamptz,
  lease uuid,
  leased_until timestamptz,
  error_message text,
  provider text,
  provider_message_id text,
  delivery_status text,
  delivery_status_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointment_reminders_once unique (appointment_id, recipient_id, reminder_type, delivery_method, start_version, minutes_before),
  constraint appointment_reminders_type_known check (reminder_type in ('24_hours', '1_hour', '15_minutes', 'custom')),
  constraint appointment_reminders_method_known check (delivery_method in ('email', 'sms', 'push', 'in_app')),
  constraint appointment_reminders_status_known check (status in ('pending', 'sending', 'sent', 'failed', 'cancelled')),
  constraint appointment_reminders_delivery_known check (delivery_status in ('queued', 'sent', 'delivered', 'opened', 'undelivered', 'bounced', 'complained', 'failed'))
);
comment on table public.appointment_reminders is 'One row per visit, recipient, rule, channel and start version; made, moved and cancelled by trigger.';
comment on column public.appointment_reminders.run_after is 'When it is tried next: scheduled_for, or later after a failure or for quiet hours.';
comment on column public.appointment_reminders.lease is 'The claim of the worker that is sending it; only its holder settles it.';
comment on column public.appointment_reminders.error_message is 'Why it failed or was not sent: a code of docs/spec/notifications.md, or what the provider said; no address, no content.';
comment on column public.appointment_reminders.delivery_status is 'What the provider has said since about the message on its way.';
create index appointment_reminders_due_idx on public.appointment_reminders (run_after) where status in ('pending', 'sending');
create index appointment_reminders_provider_idx on public.appointment_reminders (provider, provider_message_id) where provider_message_id is not null;
create index appointment_reminders_recipient_idx on public.appointment_reminders (recipient_id);

alter table public.practice_reminder_rules enable row level security;
alter table public.appointment_reminders enable row level security;
revoke all on table public.practice_reminder_rules, public.appointment_reminders from anon, authenticated;
grant select, insert (rule_id, practice_id, reminder_type, minutes_before, delivery_method, audience, active), delete
  on table public.practice_reminder_rules to authenticated;
grant update (active, minutes_before, delivery_method, audience, reminder_type) on table public.practice_reminder_rules to authenticated;
grant select (reminder_id, appointment_id, recipient_id, reminder_type, minutes_before, scheduled_for, delivery_method, status, sent_at,
  delivery_status, delivery_status_at, created_at) on table public.appointment_reminders to authenticated;
grant select, insert, update, delete on table public.practice_reminder_rules, public.appointment_reminders to service_role;

create policy select_member on public.practice_reminder_rules for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[]));
create policy insert_admin on public.practice_reminder_rules for insert to authenticated
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy update_admin on public.practice_reminder_rules for update to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy delete_admin on public.practice_reminder_rules for delete to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
-- Whoever sees the visit sees its reminders: the subquery runs under the policy of appointments.
create policy select_involved on public.appointment_reminders for select to authenticated
  using (recipient_id = (select private.me())
      or exists (select from public.appointments a where a.appointment_id = appointment_reminders.appointment_id and a.patient_id is distinct from (select private.me())));

create trigger practice_reminder_rules_touch before update on public.practice_reminder_rules
  for each row execute function private.touch_updated_at();
create trigger appointment_reminders_touch before update on public.appointment_reminders
  for each row execute function private.touch_updated_at();
