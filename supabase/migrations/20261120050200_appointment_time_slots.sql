-- Times offered, requested or countered inside a message thread.

create table public.appointment_time_slots (
  slot_id uuid primary key default gen_random_uuid(),
  message_id uuid not null references public.messages (message_id) on delete cascade,
  conversation_id uuid not null references public.conversations (conversation_id) on delete cascade,
  offered_by uuid not null references public.profiles (profile_id) on delete cascade,
  offered_to uuid not null references public.profiles (profile_id) on delete cascade,
  clinician_id uuid references public.clinicians (clinician_id) on delete cascade,
  slot_type text not null default 'offer',
  time_options jsonb not null,
  appointment_type text not null,
  location_type public.location_type not null default 'in_person',
  status text not null default 'pending',
  selected_time_index integer,
  note text,
  expires_at timestamptz not null,
  responded_at timestamptz,
  counter_of uuid references public.appointment_time_slots (slot_id) on delete set null,
  appointment_id uuid references public.appointments (appointment_id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointment_time_slots_type_known check (slot_type in ('offer', 'request', 'counter_offer')),
  constraint appointment_time_slots_status_known check (status in ('pending', 'accepted', 'declined', 'countered', 'expired', 'cancelled')),
  constraint appointment_time_slots_options_shape check (jsonb_typeof(time_options) = 'array' and jsonb_array_length(time_options) between 0 and 10),
  constraint appointment_time_slots_index_range check (selected_time_index between 0 and 9),
  constraint appointment_time_slots_note_length check (length(note) <= 2000)
);
comment on table public.appointment_time_slots is 'A card in a thread: time_options is [{start, end, duration}], answered once.';
create index appointment_time_slots_message_idx on public.appointment_time_slots (message_id);
create index appointment_time_slots_conversation_idx on public.appointment_time_slots (conversation_id);
create index appointment_time_slots_offered_by_idx on public.appointment_time_slots (offered_by);
create index appointment_time_slots_offered_to_idx on public.appointment_time_slots (offered_to, status);
create index appointment_time_slots_clinician_idx on public.appointment_time_slots (clinician_id);
create index appointment_time_slots_counter_idx on public.appointment_time_slots (counter_of) where counter_of is not null;
create index appointment_time_slots_appointment_idx on public.appointment_time_slots (appointment_id) where appointment_id is not null;
create index appointment_time_slots_expiry_idx on public.appointment_time_slots (expires_at) where status = 'pending';

alter table public.appointment_time_slots enable row level security;
revoke all on table public.appointment_time_slots from anon, authenticated;
grant select on table public.appointment_time_slots to authenticated;
grant select, insert, update, delete on table public.appointment_time_slots to service_role;
create policy select_participant on public.appointment_time_slots for select to authenticated
  using (conversation_id in (select private.my_conversations()));

create trigger appointment_time_slots_touch before update on public.appointment_time_slots
  for each row execute function private.touch_updated_at();
