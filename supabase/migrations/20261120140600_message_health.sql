-- What has become of messages: of one visit for its timeline, of a practice for its administrators, of all for the health function.

create function public.visit_messages(appointment_id uuid) returns table (
  message_id uuid, kind text, delivery_method text, to_patient boolean, status text, due_at timestamptz, sent_at timestamptz,
  reason text, delivery_status text, delivery_status_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_visit public.appointments;
  v_staff boolean;
begin
  select a.* into v_visit from public.appointments a where a.appointment_id = visit_messages.appointment_id;
  v_staff := private.is_service() or v_visit.clinician_id = private.me() or v_visit.practice_id = any (private.my_practices('{admin,receptionist}'));
  if v_visit.appointment_id is null or not coalesce(v_staff, false) and v_visit.patient_id is distinct from private.me() then
    perform private.raise_error('not_found', 'There is no such visit, or you may not see it.');
  end if;
  return query
  select x.* from (
    select r.reminder_id, 'reminder', r.delivery_method, r.recipient_id = v_visit.patient_id, r.status, r.run_after, r.sent_at,
      case when r.status in ('cancelled', 'failed') then r.error_message end, r.delivery_status, r.delivery_status_at
    from public.appointment_reminders r where r.appointment_id = v_visit.appointment_id
    union all
    select d.delivery_id, o.kind, d.delivery_method, o.recipient_id = v_visit.patient_id, d.status, d.run_after, d.sent_at,
      case when d.status in ('skipped', 'failed') then d.error_message end, d.delivery_status, d.delivery_status_at
    from public.notification_outbox o join public.notification_deliveries d on d.outbox_id = o.outbox_id
    where o.appointment_id = v_visit.appointment_id) x (message_id, kind, delivery_method, to_patient, status, due_at, sent_at, reason, delivery_status, delivery_status_at)
  where v_staff or x.to_patient
  order by coalesce(x.sent_at, x.due_at), x.message_id;
end $$;
comment on function public.visit_messages(uuid) is
  'NT9: every reminder and message about a visit, what became of it and what the provider said since; patients see their own. Errors: not_found.';

create type public.message_figures as (
  delivery_method text, day_sent integer, day_failed integer, day_undelivered integer, waiting integer, oldest_due timestamptz, last_failure text,
  last_failure_at timestamptz);
comment on type public.message_figures is
  'For one channel: sent, failed and (says the provider) not delivered within 24 hours; waiting: due but not sent, oldest_due: since when; last_failure: why the latest one failed.';

create function private.message_figures_of(practice_id uuid) returns setof public.message_figures
language sql stable security definer set search_path = '' as $$
  with messages as (
    select r.delivery_method, r.status, r.run_after, r.sent_at, r.updated_at, r.error_message, r.delivery_status
    from public.appointment_reminders r join public.appointments a on a.appointment_id = r.appointment_id
    where (message_figures_of.practice_id is null or a.practice_id = message_figures_of.practice_id)
      and (r.updated_at > private.now() - interval '24 hours' or r.status in ('pending', 'sending') and r.run_after <= private.now())
    union all
    select d.delivery_method, d.status, d.run_after, d.sent_at, d.updated_at, d.error_message, d.delivery_status
    from public.notification_deliveries d join public.notification_outbox o on o.outbox_id = d.outbox_id
    where (message_figures_of.practice_id is null
        or exists (select from public.practice_members m where m.practice_id = message_figures_of.practice_id and m.profile_id = o.recipient_id)
        or exists (select from public.appointments a where a.appointment_id = o.appointment_id and a.practice_id = message_figures_of.practice_id)
        or exists (select from public.conversations c where c.conversation_id = o.conversation_id and c.practice_id = message_figures_of.practice_id))
      and (d.updated_at > private.now() - interval '24 hours' or d.status in ('pending', 'sending') and d.run_after <= private.now())
  )
  select (m.method,
    count(*) filter (where x.status = 'sent' and x.sent_at > private.now() - interval '24 hours'),
    count(*) filter (where x.status = 'failed'),
    count(*) filter (where x.delivery_status in ('undelivered', 'bounced', 'complained', 'failed')),
    count(*) filter (where x.status in ('pending', 'sending') and x.run_after <= private.now()),
    min(x.run_after) filter (where x.status in ('pending', 'sending') and x.run_after <= private.now()),
    (array_agg(x.error_message order by x.updated_at desc) filter (where x.error_message is not null and x.status in ('failed', 'pending')))[1],
    max(x.updated_at) filter (where x.error_message is not null and x.status in ('failed', 'pending')))::public.message_figures
  from (values ('email'), ('sms'), ('push'), ('in_app')) m (method)
  left join messages x on x.delivery_method = m.method
  group by m.method
$$;
comment on function private.message_figures_of(uuid) is 'The figures of a practice, or of all when null.';

create function public.message_health() returns setof public.message_figures
language sql stable security definer set search_path = '' as $$
  select * from private.message_figures_of(null)
$$;
comment on function public.message_health() is 'How messages fare, per channel, over all practices. Service role only.';

create function public.practice_message_health(practice_id uuid) returns setof public.message_figures
language plpgsql stable security definer set search_path = '' as $$
begin
  -- Null would be all practices.
  if practice_message_health.practice_id is null
    or not private.is_service() and practice_message_health.practice_id <> all (private.my_practices('{admin,clinician,receptionist}')) then
    perform private.raise_error('not_found', 'There is no such practice of yours.');
  elsif not private.is_service() and practice_message_health.practice_id <> all (private.my_practices('{admin}')) then
    perform private.raise_error('forbidden', 'Only admins of the practice see how its messages are doing.');
  end if;
  return query select * from private.message_figures_of(practice_message_health.practice_id);
end $$;
comment on function public.practice_message_health(uuid) is 'NT15: how the practice''s messages fare, per channel; for its admins. Errors: forbidden, not_found.';

grant execute on function public.visit_messages(uuid) to authenticated, service_role;
grant execute on function public.message_health() to service_role;
grant execute on function public.practice_message_health(uuid) to authenticated, service_role;
