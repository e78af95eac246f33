-- Work for the reminders function: claim_due_reminders decides at send time, settle_reminder ends a try (R5, NT1 to NT8).

create function private.reminder_deadline(reminder public.appointment_reminders) returns timestamptz
language sql immutable set search_path = '' as $$
  select reminder.scheduled_for + make_interval(mins => reminder.minutes_before) / 2
$$;
comment on function private.reminder_deadline(public.appointment_reminders) is
  'NT4: until half of its lead time has passed a late reminder still makes sense: one of 24 hours until 12 hours before, one of an hour until 30 minutes before.';

create function private.reminder_fate(reminder public.appointment_reminders, visit public.appointments) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_refusal text;
  v_quiet timestamptz;
begin
  if visit.status <> 'confirmed' then
    return 'not_confirmed';
  elsif reminder.recipient_id not in (visit.patient_id, visit.clinician_id) then
    return 'handed_over';
  elsif reminder.start_version <> visit.start_version then
    return 'moved';
  elsif visit.scheduled_start <= v_now then
    return 'past';
  elsif v_now > private.reminder_deadline(reminder) or v_now > private.last_try(reminder.first_try_at) then
    return 'too_late';
  end if;
  v_refusal := private.channel_refusal(reminder.recipient_id, reminder.delivery_method);
  if v_refusal is not null then
    return v_refusal;
  end if;
  if reminder.delivery_method in ('sms', 'push') then
    v_quiet := private.quiet_until(reminder.recipient_id, v_now);
    if v_quiet is not null then
      return case when v_quiet <= private.reminder_deadline(reminder) then 'later' else 'quiet_hours' end;
    end if;
  end if;
  return 'send';
end $$;
comment on function private.reminder_fate(public.appointment_reminders, public.appointments) is
  'NT3: send, later (when quiet hours end in time), or why it is not sent: not_confirmed, handed_over, moved, past, too_late, opted_out, no_address, bounced, complained, quiet_hours.';

create function public.claim_due_reminders("limit" integer, lease_seconds integer)
returns table (reminder_id uuid, lease uuid, notice jsonb)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_now timestamptz := private.now();
  v_until timestamptz;
  v_lease uuid := gen_random_uuid();
  v_left integer := claim_due_reminders."limit";
  v_due uuid[];
  v_taken integer;
begin
  if coalesce(claim_due_reminders."limit", 0) not between 1 and 1000 or coalesce(claim_due_reminders.lease_seconds, 0) not between 1 and 3600 then
    perform private.raise_error('invalid_input', 'limit is 1 to 1000, lease_seconds 1 to 3600.');
  end if;
  v_until := v_now + make_interval(secs => claim_due_reminders.lease_seconds);
  while v_left > 0 loop
    -- What another worker has is not due before its lease ends.
    select array_agg(x.reminder_id) into v_due from (
      select r.reminder_id from public.appointment_reminders r
      where r.status in ('pending', 'sending') and r.run_after <= v_now
      order by r.run_after limit v_left
      for no key update skip locked) x;
    exit when v_due is null;
    return query
    with judged as materialized (
      select r.reminder_id, private.reminder_fate(r, a) as fate, r.recipient_id
      from public.appointment_reminders r join public.appointments a on a.appointment_id = r.appointment_id
      where r.reminder_id = any (v_due)
    ),
    decided as (
      update public.appointment_reminders r set
        status = case j.fate when 'send' then 'sending' when 'later' then 'pending' else 'cancelled' end,
        run_after = case j.fate when 'send' then v_until when 'later' then private.quiet_until(j.recipient_id, v_now) else r.run_after end,
        lease = case j.fate when 'send' then v_lease end,
        leased_until = case j.fate when 'send' then v_until end,
        first_try_at = case j.fate when 'send' then coalesce(r.first_try_at, v_now) else r.first_try_at end,
        attempts = r.attempts + case j.fate when 'send' then 1 else 0 end,
        error_message = case when j.fate in ('send', 'later') then r.error_message else j.fate end
      from judged j
      where r.reminder_id = j.reminder_id
      returning r.*
    )
    select d.reminder_id, v_lease, private.notice_json(d.reminder_id, 'reminder:' || d.reminder_id, d.delivery_method, 'reminder',
      d.attempts - 1, d.recipient_id, null, d.appointment_id, null, '{}') || jsonb_build_object('written_at', private.utc_text(d.first_try_at))
    from decided d where d.status = 'sending'
    order by d.scheduled_for, d.reminder_id;
    get diagnostics v_taken = row_count;
    v_left := v_left - v_taken;
  end loop;
