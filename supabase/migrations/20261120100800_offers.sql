-- Times in a thread (docs/spec/offers.md): offer_times, request_times, respond_to_offer, cancel_offer, expire_offers.
-- Order of locks: idempotency key, card, visit, clinician, patient, holds, thread. Over 300 lines, because all of it is one life cycle.

create function private.read_options(time_options jsonb, fewest integer, most integer, default_minutes integer) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_options jsonb := '[]';
  v_option jsonb;
  v_start timestamptz;
  v_end timestamptz;
  v_minutes numeric;
begin
  if jsonb_typeof(coalesce(time_options, '[]')) <> 'array' or jsonb_array_length(coalesce(time_options, '[]')) not between fewest and most then
    perform private.raise_error('invalid_input', format('time_options is a list of %s to %s times.', fewest, most));
  end if;
  for v_option in select o.value from jsonb_array_elements(coalesce(time_options, '[]')) with ordinality o order by o.ordinality loop
    if jsonb_typeof(v_option) <> 'object' or exists (select from jsonb_object_keys(v_option) k where k not in ('start', 'end', 'duration'))
      or coalesce(v_option ->> 'start', '') !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d'
      or coalesce(v_option ->> 'end', '0000-00-00 00:00') !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d'
      or jsonb_typeof(coalesce(v_option -> 'duration', '0')) not in ('number', 'null') then
      perform private.raise_error('invalid_input', 'Each time is {start, end, duration}: ISO 8601 instants and minutes.');
    end if;
    begin
      v_start := (v_option ->> 'start')::timestamptz;
      v_minutes := (v_option ->> 'duration')::numeric;
      v_end := coalesce((v_option ->> 'end')::timestamptz, v_start + make_interval(mins => coalesce(v_minutes, default_minutes)::integer));
    exception when others then
      perform private.raise_error('invalid_time', 'One of the times cannot be read.');
    end;
    perform private.check_slot(v_start, v_end);
    if v_minutes is distinct from extract(epoch from v_end - v_start) / 60 and v_minutes is not null then
      perform private.raise_error('invalid_input', 'The duration of a time must be its end less its start, in minutes.');
    elsif exists (select from jsonb_array_elements(v_options) o where (o ->> 'start')::timestamptz = v_start) then
      perform private.raise_error('invalid_input', 'The same time is named twice.');
    end if;
    v_options := v_options || jsonb_build_object('start', v_start, 'end', v_end, 'duration', (extract(epoch from v_end - v_start) / 60)::integer);
  end loop;
  return v_options;
end $$;
comment on function private.read_options(jsonb, integer, integer, integer) is
  'time_options as they are stored: checked, each complete, in the order given.';

