-- Times offered, requested or countered inside a message thread (docs/spec/offers.md).

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
  response_note text,
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
  constraint appointment_time_slots_note_length check (length(note) <= 2000 and length(response_note) <= 2000)
);
comment on table public.appointment_time_slots is 'A card in a thread: time_options is [{start, end, duration}], answered once.';
comment on column public.appointment_time_slots.time_options is
  '[{start, end, duration}]: instants in ISO 8601, duration in minutes; selected_time_index counts from 0.';
comment on column public.appointment_time_slots.offered_to is
  'Whose answer is awaited: the patient, or somebody of the practice, for whom every other member in the thread may answer.';
comment on column public.appointment_time_slots.response_note is 'What was said when the card was declined or withdrawn.';
create index appointment_time_slots_message_idx on public.appointment_time_slots (message_id);
create index appointment_time_slots_conversation_idx on public.appointment_time_slots (conversation_id);
create index appointment_time_slots_offered_by_idx on public.appointment_time_slots (offered_by);
create index appointment_time_slots_offered_to_idx on public.appointment_time_slots (offered_to, status);
create index appointment_time_slots_clinician_idx on public.appointment_time_slots (clinician_id);
create index appointment_time_slots_pending_idx on public.appointment_time_slots (clinician_id, conversation_id) where status = 'pending';
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

create function private.first_option(time_options jsonb) returns timestamptz
language sql stable set search_path = '' as $$
  select min((o ->> 'start')::timestamptz) from jsonb_array_elements(time_options) o
$$;
comment on function private.first_option(jsonb) is 'The earliest start of a card''s times; null when it names none.';

create function private.offer_status(card public.appointment_time_slots) returns text
language sql stable set search_path = '' as $$
  select case when card.status = 'pending' and card.expires_at <= private.now() then 'expired' else card.status end
$$;
comment on function private.offer_status(public.appointment_time_slots) is
  'The status a reader is told: a card ends by its clock, whether or not the housekeeping has been there.';

create function private.guard_offer() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_option jsonb;
begin
  if tg_op = 'INSERT' then
    if new.status <> 'pending' or new.selected_time_index is not null or new.appointment_id is not null then
      perform private.raise_error('invalid_transition', 'A new card waits for its answer.');
    elsif exists (
      select from jsonb_array_elements(new.time_options) o
      where jsonb_typeof(o) <> 'object' or coalesce(jsonb_typeof(o -> 'start'), '') <> 'string' or coalesce(jsonb_typeof(o -> 'end'), '') <> 'string') then
      perform private.raise_error('invalid_input', 'time_options is a list of {start, end, duration}.');
    end if;
    -- Nobody can still choose among times of which the first has begun.
    new.expires_at := least(new.expires_at, private.first_option(new.time_options));
    new.responded_at := null;
    return new;
  end if;
  if (new.message_id, new.conversation_id, new.offered_by, new.offered_to, new.clinician_id, new.slot_type, new.time_options, new.appointment_type,
      new.location_type, new.note, new.expires_at)
    is distinct from (old.message_id, old.conversation_id, old.offered_by, old.offered_to, old.clinician_id, old.slot_type, old.time_options,
      old.appointment_type, old.location_type, old.note, old.expires_at)
    or (new.counter_of is distinct from old.counter_of and new.counter_of is not null) then
    perform private.raise_error('invalid_input', 'What was offered stays as it is. Withdraw it and offer anew.');
  end if;
  if new.status = old.status then
    -- Foreign keys that end are no answer; everything else of an answer comes with its status.
    if (new.selected_time_index, new.responded_at, new.response_note) is distinct from (old.selected_time_index, old.responded_at, old.response_note)
      or (new.appointment_id is distinct from old.appointment_id and new.appointment_id is not null) then
      perform private.raise_error('offer_closed', null, jsonb_build_object('status', old.status));
    end if;
    return new;
  end if;
  if old.status <> 'pending' then
    perform private.raise_error('offer_closed', null, jsonb_build_object('status', old.status));
  end if;
  if new.status = 'expired' and old.expires_at > v_now then
    perform private.raise_error('invalid_transition', 'This offer has not expired yet.');
  elsif new.status <> 'expired' and old.expires_at <= v_now then
    perform private.raise_error('offer_closed', null, jsonb_build_object('status', 'expired'));
  end if;
  new.responded_at := case when new.status in ('accepted', 'declined', 'countered') then v_now end;
  if new.status = 'accepted' then
    v_option := new.time_options -> new.selected_time_index;
    if v_option is null or not exists (
      select from public.appointments a join public.conversations c on c.conversation_id = new.conversation_id
      where a.appointment_id = new.appointment_id and a.patient_id = c.patient_id and a.status = 'confirmed'
        and a.scheduled_start = (v_option ->> 'start')::timestamptz and a.scheduled_end = (v_option ->> 'end')::timestamptz) then
      perform private.raise_error('invalid_input', 'An accepted card names the time and the confirmed visit that came of it.');
    end if;
  elsif new.selected_time_index is not null or new.appointment_id is not null then
    perform private.raise_error('invalid_input', 'Only an accepted card names a time and a visit.');
  end if;
  return new;
end $$;
comment on function private.guard_offer() is
  'OF1, OF2 for one row: pending becomes accepted, declined, countered, expired or cancelled, once; accepted only with its visit, expired only by the clock.';
create trigger appointment_time_slots_guard before insert or update on public.appointment_time_slots
  for each row execute function private.guard_offer();
