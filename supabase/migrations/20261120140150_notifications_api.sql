-- How a notice is told (NT10 to NT16): the channels of each kind, the inbox in the app, and work for the notifications function.

create function private.notice_channels(kind text, side text, own_act boolean, soon boolean) returns text[]
language sql immutable set search_path = '' as $$
  select case
    when kind = 'message_received' then '{push,email}'
    when kind in ('calendar_conflict', 'calendar_needs_attention') then '{in_app,email}'
    when kind like 'visit%' and side = 'patient' and own_act then '{email}'
    when kind in ('visit_moved', 'visit_cancelled') and side = 'patient' and soon then '{in_app,push,email,sms}'
    when kind like 'visit%' and side = 'patient' then '{in_app,push,email}'
    when kind in ('visit_requested', 'visit_cancelled') and side = 'clinician' then '{in_app,push,email}'
    when kind like 'visit%' and side = 'clinician' then '{in_app,push}'
    when kind like 'visit%' then '{in_app}'
    else '{in_app,push,email}' end::text[]
$$;
comment on function private.notice_channels(text, text, boolean, boolean) is
  'NT11: by which channels a kind of notice is told. own_act: the reader did it and wants it in writing only. soon: it is about the next 24 hours.';

create function private.spread_notice() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_start timestamptz;
  v_channels text[];
begin
  if private.quiet() then
    return null;
  end if;
  select a.scheduled_start into v_start from public.appointments a where a.appointment_id = new.appointment_id;
  v_channels := private.notice_channels(new.kind, private.notice_side(new.recipient_id, new.appointment_id, new.conversation_id),
    coalesce(new.actor_id = new.recipient_id, false),
    coalesce(least(v_start, (new.payload ->> 'from')::timestamptz) between v_now and v_now + interval '24 hours', false));
  if 'in_app' = any (v_channels) and private.channel_refusal(new.recipient_id, 'in_app') is null then
    insert into public.notifications (recipient_id, kind, appointment_id, conversation_id, payload, outbox_id)
    values (new.recipient_id, new.kind, new.appointment_id, new.conversation_id, new.payload, new.outbox_id);
    perform private.ping_notification(new.recipient_id);
  end if;
  insert into public.notification_deliveries (outbox_id, delivery_method, run_after, expires_at)
  select new.outbox_id, c, v_now + case when new.kind = 'message_received' and c = 'email' then interval '5 minutes' else interval '0' end,
    v_now + interval '24 hours'
  from unnest(v_channels) c where c <> 'in_app';
  return null;
end $$;
comment on function private.spread_notice() is
  'NT10: a notice is in the app at once and gets one delivery per other channel. Mail about a message waits five minutes: who reads it in the meantime needs none.';
create trigger notification_outbox_spread after insert on public.notification_outbox
  for each row execute function private.spread_notice();

create function private.notice_is_stale(notice public.notification_outbox) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_visit public.appointments;
begin
  if notice.appointment_id is not null and notice.kind like 'visit%' then
    select a.* into v_visit from public.appointments a
    where a.appointment_id = private.visit_told_of(notice.appointment_id, notice.kind, notice.payload);
    -- The last word about a visit is enough; its text speaks of the visit as it is now. Of a series nobody has said more
    -- while one of its visits stands.
    if notice.payload ->> 'series' = 'true' and v_visit.status::text = replace(notice.kind, 'visit_', '') and v_visit.scheduled_end > v_now then
      return null;
    elsif exists (
      select from public.notification_outbox o
      where o.appointment_id = notice.appointment_id and o.recipient_id = notice.recipient_id and o.kind like 'visit%' and o.outbox_number > notice.outbox_number) then
      return 'superseded';
    elsif v_visit.scheduled_end <= v_now then
      return 'past';
    end if;
  elsif notice.kind = 'message_received' then
    if exists (
      select from public.messages m join public.conversation_participants p on p.conversation_id = m.conversation_id and p.profile_id = notice.recipient_id
      where m.message_id = (notice.payload ->> 'message_id')::uuid and p.last_read_at >= m.created_at) then
      return 'seen';
    end if;
  elsif notice.kind in ('offer_received', 'request_received', 'counter_received') then
    if exists (
      select from public.appointment_time_slots s
      where s.slot_id = (notice.payload ->> 'slot_id')::uuid and (s.status <> 'pending' or s.expires_at <= v_now)) then
      return 'answered';
    end if;
  elsif notice.kind = 'waitlist_offer' then
    if not exists (
      select from public.appointment_waitlist w
      where w.waitlist_id = (notice.payload ->> 'waitlist_id')::uuid and w.status = 'offered' and coalesce(w.expires_at, 'infinity') > v_now) then
      return 'answered';
    end if;
  elsif notice.kind = 'calendar_needs_attention' then
    if not exists (
      select from public.calendar_sync_connections c
      where c.connection_id = (notice.payload ->> 'connection_id')::uuid and c.state <> 'active') then
      return 'mended';
    end if;
  elsif notice.kind = 'calendar_conflict' then
    if not exists (
      select from public.sync_conflicts c where c.conflict_id = (notice.payload ->> 'conflict_id')::uuid and c.status = 'open') then
      return 'mended';
    end if;
  end if;
  return null;
