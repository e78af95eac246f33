-- Message threads between a patient and a practice (docs/spec/messages.md).

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
  by_rule boolean not null default false,
  last_read_at timestamptz,
  created_at timestamptz not null default now(),
  constraint conversation_participants_pkey primary key (conversation_id, profile_id)
);
comment on table public.conversation_participants is 'Who takes part in a thread, and how far each has read.';
comment on column public.conversation_participants.by_rule is
  'Only the read mark of somebody of the front desk, who reads because the practice says so (desk_reads_messages): gives no right by itself.';
create index conversation_participants_profile_idx on public.conversation_participants (profile_id);

create function private.sent_at() returns timestamptz
language plpgsql volatile set search_path = '' as $$
begin
  -- Two messages of one transaction were written one after the other; a test's clock stands still.
  return case when nullif(current_setting('careslot.now', true), '') is null then clock_timestamp() else private.now() end;
end $$;
comment on function private.sent_at() is 'The moment a message is written: the clock, or the instant that a test has set.';
grant execute on function private.sent_at() to authenticated, service_role;

create table public.messages (
  message_id uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references public.conversations (conversation_id) on delete cascade,
  position bigint not null generated always as identity,
  sender_id uuid references public.profiles (profile_id) on delete set null,
  kind text not null default 'text',
  body text not null default '',
  payload jsonb not null default '{}',
  created_at timestamptz not null default private.sent_at(),
  constraint messages_kind_known check (kind in ('text', 'offer', 'system')),
  constraint messages_body_length check (length(body) <= 10000),
  constraint messages_text_has_body check (kind <> 'text' or body ~ '\S')
);
comment on table public.messages is 'One message; kind offer carries an appointment_time_slots row, kind system is written by the database.';
comment on column public.messages.position is 'The order of messages, and where the next page begins.';
comment on column public.messages.payload is
  'What a system message tells: {event, by?, slot_id?, appointment_id?, start?, end?}. Each reader sees it in their own language.';
create index messages_conversation_idx on public.messages (conversation_id, position desc);
create index messages_sender_idx on public.messages (sender_id, created_at desc);

create function private.my_message_practices() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((
    select array_agg(p.practice_id) from public.practices p
    where p.practice_id = any (private.my_practices('{admin,receptionist}')) and p.desk_reads_messages), '{}');
end $$;
comment on function private.my_message_practices() is 'Practices whose threads the signed-in person reads by the practice''s rule: its front desk and admins.';

create function private.my_conversations() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_me uuid := private.me();
  v_practices uuid[] := private.my_practices('{admin,clinician,receptionist}');
begin
  return query
  select c.conversation_id from public.conversation_participants cp
  join public.conversations c on c.conversation_id = cp.conversation_id
  -- Who has left the practice has left its threads.
  where cp.profile_id = v_me and not cp.by_rule and (c.patient_id = v_me or c.practice_id = any (v_practices))
  union
  select c.conversation_id from public.conversations c where c.practice_id = any (private.my_message_practices());
end $$;
comment on function private.my_conversations() is
  'Threads that the signed-in person reads and writes in: those they take part in, as the patient or as an active member, and those of the practice for its front desk (desk_reads_messages).';

create function private.in_conversation(conversation_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  v_me uuid := private.me();
begin
  return exists (
    select from public.conversations c
    where c.conversation_id = in_conversation.conversation_id
      and (c.practice_id = any (private.my_message_practices())
        or (c.patient_id = v_me or c.practice_id = any (private.my_practices('{admin,clinician,receptionist}')))
          and exists (select from public.conversation_participants cp
            where cp.conversation_id = c.conversation_id and cp.profile_id = v_me and not cp.by_rule)));
end $$;
comment on function private.in_conversation(uuid) is
  'private.my_conversations() for one thread: who sends a message need not have all of theirs looked up.';
grant execute on function private.in_conversation(uuid) to authenticated, service_role;
grant execute on function private.my_message_practices() to authenticated, service_role;
grant execute on function private.my_conversations() to authenticated, service_role;

alter table public.conversations enable row level security;
alter table public.conversation_participants enable row level security;
alter table public.messages enable row level security;
revoke all on table public.conversations, public.conversation_participants, public.messages from anon, authenticated;
grant select on table public.conversations, public.conversation_participants, public.messages to authenticated;
-- The sender chooses message_id, so that a message that is sent again arrives once.
grant insert (message_id, conversation_id, sender_id, body) on table public.messages to authenticated;
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
  with check (sender_id = (select private.me()) and private.in_conversation(conversation_id));

create trigger conversations_touch before update on public.conversations
  for each row execute function private.touch_updated_at();

create function private.guard_message() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_most constant integer := 100;
  v_span constant interval := interval '10 minutes';
begin
  if new.kind = 'text' and new.sender_id = private.me() then
    -- One at a time for one sender, so that the count holds.
    perform 1 from public.profiles p where p.profile_id = new.sender_id for no key update;
    if (select count(*) from public.messages m where m.sender_id = new.sender_id and m.created_at > private.now() - v_span) >= v_most then
      perform private.raise_error('rate_limited', 'You have sent very many messages in a few minutes. Please wait a little.');
    end if;
  end if;
  return new;
end $$;
comment on function private.guard_message() is 'MS6: a person sends at most 100 messages in ten minutes.';
create trigger messages_guard before insert on public.messages
  for each row execute function private.guard_message();

create function private.note_last_message() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.conversations c set last_message_at = greatest(c.last_message_at, new.created_at)
  where c.conversation_id = new.conversation_id;
  if new.sender_id is not null then
    -- Whoever writes has read what stands above.
    insert into public.conversation_participants as cp (conversation_id, profile_id, by_rule, last_read_at)
    values (new.conversation_id, new.sender_id, true, new.created_at)
    on conflict on constraint conversation_participants_pkey do update set last_read_at = greatest(cp.last_read_at, excluded.last_read_at);
  end if;
  return null;
end $$;
comment on function private.note_last_message() is 'Keeps conversations.last_message_at, and the sender''s own read mark.';
create trigger messages_note_last after insert on public.messages
  for each row execute function private.note_last_message();
