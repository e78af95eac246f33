-- What follows from a message, an answer, or a visit that came of a thread, in its own transaction: holds end, the thread says
-- so, notices go into the outbox, open screens are told.

create function private.conversation_topics(conversation_id uuid) returns text[]
language sql stable security definer set search_path = '' as $$
  select array(
    select 'profile:' || cp.profile_id from public.conversation_participants cp
    join public.conversations c on c.conversation_id = cp.conversation_id
    where cp.conversation_id = conversation_topics.conversation_id and not cp.by_rule
      and (cp.profile_id = c.patient_id or exists (
        select from public.practice_members m where m.practice_id = c.practice_id and m.profile_id = cp.profile_id and m.active))
    union all
    select 'practice:' || p.practice_id from public.conversations c join public.practices p on p.practice_id = c.practice_id
    where c.conversation_id = conversation_topics.conversation_id and p.desk_reads_messages)
$$;
comment on function private.conversation_topics(uuid) is 'The live topics of those who read a thread.';

create function private.ping_conversation(conversation_id uuid, event text, payload jsonb default '{}') returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_topic text;
begin
  if private.quiet() then
    return;
  end if;
  foreach v_topic in array private.conversation_topics(conversation_id) loop
    perform realtime.send(payload || jsonb_build_object('conversation_id', conversation_id), event, v_topic, true);
  end loop;
end $$;
comment on function private.ping_conversation(uuid, text, jsonb) is 'Tells the open screens of a thread to look again, by ids.';