end $$;
comment on function private.notice_is_stale(public.notification_outbox) is
  'NT12: why a notice says nothing any more: superseded, past, seen, answered, mended; null while it does.';

create function private.delivery_fate(delivery public.notification_deliveries, notice public.notification_outbox) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_why text;
  v_quiet timestamptz;
begin
  if least(delivery.expires_at, private.last_try(delivery.first_try_at)) <= private.now() then
    return 'too_late';
  end if;
  v_why := coalesce(private.notice_is_stale(notice), private.channel_refusal(notice.recipient_id, delivery.delivery_method));
  if v_why is not null then
    return v_why;
  end if;
  if delivery.delivery_method in ('sms', 'push') then
    v_quiet := private.quiet_until(notice.recipient_id, private.now());
    if v_quiet is not null then
      return case when v_quiet < delivery.expires_at then 'later' else 'quiet_hours' end;
    end if;
  end if;
  return 'send';
end $$;
comment on function private.delivery_fate(public.notification_deliveries, public.notification_outbox) is
  'NT12: send, later (when quiet hours end), or why it is not sent.';

create function public.claim_due_notifications("limit" integer, lease_seconds integer)
returns table (delivery_id uuid, lease uuid, notice jsonb)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_now timestamptz := private.now();
  v_until timestamptz;
  v_lease uuid := gen_random_uuid();
  v_left integer := claim_due_notifications."limit";
  v_due uuid[];
  v_taken integer;
begin
  if coalesce(claim_due_notifications."limit", 0) not between 1 and 1000 or coalesce(claim_due_notifications.lease_seconds, 0) not between 1 and 3600 then
    perform private.raise_error('invalid_input', 'limit is 1 to 1000, lease_seconds 1 to 3600.');
  end if;
  v_until := v_now + make_interval(secs => claim_due_notifications.lease_seconds);
  while v_left > 0 loop
    select array_agg(x.delivery_id) into v_due from (
      select d.delivery_id from public.notification_deliveries d
      where d.status in ('pending', 'sending') and d.run_after <= v_now
      order by d.run_after limit v_left
      for no key update skip locked) x;
    exit when v_due is null;
    return query
    with judged as materialized (
      select d.delivery_id, private.delivery_fate(d, o) as fate, o.recipient_id
      from public.notification_deliveries d join public.notification_outbox o on o.outbox_id = d.outbox_id
      where d.delivery_id = any (v_due)
    ),
    decided as (
      update public.notification_deliveries d set
        status = case j.fate when 'send' then 'sending' when 'later' then 'pending' else 'skipped' end,
        run_after = case j.fate when 'send' then v_until when 'later' then private.quiet_until(j.recipient_id, v_now) else d.run_after end,
        lease = case j.fate when 'send' then v_lease end,
        leased_until = case j.fate when 'send' then v_until end,
        first_try_at = case j.fate when 'send' then coalesce(d.first_try_at, v_now) else d.first_try_at end,
        attempts = d.attempts + case j.fate when 'send' then 1 else 0 end,
        error_message = case when j.fate in ('send', 'later') then d.error_message else j.fate end
      from judged j
      where d.delivery_id = j.delivery_id
      returning d.*
    )
    select d.delivery_id, v_lease, private.notice_json(d.delivery_id, 'delivery:' || d.delivery_id, d.delivery_method, o.kind,
      d.attempts - 1, o.recipient_id, o.actor_id, o.appointment_id, o.conversation_id, o.payload) || jsonb_build_object('written_at', private.utc_text(d.first_try_at))
    from decided d join public.notification_outbox o on o.outbox_id = d.outbox_id
    where d.status = 'sending'
    order by o.outbox_number, d.delivery_method;
    get diagnostics v_taken = row_count;
    v_left := v_left - v_taken;
  end loop;
end $$;
comment on function public.claim_due_notifications(integer, integer) is
  'NT1, NT12: decides about due deliveries and returns those to be sent now, with what their text needs; the rest is skipped with its reason, or waits for the end of quiet hours. Errors: invalid_input. Service role only.';

