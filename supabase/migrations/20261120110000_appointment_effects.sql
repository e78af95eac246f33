-- What follows from a committed change of a visit, in its own transaction (R5, R6): audit event, sync job, reminders, live ping.

create function private.quiet() returns boolean
language sql stable set search_path = '' as $$
  select coalesce(current_setting('careslot.quiet', true), '') = 'on'
$$;
comment on function private.quiet() is 'True while bulk data is loaded (set careslot.quiet = on): no live pings.';

create function private.actor_role(visit public.appointments) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_me uuid := private.me();
begin
  return case when v_me is null then 'service' when v_me = visit.clinician_id then 'clinician' when v_me = visit.patient_id then 'patient' else 'staff' end;
end $$;
comment on function private.actor_role(public.appointments) is 'In what capacity the caller changed the visit.';

create function private.audit_appointment() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_row public.appointments := case when tg_op = 'DELETE' then old else new end;
  v_old jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) - private.technical_columns() end;
  v_new jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) - private.technical_columns() end;
  -- Of these both values are kept; of any other column only that it changed, because it may hold clinical text.
  v_plain constant text[] := array['status', 'scheduled_start', 'scheduled_end', 'clinician_id', 'patient_id', 'appointment_type',
    'location_type', 'overbooked', 'cancelled_by', 'booked_by', 'series_id'];
  v_changes jsonb;
begin
  if tg_op = 'UPDATE' and not private.appointment_changed(old, new) then
    return null;
  end if;
  select coalesce(jsonb_object_agg(k.key, case when k.key = any (v_plain)
      then jsonb_strip_nulls(jsonb_build_object('from', v_old -> k.key, 'to', v_new -> k.key)) else to_jsonb('changed'::text) end), '{}')
  into v_changes
  from (select jsonb_object_keys(v_old || v_new) as key) k
  where (v_old -> k.key) is distinct from (v_new -> k.key) and not (tg_op = 'INSERT' and (v_new -> k.key) in ('null', 'false', '""'));
  insert into public.audit_events (practice_id, actor_id, actor_role, action, entity, entity_id, patient_id, changes)
  values (v_row.practice_id, private.me(), private.actor_role(v_row),
    case when tg_op = 'INSERT' then 'created' when tg_op = 'DELETE' then 'deleted'
      when new.status <> old.status then new.status::text
      when new.clinician_id <> old.clinician_id then 'reassigned'
      when new.scheduled_start <> old.scheduled_start or new.scheduled_end <> old.scheduled_end then 'moved'
      else 'edited' end,
    'appointment', v_row.appointment_id, v_row.patient_id, v_changes - array['created_at', 'appointment_id', 'ical_uid']);
  return null;
end $$;
comment on function private.audit_appointment() is 'R6: exactly one audit event for each committed change of a visit.';

create function private.change_came_from(connection_id uuid) returns boolean
language sql stable set search_path = '' as $$
  select coalesce(current_setting('careslot.from_calendar', true), '') = change_came_from.connection_id::text
$$;
comment on function private.change_came_from(uuid) is 'True while a change that was made in this calendar is applied to the visit: the calendar needs no telling.';

create function private.queue_sync() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and new.status = old.status and new.scheduled_start = old.scheduled_start and new.scheduled_end = old.scheduled_end
    and new.clinician_id = old.clinician_id then
    return null;                   -- nothing that an outside calendar shows
  end if;
  if new.holds_time or tg_op = 'UPDATE' then
    insert into public.sync_jobs (connection_id, appointment_id, kind, appointment_version)
    select c.connection_id, new.appointment_id, case when new.status in ('cancelled', 'no_show') then 'delete' else 'upsert' end, new.version
    from public.calendar_sync_connections c
    where c.user_id = new.clinician_id and private.connection_writes(c)
      and not private.change_came_from(c.connection_id);
  end if;
  if tg_op = 'UPDATE' and new.clinician_id <> old.clinician_id then
    insert into public.sync_jobs (connection_id, appointment_id, kind, appointment_version)
    select c.connection_id, new.appointment_id, 'delete', new.version
    from public.calendar_sync_connections c
    where c.user_id = old.clinician_id and private.connection_writes(c);
  end if;
  return null;