create function private.offer_clinician(conversation_id uuid, practice_id uuid, clinician_id uuid, me uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_ids uuid[];
begin
  v_ids := case when clinician_id is not null then array[clinician_id] else (
    select array_agg(c.clinician_id) from public.clinicians c where c.clinician_id = me and c.practice_id = offer_clinician.practice_id and c.active) end;
  v_ids := coalesce(v_ids, (
    select array_agg(c.clinician_id) from public.conversation_participants cp
    join public.clinicians c on c.clinician_id = cp.profile_id and c.practice_id = offer_clinician.practice_id and c.active
    where cp.conversation_id = offer_clinician.conversation_id and not cp.by_rule));
  if cardinality(v_ids) = 1 then
    -- Raises not_found unless the caller may see this clinician's time.
    if (private.schedule_access(v_ids[1])).practice_id = practice_id then
      return v_ids[1];
    end if;
    perform private.raise_error('not_found', 'There is no such clinician in this practice.');
  end if;
  perform private.raise_error('invalid_input', 'clinician_id is needed: whose times are they?');
end $$;
comment on function private.offer_clinician(uuid, uuid, uuid, uuid) is
  'Whose times a card is about: the one named, else the caller who treats, else the only clinician of the thread. The caller must be allowed to see them.';

create function private.kept_by_card(card public.appointment_time_slots, patient_id uuid, slot_start timestamptz, slot_end timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.slot_holds h
    where h.clinician_id = card.clinician_id and h.held_by = kept_by_card.patient_id and h.message_id is not null and h.expires_at > private.now()
      and h.slot_start < kept_by_card.slot_end and h.slot_end > kept_by_card.slot_start)
$$;
comment on function private.kept_by_card(public.appointment_time_slots, uuid, timestamptz, timestamptz) is
  'Whether another card keeps this time for the patient already, so that this one cannot.';

create function private.refuse_taken_options(card public.appointment_time_slots, patient_id uuid, by_patient boolean, hold boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_gone jsonb;
  v_start timestamptz;
  v_end timestamptz;
  v_code text := 'outside_availability';
begin
  select jsonb_agg(o.value || jsonb_build_object('index', o.ordinality - 1) order by o.ordinality) into v_gone
  from jsonb_array_elements(card.time_options) with ordinality o
  where not private.option_free(card.clinician_id, refuse_taken_options.patient_id, (o.value ->> 'start')::timestamptz,
      (o.value ->> 'end')::timestamptz, card.appointment_type, card.location_type::text, by_patient)
    or (hold and private.kept_by_card(card, refuse_taken_options.patient_id, (o.value ->> 'start')::timestamptz, (o.value ->> 'end')::timestamptz));
  if v_gone is null then
    return;
  end if;
  v_start := (v_gone -> 0 ->> 'start')::timestamptz;
  v_end := (v_gone -> 0 ->> 'end')::timestamptz;
  if private.clinician_clash(card.clinician_id, v_start, v_end, null, refuse_taken_options.patient_id) is not null
    or (hold and private.kept_by_card(card, refuse_taken_options.patient_id, v_start, v_end)) then
    v_code := 'slot_taken';
  elsif private.patient_clash(refuse_taken_options.patient_id, v_start, v_end, null) is not null then
    v_code := 'patient_busy';
  end if;
  perform private.raise_error(v_code, case when jsonb_array_length(v_gone) = 1 then 'One of these times is not free.' else 'Some of these times are not free.' end,
    private.with_alternatives(card.clinician_id, refuse_taken_options.patient_id, v_start, v_end, card.appointment_type, card.location_type::text, null)
      || jsonb_build_object('taken_options', v_gone));
end $$;
comment on function private.refuse_taken_options(public.appointment_time_slots, uuid, boolean, boolean) is
  'Raises slot_taken, patient_busy or outside_availability (details: taken_options with their index, alternatives) unless every time of the card is free.';

create function private.hold_options(card public.appointment_time_slots, patient_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- What the patient was keeping for themselves becomes part of the offer: one live hold per clinician and time.
  delete from public.slot_holds h using jsonb_array_elements(card.time_options) o
  where h.clinician_id = card.clinician_id and h.held_by = hold_options.patient_id and h.message_id is null
    and h.slot_start < (o.value ->> 'end')::timestamptz and h.slot_end > (o.value ->> 'start')::timestamptz;
  insert into public.slot_holds (clinician_id, held_by, slot_start, slot_end, blocked_until, message_id, expires_at, created_at)
  select card.clinician_id, hold_options.patient_id, x.start, x.until,
    x.until + make_interval(mins => private.buffer_at(card.clinician_id, x.start, c.practice_id, card.appointment_type)), card.message_id, card.expires_at, private.now()
  from jsonb_array_elements(card.time_options) o
  cross join lateral (select (o.value ->> 'start')::timestamptz as start, (o.value ->> 'end')::timestamptz as until) x
  join public.clinicians c on c.clinician_id = card.clinician_id;
end $$;
comment on function private.hold_options(public.appointment_time_slots, uuid) is
  'Keeps every time of a card for its patient until the card closes.';

create function private.post_card(
  card public.appointment_time_slots, patient_id uuid, by_patient boolean, me uuid, hold boolean) returns public.appointment_time_slots
language plpgsql volatile security definer set search_path = '' as $$
begin
  if card.expires_at is null or not isfinite(card.expires_at) or card.expires_at <= private.now() then
    perform private.raise_error('invalid_time', 'An offer ends in the future.');
  elsif length(card.note) > 2000 then
    perform private.raise_error('invalid_input', 'A note has at most 2,000 characters.');
  end if;
  card.note := nullif(btrim(card.note), '');
  if hold then
    perform private.lock_schedule(card.clinician_id, patient_id);
  end if;
  perform private.refuse_taken_options(card, patient_id, by_patient, hold);
  insert into public.messages (conversation_id, sender_id, kind) values (card.conversation_id, card.offered_by, 'offer')
  returning message_id into card.message_id;
  insert into public.appointment_time_slots (message_id, conversation_id, offered_by, offered_to, clinician_id, slot_type, time_options, appointment_type,
    location_type, note, expires_at, counter_of)
  values (card.message_id, card.conversation_id, card.offered_by, card.offered_to, card.clinician_id, card.slot_type, card.time_options, card.appointment_type,
    card.location_type, card.note, card.expires_at, card.counter_of)
  returning * into card;
  if hold then
    perform private.hold_options(card, patient_id);
  end if;
  return card;
end $$;
comment on function private.post_card(public.appointment_time_slots, uuid, boolean, uuid, boolean) is
  'Makes the message and its card in one transaction, after every time has proved free; keeps the times where asked to.';

create function private.card_answer(card public.appointment_time_slots, patient_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.offer_json(card, card_answer.patient_id)
    || jsonb_build_object('message', (select to_jsonb(m) from public.messages m where m.message_id = card.message_id))
$$;
comment on function private.card_answer(public.appointment_time_slots, uuid) is 'A card with its message, as the functions return it.';

create function private.new_card(
  conversation_id uuid, practice_id uuid, clinician_id uuid, offered_by uuid, offered_to uuid, slot_type text, appointment_type text, location_type text, note text)
returns public.appointment_time_slots
language plpgsql stable security definer set search_path = '' as $$
declare
  v_card public.appointment_time_slots;
begin
  if appointment_type is null or location_type is null then
    perform private.raise_error('invalid_input', 'appointment_type and location_type are needed.');
  end if;
  perform private.check_kind(practice_id, appointment_type, location_type, null);
  v_card.conversation_id := conversation_id;
  v_card.clinician_id := clinician_id;
  v_card.offered_by := offered_by;
  v_card.offered_to := offered_to;
  v_card.slot_type := slot_type;
  v_card.appointment_type := appointment_type;
  v_card.location_type := location_type;
  v_card.note := note;
  return v_card;
end $$;
comment on function private.new_card(uuid, uuid, uuid, uuid, uuid, text, text, text, text) is 'A card to be, its kind checked.';

create function private.type_minutes(practice_id uuid, appointment_type text) returns integer
language sql stable security definer set search_path = '' as $$
  select t.default_duration_minutes from public.appointment_types t
  where t.practice_id = type_minutes.practice_id and t.appointment_type = type_minutes.appointment_type
$$;
comment on function private.type_minutes(uuid, text) is 'How long a visit of this type lasts unless told otherwise.';

create function public.offer_times(
  conversation_id uuid, time_options jsonb, appointment_type text, location_type text, note text default null, expires_at timestamptz default null,
  hold boolean default false, clinician_id uuid default null, idempotency_key text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_thread record := private.thread_access(conversation_id);
  v_card public.appointment_time_slots;
  v_result jsonb;
begin
  if v_thread.by_patient then
    perform private.raise_error('forbidden', 'Times are offered by the practice. Ask for some with request_times.');
  end if;
  v_result := private.claim_idempotency_key(idempotency_key, jsonb_build_array('offer', conversation_id, time_options, appointment_type, location_type,
    note, expires_at, hold, clinician_id));
  if v_result is not null then
    return v_result;
  end if;
  clinician_id := private.offer_clinician(conversation_id, v_thread.practice_id, clinician_id, v_thread.me);
  v_card := private.new_card(conversation_id, v_thread.practice_id, clinician_id, coalesce(v_thread.me, clinician_id), v_thread.patient_id, 'offer',
    appointment_type, location_type, note);
  v_card.time_options := private.read_options(time_options, 2, 5, private.type_minutes(v_thread.practice_id, appointment_type));
  v_card.expires_at := coalesce(expires_at, private.now() + interval '48 hours');
  v_card := private.post_card(v_card, v_thread.patient_id, false, v_thread.me, coalesce(hold, false));
  v_result := private.card_answer(v_card, v_thread.patient_id);
  if idempotency_key is not null then
    perform private.settle_idempotency_key(idempotency_key, v_result);
  end if;
  return v_result;
end $$;
comment on function public.offer_times(uuid, jsonb, text, text, text, timestamptz, boolean, uuid, text) is
  'Offers the patient of a thread two to five free times [{start, end}] (staff) and returns the card with its message. Ends after 48 hours or at expires_at, never after its first time; hold keeps the times for the patient until then. Errors: slot_taken, patient_busy, outside_availability (details.taken_options, alternatives), invalid_time, invalid_input, idempotency_mismatch, forbidden, not_found.';

create function private.refuse_many_cards(conversation_id uuid, practice_id uuid, patient_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  -- One at a time for one patient, so that the count holds.
  perform 1 from public.profiles p where p.profile_id = patient_id for no key update;
  if (select count(*) from public.appointment_time_slots s join public.conversations c on c.conversation_id = s.conversation_id
      where s.offered_by = patient_id and s.status = 'pending' and s.expires_at > private.now() and c.practice_id = refuse_many_cards.practice_id)
    >= (select p.max_open_requests from public.practices p where p.practice_id = refuse_many_cards.practice_id) then
    perform private.raise_error('rate_limited', 'You have as many requests waiting as the practice allows. Please wait for an answer, or call.');
  end if;
end $$;
comment on function private.refuse_many_cards(uuid, uuid, uuid) is
  'Raises rate_limited when max_open_requests cards of the patient wait for an answer of the practice.';

create function public.request_times(
  conversation_id uuid, appointment_type text, location_type text, time_options jsonb default '[]', note text default null, clinician_id uuid default null,
  idempotency_key text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_thread record := private.thread_access(conversation_id);
  v_card public.appointment_time_slots;
  v_result jsonb;
begin
  if not v_thread.by_patient then
    perform private.raise_error('forbidden', 'Times are asked for by the patient. Offer some with offer_times.');
  end if;
  v_result := private.claim_idempotency_key(idempotency_key, jsonb_build_array('request', conversation_id, appointment_type, location_type, time_options,
    note, clinician_id));
  if v_result is not null then
    return v_result;
  end if;
  clinician_id := private.offer_clinician(conversation_id, v_thread.practice_id, clinician_id, null);
  v_card := private.new_card(conversation_id, v_thread.practice_id, clinician_id, v_thread.me, clinician_id, 'request', appointment_type, location_type, note);
  v_card.time_options := private.read_options(time_options, 0, 5, private.type_minutes(v_thread.practice_id, appointment_type));
  if jsonb_array_length(v_card.time_options) = 0 and coalesce(note, '') !~ '\S' then
    perform private.raise_error('invalid_input', 'Choose times, or say in the note when it would suit you.');
  end if;
  v_card.expires_at := private.now() + interval '7 days';
  perform private.refuse_many_cards(conversation_id, v_thread.practice_id, v_thread.me);
  v_card := private.post_card(v_card, v_thread.patient_id, true, v_thread.me, false);
  v_result := private.card_answer(v_card, v_thread.patient_id);
  if idempotency_key is not null then
    perform private.settle_idempotency_key(idempotency_key, v_result);
  end if;
  return v_result;
end $$;
comment on function public.request_times(uuid, text, text, jsonb, text, uuid, text) is
  'A patient asks for up to five free times, or says in the note when (then without times), and gets the card with its message. Ends after seven days, never after its first time. Errors: slot_taken, patient_busy, outside_availability (details.taken_options, alternatives), rate_limited, invalid_time, invalid_input, idempotency_mismatch, forbidden, not_found.';

create function private.card_for_answer(slot_id uuid, out card public.appointment_time_slots, out practice_id uuid, out patient_id uuid, out me uuid, out by_patient boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_thread record := private.thread_access(
    (select s.conversation_id from public.appointment_time_slots s where s.slot_id = card_for_answer.slot_id), 'offer');
begin
  -- Two answers at once: the second waits here and finds the card closed.
  select s.* into card from public.appointment_time_slots s where s.slot_id = card_for_answer.slot_id for no key update;
  practice_id := v_thread.practice_id;
  patient_id := v_thread.patient_id;
  me := v_thread.me;
  by_patient := v_thread.by_patient;
end $$;
comment on function private.card_for_answer(uuid) is 'The card, locked, and the caller''s standing in its thread. Raises not_found.';

create function private.refuse_closed(card public.appointment_time_slots) returns void
language plpgsql stable set search_path = '' as $$
begin
  if private.offer_status(card) <> 'pending' then
    perform private.raise_error('offer_closed', null, jsonb_build_object('status', private.offer_status(card)));
  end if;
end $$;
comment on function private.refuse_closed(public.appointment_time_slots) is 'Raises offer_closed (details.status) unless the card still waits.';

create function private.accept_card(card public.appointment_time_slots, index integer, practice_id uuid, patient_id uuid, me uuid) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_option jsonb := card.time_options -> index;
  v_visit public.appointments;
  v_error text;
  v_body jsonb;
begin
  -- The times were chosen by the practice or are now confirmed by it: its rules count, not the patient's notice and horizon.
  v_visit := private.new_visit(card.clinician_id, patient_id, (v_option ->> 'start')::timestamptz, (v_option ->> 'end')::timestamptz,
    card.appointment_type, card.location_type::text, null, null, null, null, null,
    (select r from (select practice_id as practice_id, me as me, false as by_patient) r));
  v_visit.requested_via_message_id := card.message_id;
  v_visit.conversation_id := card.conversation_id;
  if me is distinct from patient_id and exists (
    select from public.slot_holds h where h.clinician_id = card.clinician_id and h.held_by = patient_id and h.expires_at > private.now()) then
    -- What the patient was keeping for themselves is used up when the practice says yes.
    perform private.lock_schedule(card.clinician_id, patient_id);
    v_visit.blocked_until := v_visit.scheduled_end;
    perform private.use_up_hold(v_visit, patient_id);
  end if;
  v_visit := private.book_one(v_visit, false, me, null);
  perform private.take_into_care(v_visit);
  return v_visit;
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_error = message_text;
  v_body := v_error::jsonb;
  if v_body ->> 'code' not in ('slot_taken', 'patient_busy', 'outside_availability', 'invalid_time') then
    perform private.raise_error(v_body ->> 'code', v_body ->> 'message', (v_body ->> 'details')::jsonb);
  end if;
  perform private.raise_error(v_body ->> 'code', v_body ->> 'message', coalesce((v_body ->> 'details')::jsonb, '{}') || jsonb_build_object(
    'remaining_options', coalesce((
      select jsonb_agg(o.value - 'free' || jsonb_build_object('index', o.ordinality - 1) order by o.ordinality)
      from jsonb_array_elements(private.options_json(card, patient_id)) with ordinality o
      where (o.value ->> 'free')::boolean and o.ordinality - 1 <> index), '[]')));
end $$;
comment on function private.accept_card(public.appointment_time_slots, integer, uuid, uuid, uuid) is
  'Books the chosen time of a card as a confirmed visit. A time that is gone: slot_taken and its kin, with details.remaining_options of the card and alternatives.';

create function public.respond_to_offer(
  slot_id uuid, response text, selected_time_index integer default null, time_options jsonb default null, note text default null,
  expires_at timestamptz default null, hold boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record := private.card_for_answer(slot_id);
  v_card public.appointment_time_slots := v_found.card;
  v_next public.appointment_time_slots;
  v_visit public.appointments;
begin
  if response is null or response not in ('accept', 'decline', 'counter') then
    perform private.raise_error('invalid_input', 'response is accept, decline or counter.');
  elsif length(note) > 2000 then
    perform private.raise_error('invalid_input', 'A note has at most 2,000 characters.');
  elsif v_found.by_patient <> (v_card.offered_to = v_found.patient_id) then
    perform private.raise_error('forbidden', 'This offer waits for the other side''s answer.');
  end if;
  perform private.refuse_closed(v_card);
  if response = 'accept' then
    if selected_time_index is null and jsonb_array_length(v_card.time_options) = 1 then
      selected_time_index := 0;
    end if;
    if selected_time_index is null or selected_time_index < 0 or selected_time_index >= jsonb_array_length(v_card.time_options) then
      perform private.raise_error('invalid_input', case when jsonb_array_length(v_card.time_options) = 0
        then 'No time was named. Answer with times of your own.' else 'selected_time_index says which of the times, counted from 0.' end);
    end if;
    v_visit := private.accept_card(v_card, selected_time_index, v_found.practice_id, v_found.patient_id, v_found.me);
    update public.appointment_time_slots s set status = 'accepted', selected_time_index = respond_to_offer.selected_time_index,
      appointment_id = v_visit.appointment_id, response_note = nullif(btrim(note), '')
    where s.slot_id = v_card.slot_id returning s.* into v_card;
    -- The row as the triggers of the card have left it.
    return jsonb_build_object('slot', private.card_answer(v_card, v_found.patient_id), 'appointment', private.appointment_json(v_visit));
  elsif response = 'decline' then
    update public.appointment_time_slots s set status = 'declined', response_note = nullif(btrim(note), '')
    where s.slot_id = v_card.slot_id returning s.* into v_card;
    return jsonb_build_object('slot', private.card_answer(v_card, v_found.patient_id), 'appointment', null);
  end if;
  v_next := private.new_card(v_card.conversation_id, v_found.practice_id, v_card.clinician_id, coalesce(v_found.me, v_card.offered_to), v_card.offered_by,
    'counter_offer', v_card.appointment_type, v_card.location_type::text, note);
  v_next.counter_of := v_card.slot_id;
  v_next.time_options := private.read_options(time_options, 0, 5, private.type_minutes(v_found.practice_id, v_card.appointment_type));
  if jsonb_array_length(v_next.time_options) = 0 and coalesce(note, '') !~ '\S' then
    perform private.raise_error('invalid_input', 'Choose other times, or say in the note when it would suit you.');
  elsif hold and v_found.by_patient then
    perform private.raise_error('forbidden', 'Only the practice keeps times for an answer.');
  end if;
  v_next.expires_at := case when v_found.by_patient then private.now() + interval '7 days'
    else coalesce(expires_at, private.now() + interval '48 hours') end;
  -- Clinician and patient are locked before the card gives its times back, as whoever accepts another card does.
  if hold then
    perform private.lock_schedule(v_card.clinician_id, v_found.patient_id);
  elsif v_found.by_patient then
    perform private.refuse_many_cards(v_card.conversation_id, v_found.practice_id, v_found.patient_id);
  end if;
  -- Closed first, so that times it was keeping can be offered again.
  update public.appointment_time_slots s set status = 'countered' where s.slot_id = v_card.slot_id;
  v_next := private.post_card(v_next, v_found.patient_id, v_found.by_patient, v_found.me, coalesce(hold, false));
  return jsonb_build_object('slot', private.card_answer(v_next, v_found.patient_id), 'appointment', null);
end $$;
comment on function public.respond_to_offer(uuid, text, integer, jsonb, text, timestamptz, boolean) is
  'Answers a card, once, by the side it waits for: accept (selected_time_index; makes the confirmed visit), decline (note: why), counter (up to five other free times, or a note that says when; returns the new card). Returns {slot, appointment}. Errors: offer_closed, slot_taken, patient_busy, outside_availability (details.remaining_options, alternatives), rate_limited, invalid_time, invalid_input, forbidden, not_found.';

create function public.cancel_offer(slot_id uuid, reason text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record := private.card_for_answer(slot_id);
  v_card public.appointment_time_slots := v_found.card;
begin
  if length(reason) > 2000 then
    perform private.raise_error('invalid_input', 'A reason has at most 2,000 characters.');
  elsif v_found.by_patient <> (v_card.offered_to <> v_found.patient_id) then
    perform private.raise_error('forbidden', 'Only the side that offered can withdraw it. You can decline.');
  end if;
  perform private.refuse_closed(v_card);
  update public.appointment_time_slots s set status = 'cancelled', response_note = nullif(btrim(reason), '')
  where s.slot_id = v_card.slot_id returning s.* into v_card;
  return private.card_answer(v_card, v_found.patient_id);
end $$;
comment on function public.cancel_offer(uuid, text) is
  'Withdraws a card that nobody has answered (the side that made it) and returns it. Errors: offer_closed, invalid_input, forbidden, not_found.';

create function private.expire_offers(conversation_id uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_count integer := 0;
  v_id uuid;
begin
  -- Whoever is answering one of them just now has it locked: it is looked at again next time. Thread by thread in one order,
  -- so that two of these at once do not wait in a circle.
  for v_id in
    select x.slot_id from public.appointment_time_slots x
    where x.status = 'pending' and x.expires_at <= private.now()
      and (expire_offers.conversation_id is null or x.conversation_id = expire_offers.conversation_id)
    order by x.conversation_id, x.expires_at limit 500 for no key update skip locked
  loop
    update public.appointment_time_slots s set status = 'expired' where s.slot_id = v_id;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;
comment on function private.expire_offers(uuid) is 'Closes cards whose time is over, of one thread or of all (500 at a time); returns how many.';

create function public.expire_offers() returns integer
language plpgsql volatile security definer set search_path = '' as $$
begin
  return private.expire_offers(null);
end $$;
comment on function public.expire_offers() is
  'Closes cards whose time is over; returns how many. A card ends by its own expires_at, so nothing but the notice depends on when this runs. Service role only.';

grant execute on function public.offer_times(uuid, jsonb, text, text, text, timestamptz, boolean, uuid, text) to authenticated, service_role;
grant execute on function public.request_times(uuid, text, text, jsonb, text, uuid, text) to authenticated, service_role;
grant execute on function public.respond_to_offer(uuid, text, integer, jsonb, text, timestamptz, boolean) to authenticated, service_role;
grant execute on function public.cancel_offer(uuid, text) to authenticated, service_role;
grant execute on function public.expire_offers() to service_role;
