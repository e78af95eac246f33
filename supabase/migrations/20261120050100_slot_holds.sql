-- A short exclusive claim on a slot while somebody fills in a form. At most one live hold per clinician and time.

create table public.slot_holds (
  hold_id uuid primary key default gen_random_uuid(),
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  held_by uuid not null references public.profiles (profile_id) on delete cascade,
  slot_start timestamptz not null,
  slot_end timestamptz not null,
  blocked_until timestamptz not null,
  message_id uuid references public.messages (message_id) on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint slot_holds_time_order check (slot_end > slot_start and slot_end - slot_start <= interval '24 hours'),
  constraint slot_holds_buffer_range check (blocked_until >= slot_end and blocked_until - slot_end <= interval '4 hours')
);
comment on table public.slot_holds is 'Exclusive claims that end by themselves; a hold hides the slot from everybody but its holder.';
create index slot_holds_clinician_idx on public.slot_holds (clinician_id, slot_start);
create index slot_holds_held_by_idx on public.slot_holds (held_by, expires_at);
create index slot_holds_message_idx on public.slot_holds (message_id) where message_id is not null;
create index slot_holds_expires_idx on public.slot_holds (expires_at);

alter table public.slot_holds enable row level security;
revoke all on table public.slot_holds from anon, authenticated;
grant select on table public.slot_holds to authenticated;
grant select, insert, update, delete on table public.slot_holds to service_role;

create policy select_holder_or_manager on public.slot_holds for select to authenticated
  using (held_by = (select private.me()) or clinician_id = any ((select private.my_managed_clinicians())::uuid[]));