end $$;
comment on function public.claim_due_reminders(integer, integer) is
  'NT1–NT5: decides about due reminders and returns those to be sent now, with what their text needs; the rest is cancelled with its reason, or waits for the end of quiet hours. Nobody else gets them for lease_seconds. Errors: invalid_input. Service role only.';

create function public.settle_reminder(
  reminder_id uuid, lease uuid, outcome text, provider text default null, provider_message_id text default null,
  error_message text default null, retry_after_seconds integer default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_row public.appointment_reminders;
  v_next timestamptz;
begin
  if outcome is null or outcome not in ('sent', 'retry', 'failed', 'skipped') then
    perform private.raise_error('invalid_input', 'outcome is sent, retry, failed or skipped.');
  end if;
  perform private.lock_sent_message(provider, provider_message_id);
  -- The visit first, then its reminder: the order of whoever moves or cancels it.
  perform 1 from public.appointments a
  where a.appointment_id = (select r.appointment_id from public.appointment_reminders r where r.reminder_id = settle_reminder.reminder_id)
  for no key update;
  select r.* into v_row from public.appointment_reminders r where r.reminder_id = settle_reminder.reminder_id for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such reminder.');
  elsif v_row.status <> 'sending' or v_row.lease is distinct from settle_reminder.lease then
    perform private.raise_error('lease_lost');
  end if;
  if outcome = 'retry' then
    v_next := private.next_try(v_row.attempts, retry_after_seconds, least(private.reminder_deadline(v_row), private.last_try(v_row.first_try_at)));
  end if;
  update public.appointment_reminders r set
    status = case outcome when 'sent' then 'sent' when 'skipped' then 'cancelled' when 'failed' then 'failed'
      when 'retry' then case when v_next is null then 'failed' else 'pending' end end,
    run_after = coalesce(v_next, r.run_after),
    sent_at = case when outcome = 'sent' then private.now() end,
    lease = null, leased_until = null,
    provider = settle_reminder.provider, provider_message_id = settle_reminder.provider_message_id,
    error_message = left(settle_reminder.error_message, 300)
  where r.reminder_id = v_row.reminder_id;
  perform private.apply_early_report(provider, provider_message_id);
  if outcome <> 'sent' then
    return;
  end if;
  if v_row.delivery_method = 'in_app' then
    insert into public.notifications (recipient_id, kind, appointment_id) values (v_row.recipient_id, 'reminder', v_row.appointment_id);
    perform private.ping_notification(v_row.recipient_id);
  end if;
  update public.appointments a set
    reminder_sent_24h = a.reminder_sent_24h or v_row.reminder_type = '24_hours',
    reminder_sent_1h = a.reminder_sent_1h or v_row.reminder_type = '1_hour'
  where a.appointment_id = v_row.appointment_id and a.start_version = v_row.start_version
    and (v_row.reminder_type = '24_hours' and not a.reminder_sent_24h or v_row.reminder_type = '1_hour' and not a.reminder_sent_1h);
end $$;
comment on function public.settle_reminder(uuid, uuid, text, text, text, text, integer) is
  'NT6, NT7: ends a try: sent, failed for good, skipped (error_message says why), or retry, which is failed when the next try would come too late. Errors: lease_lost, not_found, invalid_input. Service role only.';

create function private.ping_notification(profile_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.quiet() then
    perform realtime.send('{}', 'notification_added', 'profile:' || ping_notification.profile_id, true);
  end if;
end $$;
comment on function private.ping_notification(uuid) is 'Tells a person''s open screens that there is something new for them.';

grant execute on function public.claim_due_reminders(integer, integer) to service_role;
grant execute on function public.settle_reminder(uuid, uuid, text, text, text, text, integer) to service_role;