end $$;
comment on function private.queue_sync() is 'R6: one job per change for the clinician''s writing calendar, unless the change came from there; a reassignment also removes it from the former clinician''s.';

create function private.plan_reminders() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
begin
  if tg_op = 'UPDATE' and new.status = old.status and new.start_version = old.start_version and new.clinician_id = old.clinician_id then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    -- Ended, cancelled, moved or handed over: what has not been sent for the old start, or to the former clinician, is not
    -- sent. R5 makes the new ones below.
    update public.appointment_reminders r set status = 'cancelled'
    where r.appointment_id = new.appointment_id and r.status = 'pending'
      and (new.status not in ('requested', 'confirmed') or r.start_version <> new.start_version
        or r.recipient_id not in (new.patient_id, new.clinician_id));
  end if;
  if new.status = 'confirmed' then
    insert into public.appointment_reminders (appointment_id, recipient_id, reminder_type, minutes_before, scheduled_for, run_after, delivery_method, start_version)
    select distinct on (x.recipient, x.minutes_before, x.delivery_method) new.appointment_id, x.recipient, x.reminder_type, x.minutes_before, new.scheduled_start - make_interval(mins => x.minutes_before),
      new.scheduled_start - make_interval(mins => x.minutes_before), x.delivery_method, new.start_version
    from (
      select p.recipient, d.reminder_type, d.minutes_before, d.delivery_method
      from (values (new.patient_id), (new.clinician_id)) p (recipient)
      cross join (values ('24_hours', 1440, 'email'), ('1_hour', 60, 'push')) d (reminder_type, minutes_before, delivery_method)
      union
      select case a.audience when 'patient' then new.patient_id else new.clinician_id end, r.reminder_type, r.minutes_before, r.delivery_method
      from public.practice_reminder_rules r
      join (values ('patient'), ('clinician')) a (audience) on r.audience in (a.audience, 'both')
      where r.practice_id = new.practice_id and r.active
        -- A rule that says what a default says already must not remind twice.
        and (r.minutes_before, r.delivery_method) not in ((1440, 'email'), (60, 'push'))) x
    where new.scheduled_start - make_interval(mins => x.minutes_before) > v_now
    -- Two rules that differ in name or audience only remind once.
    order by x.recipient, x.minutes_before, x.delivery_method, x.reminder_type
    -- Handed over and back again: what was called off for that is due again.
    on conflict on constraint appointment_reminders_once do update set status = 'pending', run_after = excluded.run_after
    where appointment_reminders.status = 'cancelled' and appointment_reminders.attempts = 0 and appointment_reminders.error_message is null;
  end if;
  return null;
end $$;
comment on function private.plan_reminders() is 'R5: confirming makes the reminders, moving moves them, ending cancels them; past ones are never made.';

create function private.ping_change() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_row public.appointments := case when tg_op = 'DELETE' then old else new end;
  v_payload jsonb := jsonb_build_object('appointment_id', v_row.appointment_id, 'clinician_id', v_row.clinician_id);
  v_topic text;
begin
  if private.quiet() or (tg_op = 'UPDATE' and not private.appointment_changed(old, new)) then
    return null;
  end if;
  -- Ids only: whoever listens reads the visit again under row-level security.
  foreach v_topic in array array['practice:' || v_row.practice_id, 'clinician:' || v_row.clinician_id, 'profile:' || v_row.patient_id]
    || case when tg_op = 'UPDATE' and new.clinician_id <> old.clinician_id then array['clinician:' || old.clinician_id] else '{}' end
  loop
    perform realtime.send(v_payload, 'appointment_changed', v_topic, true);
  end loop;
  return null;
end $$;
comment on function private.ping_change() is 'Tells open screens that a visit changed, by id.';

create trigger appointments_1_audit after insert or update or delete on public.appointments
  for each row execute function private.audit_appointment();
create trigger appointments_2_sync after insert or update on public.appointments
  for each row execute function private.queue_sync();
create trigger appointments_3_reminders after insert or update on public.appointments
  for each row execute function private.plan_reminders();
create trigger appointments_4_ping after insert or update or delete on public.appointments
  for each row execute function private.ping_change();
