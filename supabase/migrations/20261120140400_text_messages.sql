-- Answers to text messages (NT25 to NT28): C confirms, X cancels within the notice, R asks to reschedule, STOP and START.

create function private.visits_asked_about(phone text) returns setof public.appointments
language sql stable security definer set search_path = '' as $$
  select a.* from public.appointments a
  where a.status = 'confirmed' and a.scheduled_start > private.now()
    and a.patient_id in (select p.profile_id from public.profiles p where private.e164(p.phone) = visits_asked_about.phone)
    -- Only a visit that this number was written to about, for the time that was written.
    and (exists (
        select from public.appointment_reminders r
        where r.appointment_id = a.appointment_id and r.recipient_id = a.patient_id and r.delivery_method = 'sms'
          and r.start_version = a.start_version and r.sent_at is not null)
      or exists (
        select from public.notification_outbox o join public.notification_deliveries d on d.outbox_id = o.outbox_id
        where o.appointment_id = a.appointment_id and o.recipient_id = a.patient_id and d.delivery_method = 'sms' and d.sent_at is not null
          and o.payload ->> 'start' = private.utc_text(a.scheduled_start)))
  order by a.scheduled_start, a.appointment_id
$$;
comment on function private.visits_asked_about(text) is 'The coming visits of whoever has this number that a text message was sent about, the next one first.';

create function public.receive_text_message(message_id text, sender text, body text, opt_out_type text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_phone text := private.e164(sender);
  -- Letters and digits only, without accents and case: "c.", " C ", "Confirmar".
  v_word text := upper(regexp_replace(translate(left(coalesce(body, ''), 200), 'áéíóúüñÁÉÍÓÚÜÑ', 'aeiouunAEIOUUN'), '[^A-Za-z0-9]', '', 'g'));
  v_visits public.appointments[];
  v_visit public.appointments;
  v_reply text;
  v_code text;
begin
  if coalesce(message_id, '') = '' or length(message_id) > 200 or v_phone is null then
    perform private.raise_error('invalid_input', 'message_id and a sender in E.164 are needed.');
  end if;
  insert into public.webhook_deliveries (source, delivery_id) values ('twilio:sms', receive_text_message.message_id) on conflict do nothing;
  if not found then
    return '{"reply": "none", "repeated": true}';
  end if;
  -- The carrier answers these itself, and would not let an answer of ours through.
  if upper(opt_out_type) = 'STOP' or v_word in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT') then
    perform public.block_text_messages(v_phone, true);
    return '{"reply": "none"}';
  elsif upper(opt_out_type) = 'START' or v_word in ('START', 'YES', 'UNSTOP') then
    perform public.block_text_messages(v_phone, false);
    return '{"reply": "none"}';
  elsif upper(opt_out_type) = 'HELP' or v_word in ('HELP', 'INFO') then
    return '{"reply": "none"}';
  end if;
  v_visits := array(select a from private.visits_asked_about(v_phone) a limit 20);
  if cardinality(v_visits) = 0 then
    return '{"reply": "unknown"}';
  end if;
  v_visit := v_visits[1];
  -- Several people share a number: whose visit is meant nobody can say.
  if exists (select from unnest(v_visits) x where x.patient_id <> v_visit.patient_id) then
    v_reply := 'ambiguous';
  elsif v_word in ('C', 'CONFIRM', 'CONFIRMAR', 'CONFIRMO', '1') then
    begin
      perform public.act_by_visit_link(v_visit.appointment_id, v_visit.patient_id, v_visit.start_version, 'confirm');
      v_reply := 'confirmed';
    exception when sqlstate 'PGRST' then
      v_reply := 'failed';         -- it has just begun, or was cancelled meanwhile
    end;
  elsif v_word = 'X' then
    -- With several coming visits the next one could be the wrong one, and a cancelled time is soon somebody else's.
    if cardinality(v_visits) > 1 then
      v_reply := 'ambiguous';
    else
      begin
        perform public.act_by_visit_link(v_visit.appointment_id, v_visit.patient_id, v_visit.start_version, 'cancel');
        v_reply := 'cancelled';
      exception when sqlstate 'PGRST' then
        v_code := sqlerrm::jsonb ->> 'code';
        v_reply := case when v_code = 'too_late' then 'too_late' else 'failed' end;
      end;
    end if;
  elsif v_word = 'R' then
    v_reply := 'reschedule';
  else
    v_reply := 'help';
  end if;
  return jsonb_build_object('reply', v_reply,
    'notice', private.notice_json(v_visit.appointment_id, 'sms:' || left(message_id, 60), 'sms', 'reminder', 0, v_visit.patient_id, null, v_visit.appointment_id, null, '{}'));
end $$;
comment on function public.receive_text_message(text, text, text, text) is
  'NT25–NT28: what a text message from a patient''s number brings about: {reply: none | confirmed | cancelled | too_late | reschedule | ambiguous | help | unknown | failed, notice?}. The same message_id acts once. Errors: invalid_input. Service role only.';
grant execute on function public.receive_text_message(text, text, text, text) to service_role;