create function private.say(conversation_id uuid, event text, sentence text, details jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.messages (conversation_id, kind, body, payload)
  values (say.conversation_id, 'system', say.sentence,
    jsonb_strip_nulls(jsonb_build_object('by', private.me()) || details || jsonb_build_object('event', say.event)))
$$;
comment on function private.say(uuid, text, text, jsonb) is
  'A message of the system, done by the caller unless details say otherwise. body is for clients that know no better; people read payload in their own language.';

create function private.conversation_recipients(conversation_id uuid, by_patient boolean) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_thread public.conversations;
begin
  select * into v_thread from public.conversations c where c.conversation_id = conversation_recipients.conversation_id;
  if by_patient is not true then
    return next v_thread.patient_id;
  end if;
  if by_patient is not false then
    return query
    select distinct m.profile_id from public.practice_members m
    join public.conversation_participants cp on cp.profile_id = m.profile_id and cp.conversation_id = v_thread.conversation_id and not cp.by_rule
    where m.practice_id = v_thread.practice_id and m.active and m.profile_id <> v_thread.patient_id;
    if not found then              -- a thread with the front desk
      return query
      select distinct m.profile_id from public.practice_members m join public.practices p on p.practice_id = m.practice_id
      where m.practice_id = v_thread.practice_id and m.active and m.role in ('admin', 'receptionist') and p.desk_reads_messages
        and m.profile_id <> v_thread.patient_id;
    end if;
  end if;
end $$;
comment on function private.conversation_recipients(uuid, boolean) is
  'Who is told of something in a thread: the patient of what the practice does (false), the practice''s side of what the patient does (true), both of what nobody did (null).';

create function private.queue_notice(conversation_id uuid, kind text, event_key text, by_patient boolean, payload jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.notification_outbox (event_key, recipient_id, kind, conversation_id, actor_id, payload)
  select queue_notice.event_key, r, queue_notice.kind, queue_notice.conversation_id,
    case when queue_notice.by_patient is not null then private.me() end, queue_notice.payload
  from private.conversation_recipients(queue_notice.conversation_id, queue_notice.by_patient) r
  where by_patient is null or r is distinct from private.me()
  on conflict on constraint notification_outbox_once do nothing
$$;
comment on function private.queue_notice(uuid, text, text, boolean, jsonb) is
  'One row of the outbox for each recipient; payload holds ids, never what was written.';

create function private.after_message() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.kind = 'text' then
    perform private.queue_notice(new.conversation_id, 'message_received', 'message:' || new.message_id,
      new.sender_id is not distinct from (select c.patient_id from public.conversations c where c.conversation_id = new.conversation_id),
      jsonb_build_object('message_id', new.message_id));
  end if;
  perform private.ping_conversation(new.conversation_id, 'message_added', jsonb_build_object('message_id', new.message_id));
  return null;
end $$;
comment on function private.after_message() is 'A new message: a notice for the other side, a ping for open screens.';
create trigger messages_told after insert on public.messages
  for each row execute function private.after_message();

create function private.after_offer() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_event text := case when tg_op = 'INSERT' then case new.slot_type when 'offer' then 'offer_received' when 'request' then 'request_received' else 'counter_received' end
    else 'offer_' || new.status end;
  v_patient uuid := (select c.patient_id from public.conversations c where c.conversation_id = new.conversation_id);
  v_details jsonb := jsonb_build_object('slot_id', new.slot_id, 'appointment_id', new.appointment_id);
begin
  if tg_op = 'UPDATE' and new.status = old.status then
    return null;
  end if;
  if new.status <> 'pending' then
    update public.slot_holds h set expires_at = least(h.expires_at, private.now())
    where h.message_id = new.message_id and h.expires_at > private.now();
  end if;
  case new.status
    when 'accepted' then
      perform private.say(new.conversation_id, v_event, 'The time was accepted and is now an appointment.',
        v_details || (new.time_options -> new.selected_time_index) - 'duration');
    when 'declined' then
      perform private.say(new.conversation_id, v_event, 'The times were declined.', v_details);
    when 'cancelled' then
      perform private.say(new.conversation_id, v_event, 'The times were withdrawn.', v_details);
    when 'expired' then
      -- By nobody: whoever happened to look first has not done it.
      perform private.say(new.conversation_id, v_event, 'The times have expired without an answer.', v_details || '{"by": null}');
    else
      null;                        -- a new card speaks for itself, and so does the card of a counter-offer
  end case;
  if new.status <> 'countered' then
    -- Made and withdrawn by who offered; answered by the other side; expired by nobody.
    perform private.queue_notice(new.conversation_id, v_event, 'offer:' || new.slot_id || ':' || new.status,
      case new.status when 'pending' then new.offered_by = v_patient when 'cancelled' then new.offered_by = v_patient
        when 'expired' then null else new.offered_by <> v_patient end,
      jsonb_build_object('slot_id', new.slot_id));
  end if;
  perform private.ping_conversation(new.conversation_id, 'offer_changed', jsonb_build_object('slot_id', new.slot_id));
  return null;
end $$;
comment on function private.after_offer() is
  'OF9: a closed card gives its holds back, the thread says so, a notice goes to those concerned, open screens look again.';
create trigger appointment_time_slots_told after insert or update on public.appointment_time_slots
  for each row execute function private.after_offer();

create function private.tell_thread_of_visit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.status = 'cancelled' and old.status <> 'cancelled' then
    perform private.say(new.conversation_id, 'visit_cancelled', 'The appointment was cancelled.',
      jsonb_build_object('appointment_id', new.appointment_id, 'start', old.scheduled_start, 'end', old.scheduled_end));
  elsif new.scheduled_start <> old.scheduled_start or new.scheduled_end <> old.scheduled_end then
    perform private.say(new.conversation_id, 'visit_moved', 'The appointment was moved.', jsonb_build_object(
      'appointment_id', new.appointment_id, 'start', new.scheduled_start, 'end', new.scheduled_end, 'from', old.scheduled_start));
  end if;
  return null;
end $$;
comment on function private.tell_thread_of_visit() is 'OF8: a visit that came of a thread is cancelled or moved: its thread says so. Nothing reopens.';
create trigger appointments_5_thread after update on public.appointments
  for each row when (new.conversation_id is not null) execute function private.tell_thread_of_visit();

create function private.ping_offers(clinician_id uuid, span tstzrange) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_card record;
begin
  if private.quiet() then
    return;
  end if;
  for v_card in
    select s.conversation_id, s.slot_id from public.appointment_time_slots s
    where s.clinician_id = ping_offers.clinician_id and s.status = 'pending' and s.expires_at > private.now()
      and (span is null or exists (
        select from jsonb_array_elements(s.time_options) o
        -- As wide as any buffer before or after.
        where tstzrange((o.value ->> 'start')::timestamptz, (o.value ->> 'end')::timestamptz + interval '4 hours') && span))
  loop
    perform private.ping_conversation(v_card.conversation_id, 'offer_changed', jsonb_build_object('slot_id', v_card.slot_id));
  end loop;
end $$;
comment on function private.ping_offers(uuid, tstzrange) is
  'Something about the clinician''s time changed (in span, or anywhere): open cards that name such a time are looked at again.';

create function private.ping_offers_of_visit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' and old.holds_time then
    perform private.ping_offers(old.clinician_id, tstzrange(old.scheduled_start, old.blocked_until));
  end if;
  if tg_op <> 'DELETE' and new.holds_time then
    perform private.ping_offers(new.clinician_id, tstzrange(new.scheduled_start, new.blocked_until));
  end if;
  return null;
end $$;
comment on function private.ping_offers_of_visit() is 'OF6: a visit took or gave time.';
create trigger appointments_6_offers after insert or delete or update of scheduled_start, scheduled_end, blocked_until, clinician_id, status on public.appointments
  for each row execute function private.ping_offers_of_visit();

create function private.ping_offers_of_span() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  -- Arguments of the trigger: the columns that hold beginning and end; without them any time of the clinician may have changed.
  v_rows jsonb[] := case tg_op when 'INSERT' then array[to_jsonb(new)] when 'DELETE' then array[to_jsonb(old)] else array[to_jsonb(old), to_jsonb(new)] end;
  v_row jsonb;
begin
  foreach v_row in array v_rows loop
    perform private.ping_offers((v_row ->> 'clinician_id')::uuid,
      case when tg_nargs = 2 then tstzrange((v_row ->> tg_argv[0])::timestamptz, (v_row ->> tg_argv[1])::timestamptz) end);
  end loop;
  return null;
end $$;
comment on function private.ping_offers_of_span() is 'OF6: a hold, a busy time, hours or an exception of a clinician changed.';
create trigger slot_holds_offers after insert or update or delete on public.slot_holds
  for each row execute function private.ping_offers_of_span('slot_start', 'blocked_until');
create trigger external_busy_times_offers after insert or update or delete on public.external_busy_times
  for each row execute function private.ping_offers_of_span('busy_start', 'busy_end');
create trigger clinician_date_overrides_offers after insert or update or delete on public.clinician_date_overrides
  for each row execute function private.ping_offers_of_span();
create trigger clinician_availability_offers after insert or update or delete on public.clinician_availability
  for each row execute function private.ping_offers_of_span();

create function private.ping_offers_of_closure() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.ping_offers(c.clinician_id, x.during)
  from unnest(case tg_op when 'INSERT' then array[new.during] when 'DELETE' then array[old.during] else array[old.during, new.during] end) x (during)
  join public.clinicians c on c.practice_id = case when tg_op = 'DELETE' then old.practice_id else new.practice_id end;
  return null;
end $$;
comment on function private.ping_offers_of_closure() is 'OF6: the practice closes or opens.';
create trigger practice_closures_offers after insert or update or delete on public.practice_closures
  for each row execute function private.ping_offers_of_closure();
