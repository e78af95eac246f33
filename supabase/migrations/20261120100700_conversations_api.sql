-- Threads for people: start_conversation, conversation_list, conversation_messages, read_conversation, unread_conversations.
-- Over 300 lines, because all of them stand on who reads a thread and how far.

create function private.thread_access(
  conversation_id uuid, thing text default 'conversation', out practice_id uuid, out patient_id uuid, out me uuid, out by_patient boolean)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_part boolean;
begin
  me := private.me();
  select c.practice_id, c.patient_id, cp.profile_id is not null into practice_id, patient_id, v_part
  from public.conversations c
  left join public.conversation_participants cp on cp.conversation_id = c.conversation_id and cp.profile_id = me and not cp.by_rule
  where c.conversation_id = thread_access.conversation_id;
  by_patient := case
    when practice_id is null then null
    when me is null and private.is_service() then false
    when v_part and patient_id = me then true
    when v_part and practice_id = any (private.my_practices('{admin,clinician,receptionist}')) then false
    when practice_id = any (private.my_message_practices()) then false
  end;
  if by_patient is null then
    -- One answer for "unknown" and "not yours": ids cannot be probed.
    perform private.raise_error('not_found', format('There is no such %s, or you may not see it.', thing));
  end if;
end $$;
comment on function private.thread_access(uuid, text) is
  'The caller''s standing in a thread: its patient, or the practice. The same as private.my_conversations(), for one thread. Raises not_found for everybody else.';