create function public.settle_notification(
  delivery_id uuid, lease uuid, outcome text, provider text default null, provider_message_id text default null,
  error_message text default null, retry_after_seconds integer default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_row public.notification_deliveries;
  v_next timestamptz;
begin
  if outcome is null or outcome not in ('sent', 'retry', 'failed', 'skipped') then
    perform private.raise_error('invalid_input', 'outcome is sent, retry, failed or skipped.');
  end if;
  perform private.lock_sent_message(provider, provider_message_id);
  select d.* into v_row from public.notification_deliveries d where d.delivery_id = settle_notification.delivery_id for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such delivery.');
  elsif v_row.status <> 'sending' or v_row.lease is distinct from settle_notification.lease then
    perform private.raise_error('lease_lost');
  end if;
  if outcome = 'retry' then
    v_next := private.next_try(v_row.attempts, retry_after_seconds, least(v_row.expires_at, private.last_try(v_row.first_try_at)));
  end if;
  update public.notification_deliveries d set
    status = case when outcome <> 'retry' then outcome when v_next is null then 'failed' else 'pending' end,
    run_after = coalesce(v_next, d.run_after),
    sent_at = case when outcome = 'sent' then private.now() end,
    lease = null, leased_until = null,
    provider = settle_notification.provider, provider_message_id = settle_notification.provider_message_id,
    error_message = left(settle_notification.error_message, 300)
  where d.delivery_id = v_row.delivery_id;
  perform private.apply_early_report(provider, provider_message_id);
end $$;
comment on function public.settle_notification(uuid, uuid, text, text, text, text, integer) is
  'NT6: ends a try of a delivery: sent, failed for good, skipped (error_message says why), or retry, which is failed when the next try would come too late. Errors: lease_lost, not_found, invalid_input. Service role only.';

create function public.forget_push_subscription(subscription_id uuid) returns void
language sql volatile security definer set search_path = '' as $$
  delete from public.push_subscriptions s where s.subscription_id = forget_push_subscription.subscription_id
$$;
comment on function public.forget_push_subscription(uuid) is
  'NT8: the browser''s push service says that the subscription has ended (404 or 410). Service role only.';

create function public.block_text_messages(phone text, blocked boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_address text := private.e164(block_text_messages.phone);
begin
  if v_address is null or blocked is null then
    perform private.raise_error('invalid_input', 'phone is a number in E.164, blocked is true or false.');
  elsif blocked then
    insert into public.notification_blocks (delivery_method, address, reason) values ('sms', v_address, 'opted_out') on conflict do nothing;
  else
    delete from public.notification_blocks b where b.delivery_method = 'sms' and b.address = v_address;
  end if;
end $$;
comment on function public.block_text_messages(text, boolean) is
  'NT8: this number replied STOP (or the carrier says so), or START. Errors: invalid_input. Service role only.';

create function public.unblock_my_email() returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.notification_blocks b using public.profiles p
  where p.profile_id = private.me() and b.delivery_method = 'email' and b.address = lower(p.email);
  return found;
end $$;
comment on function public.unblock_my_email() is
  'NT8: the caller''s own mailbox, which bounced or complained, is tried again with the next message, because they say so. False when nothing was blocked. Errors: none of its own.';

create function private.wake_notifications() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.quiet() and exists (select from new_deliveries d where d.run_after <= private.now()) then
    perform private.call_function('notifications', '{}');
  end if;
  return null;
end $$;
comment on function private.wake_notifications() is 'Sends what is due at once instead of with the next minute.';
create trigger notification_deliveries_wake after insert on public.notification_deliveries
  referencing new table as new_deliveries for each statement execute function private.wake_notifications();

create function public.sweep_notifications() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_count integer;
begin
  delete from public.notification_outbox o where o.created_at < private.now() - interval '90 days';
  get diagnostics v_count = row_count;
  delete from public.notifications n where n.created_at < private.now() - interval '90 days';
  delete from private.early_delivery_reports e where e.received_at < private.now() - interval '7 days';
  -- What a provider signed says no time: a text message that was answered must not act again if somebody sends it again.
  delete from public.webhook_deliveries d where d.received_at < private.now() - interval '90 days' and d.source not like 'calendar:%';
  return v_count;
end $$;
comment on function public.sweep_notifications() is 'Forgets notices, their deliveries and the inbox after 90 days; returns how many. Service role only.';

grant execute on function public.claim_due_notifications(integer, integer) to service_role;
grant execute on function public.settle_notification(uuid, uuid, text, text, text, text, integer) to service_role;
grant execute on function public.forget_push_subscription(uuid) to service_role;
grant execute on function public.block_text_messages(text, boolean) to service_role;
grant execute on function public.unblock_my_email() to authenticated, service_role;
grant execute on function public.sweep_notifications() to service_role;
