-- Message threads between a patient and a practice.

create table public.conversations (
  conversation_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  patient_id uuid not null references public.profiles (profile_id) on delete cascade,
  subject text,
  last_message_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint conversations_subject_length check (length(subject) <= 300)
);
comment on table public.conversations is 'A thread about one patient in one practice.';
create index conversations_practice_idx on public.conversations (practice_id, last_message_at desc);
create index conversations_patient_idx on public.conversations (patient_id, last_message_at desc);

create table public.conversation_participants (
  conversation_id uuid not null references public.conversations (conversation_id) on delete cascade,
  profile_id uuid not null references public.profiles (profile_id) on delete cascade,
  last_read_at timestamptz,
  created_at timestamptz not null default now(),
  constraint conversation_participants_pkey primary key (conversation_id, profile_id)
);
comment on table public.conversation_participants is 'Who reads and writes in a thread. Nobody else does, whatever their role.';
create index conversation_participants_profile_idx on public.conversation_participants (profile_id);

create table public.messages (
  message_id uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references public.conversations (conversation_id) on delete cascade,
  sender_id uuid references public.profiles (profile_id) on delete set null,
  kind text not null default 'text',
  body text not null default '',
  created_at timestamptz not null default now(),
  constraint messages_kind_known check (kind in ('text', 'offer', 'system')),
  constraint messages_body_length check (length(body) <= 10000),
  constraint messages_text_has_body check (kind <> 'text' or length(btrim(body)) > 0)
);
comment on table public.messages is 'One message; kind offer carries an appointment_time_slots row, kind system is written by the database.';
create index messages_conversation_idx on public.messages (conversation_id, created_at desc);
create index messages_sender_idx on public.messages (sender_id);

create function private.my_conversations() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select cp.conversation_id from public.conversation_participants cp where cp.profile_id = private.me();
end $$;
comment on function private.my_conversations() is 'Threads in which the signed-in person takes part.';
grant execute on function private.my_conversations() to authenticated, service_role;

alter table public.conversations enable row level security;
alter table public.conversation_participants enable row level security;
alter table public.messages enable row level security;
revoke all on table public.conversations, public.conversation_participants, public.messages from anon, authenticated;
grant select on table public.conversations, public.conversation_participants, public.messages to authenticated;
grant insert (conversation_id, sender_id, body) on table public.messages to authenticated;
grant update (last_read_at) on table public.conversation_participants to authenticated;
grant select, insert, update, delete on table public.conversations, public.conversation_participants, public.messages to service_role;

create policy select_participant on public.conversations for select to authenticated
  using (conversation_id in (select private.my_conversations()));
create policy select_participant on public.conversation_participants for select to authenticated
  using (conversation_id in (select private.my_conversations()));
create policy update_self on public.conversation_participants for update to authenticated
  using (profile_id = (select private.me())) with check (profile_id = (select private.me()));
create policy select_participant on public.messages for select to authenticated
  using (conversation_id in (select private.my_conversations()));
create policy insert_participant on public.messages for insert to authenticated
  with check (sender_id = (select private.me()) and conversation_id in (select private.my_conversations()));

create trigger conversations_touch before update on public.conversations
  for each row execute function private.touch_updated_at();

create function private.note_last_message() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.conversations c set last_message_at = new.created_at where c.conversation_id = new.conversation_id;
  return null;
end $$;
comment on function private.note_last_message() is 'Keeps conversations.last_message_at.';
create trigger messages_note_last after insert on public.messages
  for each row execute function private.note_last_message();