create function private.thread_json(conversation_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select to_jsonb(c) || jsonb_build_object('participants', coalesce((
    select jsonb_agg(cp.profile_id order by cp.created_at, cp.profile_id) from public.conversation_participants cp
    where cp.conversation_id = c.conversation_id and not cp.by_rule), '[]'))
  from public.conversations c where c.conversation_id = thread_json.conversation_id
$$;
comment on function private.thread_json(uuid) is 'A thread as the API returns it: the row and the ids of who takes part.';

create function public.start_conversation(
  clinician_id uuid default null, patient_id uuid default null, practice_id uuid default null, subject text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_practice uuid := practice_id;
  v_patient uuid := patient_id;
  v_clinician uuid := clinician_id;
  v_access record;
  v_by_patient boolean;
  v_id uuid;
begin
  if v_clinician is null and v_patient is not null and v_practice is null then
    v_clinician := (select c.clinician_id from public.clinicians c where c.clinician_id = v_me and c.active);
  end if;
  if v_clinician is not null then
    v_access := private.schedule_access(v_clinician);
    if v_practice is distinct from v_access.practice_id and v_practice is not null then
      perform private.raise_error('not_found', 'There is no such clinician in this practice.');
    end if;
    v_practice := v_access.practice_id;
    v_by_patient := v_access.by_patient;
    -- Who may book for the clinician need not read their threads: the practice's rule, and an active membership.
    if not v_by_patient and not private.is_service() and v_practice <> all (private.my_message_practices())
      and (v_clinician <> v_me or v_practice <> all (private.my_practices('{admin,clinician,receptionist}'))) then
      perform private.raise_error('not_found', 'There is no such clinician, or you may not write for them.');
    end if;
  elsif v_practice is null then
    perform private.raise_error('invalid_input', 'clinician_id or practice_id is needed.');
  else
    v_by_patient := case
      when private.is_service() or v_practice = any (private.my_message_practices()) then false
      when v_practice = any (private.my_care_practices()) then true end;
    if v_by_patient is null then
      perform private.raise_error('not_found', 'There is no such practice, or you may not write to it.');
    elsif not (select p.desk_reads_messages from public.practices p where p.practice_id = v_practice) then
      perform private.raise_error('invalid_input', 'The front desk of this practice reads no messages. Please choose a clinician.');
    end if;
  end if;
  if v_by_patient and v_patient is distinct from v_me and v_patient is not null then
    perform private.raise_error('forbidden', 'You can write for yourself only.');
  elsif v_by_patient then
    v_patient := v_me;
  elsif v_patient is null then
    perform private.raise_error('invalid_input', 'patient_id is needed.');
  else
    perform private.check_patient(v_practice, v_patient);
  end if;
  if length(subject) > 300 then
    perform private.raise_error('invalid_input', 'A subject has at most 300 characters.');
  end if;
  -- One at a time for one patient: two starts at once end in one thread.
  perform 1 from public.profiles p where p.profile_id = v_patient for no key update;
  select c.conversation_id into v_id from public.conversations c
  where c.practice_id = v_practice and c.patient_id = v_patient
    and exists (select from public.conversation_participants cp where cp.conversation_id = c.conversation_id and cp.profile_id = v_patient)
    and (select array_agg(cp.profile_id) from public.conversation_participants cp
         join public.clinicians k on k.clinician_id = cp.profile_id
         where cp.conversation_id = c.conversation_id and not cp.by_rule and cp.profile_id <> v_patient)
      is not distinct from (case when v_clinician is not null then array[v_clinician] end)
  order by c.last_message_at desc nulls last, c.created_at desc limit 1;
  if v_id is null then
    insert into public.conversations (practice_id, patient_id, subject) values (v_practice, v_patient, nullif(btrim(subject), ''))
    returning conversation_id into v_id;
    insert into public.conversation_participants (conversation_id, profile_id)
    select v_id, x.id from unnest(array[v_patient, v_clinician]) x (id) where x.id is not null
    on conflict do nothing;
  end if;
  return private.thread_json(v_id);
end $$;
comment on function public.start_conversation(uuid, uuid, uuid, text) is
  'The thread of a patient with a clinician, or with the front desk of a practice (without clinician_id); made if there is none yet. Patients start theirs with clinicians who treat them, staff with patients of the practice. Errors: forbidden, invalid_input, not_found.';

create function private.my_threads(out conversation_id uuid, out sorted_at timestamptz, out mark timestamptz, out by_patient boolean) returns setof record
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_me uuid := private.me();
begin
  return query
  select c.conversation_id, coalesce(c.last_message_at, c.created_at),
    -- Who takes part has everything before them; who joined the front desk later need not read years of threads.
    coalesce(cp.last_read_at, case when cp.profile_id is null or cp.by_rule then m.joined end, '-infinity'),
    c.patient_id = v_me
  from public.conversations c
  left join public.conversation_participants cp on cp.conversation_id = c.conversation_id and cp.profile_id = v_me
  left join (
    select pm.practice_id, min(pm.created_at) as joined from public.practice_members pm where pm.profile_id = v_me group by pm.practice_id) m
    on m.practice_id = c.practice_id
  where c.conversation_id in (select private.my_conversations());
end $$;
comment on function private.my_threads() is 'The caller''s threads: when each was last written in, and up to which instant the caller has read it.';

create function private.unread(message public.messages, mark timestamptz, me uuid) returns boolean
language sql immutable set search_path = '' as $$
  select message.created_at > mark and message.sender_id is distinct from me and message.payload ->> 'by' is distinct from me::text
$$;
comment on function private.unread(public.messages, timestamptz, uuid) is 'Whether a message is news to somebody: not their own, nor the consequence of what they did.';

create function private.awaits(card public.appointment_time_slots, patient_id uuid) returns text
language sql immutable set search_path = '' as $$
  select case when card.offered_to = patient_id then 'patient' else 'practice' end
$$;
comment on function private.awaits(public.appointment_time_slots, uuid) is 'Whose answer a card waits for: patient or practice.';

create function private.waits_for(conversation_id uuid, by_patient boolean) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.appointment_time_slots s join public.conversations c on c.conversation_id = s.conversation_id
    where s.conversation_id = waits_for.conversation_id and s.status = 'pending' and s.expires_at > private.now()
      and (s.offered_to = c.patient_id) = waits_for.by_patient)
$$;
comment on function private.waits_for(uuid, boolean) is 'Whether a card of the thread waits for the patient''s answer (by_patient), or for the practice''s.';

create function public.conversation_list(
  filter text default 'all', search text default null, before timestamptz default null, before_id uuid default null, count integer default 30,
  only_conversation_id uuid default null
) returns table (
  conversation_id uuid, practice_id uuid, practice_name text, practice_timezone text, patient_id uuid, patient_name text, subject text, viewer_side text,
  clinicians jsonb, last_message jsonb, last_message_at timestamptz, unread_count integer, awaits_me boolean, read_by_other_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_me uuid := private.me();
  v_like text := '%' || replace(replace(replace(nullif(btrim(conversation_list.search), ''), '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  if coalesce(conversation_list.filter, '') not in ('all', 'unread', 'waiting') then
    perform private.raise_error('invalid_input', 'filter is all, unread or waiting.');
  elsif coalesce(conversation_list.count, 0) not between 1 and 100 then
    perform private.raise_error('invalid_input', 'count lies between 1 and 100.');
  elsif length(conversation_list.search) > 200 then
    perform private.raise_error('invalid_input', 'A search has at most 200 characters.');
  end if;
  return query
  with page as materialized (      -- which threads; what each holds is looked up for these alone
    select t.*, c.practice_id, c.patient_id, c.subject, c.last_message_at
    from private.my_threads() t
    join public.conversations c on c.conversation_id = t.conversation_id
    where (conversation_list.only_conversation_id is null or t.conversation_id = conversation_list.only_conversation_id)
      and (conversation_list.before is null
        or (t.sorted_at, t.conversation_id) < (conversation_list.before, coalesce(conversation_list.before_id, '00000000-0000-0000-0000-000000000000')))
      and case conversation_list.filter
        when 'unread' then c.last_message_at > t.mark and exists (
          select from public.messages m where m.conversation_id = t.conversation_id and private.unread(m, t.mark, v_me))
        when 'waiting' then t.conversation_id in (
          select s.conversation_id from public.appointment_time_slots s join public.conversations w on w.conversation_id = s.conversation_id
          where s.status = 'pending' and s.expires_at > private.now() and (s.offered_to = w.patient_id) = (w.patient_id = v_me))
        else true end
      and (v_like is null or c.subject ilike v_like
        or not t.by_patient and exists (select from public.profiles p where p.profile_id = c.patient_id and p.full_name ilike v_like)
        or exists (select from public.conversation_participants cp join public.clinicians k on k.clinician_id = cp.profile_id
          where cp.conversation_id = t.conversation_id and not cp.by_rule and k.clinician_id <> c.patient_id and k.display_name ilike v_like))
    order by t.sorted_at desc, t.conversation_id desc
    limit conversation_list.count
  )
  select k.conversation_id, k.practice_id, pr.name, pr.timezone, k.patient_id, p.full_name, k.subject,
    case when k.by_patient then 'patient' else 'practice' end,
    coalesce((
      select jsonb_agg(jsonb_build_object('clinician_id', c.clinician_id, 'display_name', c.display_name) order by c.display_name)
      from public.conversation_participants cp join public.clinicians c on c.clinician_id = cp.profile_id
      where cp.conversation_id = k.conversation_id and not cp.by_rule and c.clinician_id <> k.patient_id), '[]'),
    (select jsonb_build_object('message_id', l.message_id, 'kind', l.kind, 'body', left(l.body, 200), 'payload', l.payload, 'created_at', l.created_at,
        'sender_side', case when l.kind = 'system' then 'system' when l.sender_id = k.patient_id then 'patient' else 'practice' end,
        'mine', l.sender_id is not distinct from v_me,
        'offer', (select jsonb_build_object('slot_type', s.slot_type, 'status', private.offer_status(s), 'options', jsonb_array_length(s.time_options))
          from public.appointment_time_slots s where s.message_id = l.message_id limit 1))
     from public.messages l where l.conversation_id = k.conversation_id order by l.position desc limit 1),
    k.sorted_at,
    case when k.last_message_at > k.mark then (
      select count(*)::integer from (
        select from public.messages m where m.conversation_id = k.conversation_id and private.unread(m, k.mark, v_me) limit 100) u) else 0 end,
    private.waits_for(k.conversation_id, k.by_patient),
    (select max(cp.last_read_at) from public.conversation_participants cp
     where cp.conversation_id = k.conversation_id and (cp.profile_id = k.patient_id) is distinct from k.by_patient)
  from page k
  join public.practices pr on pr.practice_id = k.practice_id
  join public.profiles p on p.profile_id = k.patient_id
  order by k.sorted_at desc, k.conversation_id desc;
end $$;
comment on function public.conversation_list(text, text, timestamptz, uuid, integer, uuid) is
  'The caller''s threads, or the one of only_conversation_id, the latest first, 1–100 (default 30); the next page comes before (before, before_id), the last row''s last_message_at (of a thread without messages: when it was made) and conversation_id. filter: all, unread, or waiting (for an answer of the caller''s side). unread_count stops at 100. Errors: invalid_input.';

create function public.unread_conversations() returns integer
language plpgsql stable security definer set search_path = '' as $$
declare
  v_me uuid := private.me();
begin
  return (
    select count(*)::integer from (
      select from private.my_threads() t
      where t.sorted_at > t.mark
        and exists (select from public.messages m where m.conversation_id = t.conversation_id and private.unread(m, t.mark, v_me))
      limit 100) u);
end $$;
comment on function public.unread_conversations() is 'In how many threads something is new to the caller; stops at 100. Errors: none of its own.';

create function private.option_free(
  clinician_id uuid, patient_id uuid, slot_start timestamptz, slot_end timestamptz, appointment_type text, location_type text, by_patient boolean) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  -- The patient's own hold, such as the one that came with the offer, is not in their way.
  return slot_start > private.now() and exists (
    select from private.open_slots(array[option_free.clinician_id], option_free.slot_start, option_free.slot_end,
      (extract(epoch from option_free.slot_end - option_free.slot_start) / 60)::integer, option_free.appointment_type, option_free.location_type,
      null, option_free.patient_id, option_free.patient_id, option_free.by_patient) s
    where s.slot_start = option_free.slot_start);
end $$;
comment on function private.option_free(uuid, uuid, timestamptz, timestamptz, text, text, boolean) is
  'Whether one time of a card could be booked now for its patient: the same open_slots as everywhere.';

create function private.options_json(card public.appointment_time_slots, patient_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(o.value || jsonb_build_object('free', case when private.offer_status(card) = 'pending' then
      private.option_free(card.clinician_id, options_json.patient_id, (o.value ->> 'start')::timestamptz, (o.value ->> 'end')::timestamptz,
        card.appointment_type, card.location_type::text, false) end) order by o.ordinality), '[]')
  from jsonb_array_elements(card.time_options) with ordinality o
$$;
comment on function private.options_json(public.appointment_time_slots, uuid) is
  'A card''s times, each with free: whether it can still be had, null once the card is closed.';

create function private.offer_json(card public.appointment_time_slots, patient_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select to_jsonb(card) || jsonb_build_object(
    'status', private.offer_status(card),
    'awaits', private.awaits(card, offer_json.patient_id),
    'clinician_name', (select k.display_name from public.clinicians k where k.clinician_id = card.clinician_id),
    'time_options', private.options_json(card, offer_json.patient_id),
    'held', exists (select from public.slot_holds h where h.message_id = card.message_id and h.expires_at > private.now()),
    'appointment', (select jsonb_build_object('status', a.status, 'scheduled_start', a.scheduled_start, 'scheduled_end', a.scheduled_end)
      from public.appointments a where a.appointment_id = card.appointment_id))
$$;
comment on function private.offer_json(public.appointment_time_slots, uuid) is
  'A card as people see it: the row with the status of this moment, which times are still free, whether they are held, and what became of its visit.';

create function public.conversation_messages(conversation_id uuid, before_position bigint default null, count integer default 50)
returns table (message_id uuid, "position" bigint, sender_id uuid, sender_name text, sender_side text, kind text, body text, payload jsonb,
  created_at timestamptz, offer jsonb)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_thread record := private.thread_access(conversation_messages.conversation_id);
begin
  if coalesce(conversation_messages.count, 0) not between 1 and 200 then
    perform private.raise_error('invalid_input', 'count lies between 1 and 200.');
  end if;
  return query
  select m.message_id, m.position, m.sender_id,
    -- The sign of a clinician is the name under which they work; patients cannot read profiles.
    case when m.kind <> 'system' then coalesce((select k.display_name from public.clinicians k
      where k.clinician_id = m.sender_id and k.practice_id = v_thread.practice_id and m.sender_id <> v_thread.patient_id), p.full_name, '') end,
    case when m.kind = 'system' then 'system' when m.sender_id = v_thread.patient_id then 'patient' else 'practice' end,
    m.kind, m.body, m.payload, m.created_at,
    (select private.offer_json(s, v_thread.patient_id) from public.appointment_time_slots s where s.message_id = m.message_id order by s.created_at limit 1)
  from public.messages m
  left join public.profiles p on p.profile_id = m.sender_id
  where m.conversation_id = conversation_messages.conversation_id
    and (conversation_messages.before_position is null or m.position < conversation_messages.before_position)
  order by m.position desc
  limit conversation_messages.count;
end $$;
comment on function public.conversation_messages(uuid, bigint, integer) is
  'Messages of a thread, the latest first, 1–200 (default 50); the next page comes before_position. offer is the card of a message of kind offer, each of its times with free. Errors: not_found, invalid_input.';

create function public.read_conversation(conversation_id uuid, message_id uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_thread record := private.thread_access(conversation_id);
  v_until timestamptz;
  v_before timestamptz;
begin
  perform private.expire_offers(conversation_id);
  if v_thread.me is null then
    return jsonb_build_object('conversation_id', conversation_id, 'last_read_at', null);
  end if;
  if message_id is not null then
    v_until := (select m.created_at from public.messages m where m.conversation_id = read_conversation.conversation_id and m.message_id = read_conversation.message_id);
    if v_until is null then
      perform private.raise_error('not_found', 'There is no such message in this conversation.');
    end if;
  else
    v_until := (select max(m.created_at) from public.messages m where m.conversation_id = read_conversation.conversation_id);
  end if;
  select cp.last_read_at into v_before from public.conversation_participants cp
  where cp.conversation_id = read_conversation.conversation_id and cp.profile_id = v_thread.me;
  insert into public.conversation_participants as cp (conversation_id, profile_id, by_rule, last_read_at)
  values (conversation_id, v_thread.me, true, v_until)
  on conflict on constraint conversation_participants_pkey do update set last_read_at = greatest(cp.last_read_at, excluded.last_read_at)
  returning cp.last_read_at into v_until;
  if v_until is distinct from v_before then
    perform private.ping_conversation(conversation_id, 'conversation_read');
  end if;
  return jsonb_build_object('conversation_id', conversation_id, 'last_read_at', v_until);
end $$;
comment on function public.read_conversation(uuid, uuid) is
  'Marks a thread as read, up to a message or to its end, and closes cards whose time is over. Returns {conversation_id, last_read_at}. Errors: not_found.';

grant execute on function public.start_conversation(uuid, uuid, uuid, text) to authenticated, service_role;
grant execute on function public.conversation_list(text, text, timestamptz, uuid, integer, uuid) to authenticated, service_role;
grant execute on function public.conversation_messages(uuid, bigint, integer) to authenticated, service_role;
grant execute on function public.read_conversation(uuid, uuid) to authenticated, service_role;
grant execute on function public.unread_conversations() to authenticated, service_role;
