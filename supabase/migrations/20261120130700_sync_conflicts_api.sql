-- What the owner of a calendar does: resolve_sync_conflict, retry_sync_job, sync_now, resume_connection.

create function private.restore_events(connection_id uuid, event_ids text[], only_appointment uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit uuid;
begin
  for v_visit in
    update public.calendar_event_links l set state = 'gone', generation = l.generation + 1
    from public.appointments a
    where l.connection_id = restore_events.connection_id and a.appointment_id = l.appointment_id
      and (only_appointment is null and a.scheduled_end > private.now() and (event_ids is null or l.external_event_id = any (event_ids))
        or l.appointment_id = only_appointment)
    returning l.appointment_id
  loop
    perform private.queue_visit(connection_id, v_visit, 'upsert');
  end loop;
end $$;
comment on function private.restore_events(uuid, text[], uuid) is
  'Has events made again, under a new identity: of one visit, or of the coming ones among event_ids (null: all).';

create function private.write_over(conflict public.sync_conflicts) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- While they were asked, both sides knew of the other's time; without a version, ours is to be written again.
  update public.calendar_event_links l set local_version = null
  where l.connection_id = conflict.connection_id and l.appointment_id = conflict.appointment_id and l.state = 'synced';
  perform private.queue_visit(conflict.connection_id, conflict.appointment_id, 'upsert');
end $$;
comment on function private.write_over(public.sync_conflicts) is 'SY7: has the visit''s own time written over that of the event.';

create function private.answer_about_visit(conflict public.sync_conflicts, resolution text, slot_start timestamptz, slot_end timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_theirs record;
  v_visit jsonb;
begin
  if resolution = 'keep_ours' then
    if conflict.kind = 'deleted' then
      perform private.restore_events(conflict.connection_id, null, conflict.appointment_id);
    else
      perform private.write_over(conflict);
    end if;
  elsif resolution = 'reschedule' then
    -- The visit's own triggers queue the job, and give a deleted event a new identity.
    perform public.reschedule_appointment(conflict.appointment_id, slot_start, slot_end);
    perform private.write_over(conflict);
  elsif conflict.kind = 'deleted' then
    perform set_config('careslot.from_calendar', conflict.connection_id::text, true);
    perform public.cancel_appointment(conflict.appointment_id, 'Deleted in the clinician''s calendar.');
    perform set_config('careslot.from_calendar', '', true);
    delete from public.calendar_event_links l
    where l.connection_id = conflict.connection_id and l.appointment_id = conflict.appointment_id;
  else
    select (conflict.theirs ->> 'start')::timestamptz as begins, (conflict.theirs ->> 'end')::timestamptz as ends into v_theirs;
    perform set_config('careslot.from_calendar', conflict.connection_id::text, true);
    v_visit := public.reschedule_appointment(conflict.appointment_id, v_theirs.begins, v_theirs.ends, overbook_reason => 'As in the calendar');
    perform set_config('careslot.from_calendar', '', true);
    update public.calendar_event_links l set base = conflict.theirs - 'code', local_version = (v_visit ->> 'version')::integer
    where l.connection_id = conflict.connection_id and l.appointment_id = conflict.appointment_id;
  end if;
end $$;
comment on function private.answer_about_visit(public.sync_conflicts, text, timestamptz, timestamptz) is
  'Carries out what the owner decided about one visit, by the functions that everybody uses, so that their rules and refusals hold.';

create function public.resolve_sync_conflict(
  conflict_id uuid, resolution text, slot_start timestamptz default null, slot_end timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_conflict public.sync_conflicts;
  v_visit public.appointments;
begin
  select s.* into v_conflict
  from public.sync_conflicts s join public.calendar_sync_connections c on c.connection_id = s.connection_id
  where s.conflict_id = resolve_sync_conflict.conflict_id and c.user_id = v_me;
  if not found then
    perform private.raise_error('not_found', 'There is no such question about a calendar of yours.');
  elsif resolution is null or resolution not in ('keep_ours', 'take_theirs', 'reschedule')
    or resolution = 'reschedule' and v_conflict.appointment_id is null then
    perform private.raise_error('invalid_input', 'resolution is keep_ours, take_theirs or, for a visit, reschedule.');
  end if;
  v_visit := private.lock_visit(v_conflict.appointment_id);
  perform private.lock_schedule(v_visit.clinician_id, v_visit.patient_id);
  perform 1 from public.calendar_sync_connections c where c.connection_id = v_conflict.connection_id for no key update;
  select s.* into v_conflict from public.sync_conflicts s where s.conflict_id = v_conflict.conflict_id for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such question about a calendar of yours.');
  elsif v_conflict.status <> 'open' then
    perform private.raise_error('conflict_closed', null, jsonb_build_object('resolution', v_conflict.resolution));
  end if;
  if v_conflict.appointment_id is not null then
    perform private.answer_about_visit(v_conflict, resolution, slot_start, slot_end);
  else
    update public.calendar_sync_connections c set state = case when c.state = 'paused' then 'active' else c.state end,
      brake_released_until = case when resolution = 'take_theirs' then private.now() + interval '1 hour' else c.brake_released_until end
    where c.connection_id = v_conflict.connection_id;
    if resolution = 'keep_ours' then
      perform private.restore_events(v_conflict.connection_id, v_conflict.external_event_ids, null);
    else
      perform private.queue_pass(v_conflict.connection_id, 'pull', true);
    end if;
  end if;
  update public.sync_conflicts s set status = 'resolved', resolution = resolve_sync_conflict.resolution, resolved_by = v_me, resolved_at = private.now()
  where s.conflict_id = resolve_sync_conflict.conflict_id
  returning s.* into v_conflict;
  perform private.ping_calendar(v_conflict.connection_id);
  return to_jsonb(v_conflict) - 'external_event_ids';
end $$;
comment on function public.resolve_sync_conflict(uuid, text, timestamptz, timestamptz) is
  'SY7: the owner of a calendar decides what sync could not: keep_ours (the calendar is put right), take_theirs (the visit is moved, if need be over other visits, or cancelled; of a mass deletion: it was meant) or, for a visit, reschedule to slot_start and slot_end. Returns the conflict. Errors: conflict_closed, slot_taken, patient_busy, outside_availability, invalid_transition, invalid_time, invalid_input, not_found.';

create function public.retry_sync_job(job_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection uuid;
  v_job public.sync_jobs;
begin
  -- The connection first, as everywhere: the worker may be settling the job.
  select c.connection_id into v_connection
  from public.calendar_sync_connections c
  where c.user_id = private.me() and c.connection_id = (select j.connection_id from public.sync_jobs j where j.job_id = retry_sync_job.job_id)
  for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such job of a calendar of yours.');
  end if;
  update public.sync_jobs j set status = 'pending', attempts = 0, run_after = private.now(), finished_at = null
  where j.job_id = retry_sync_job.job_id and j.status in ('dead', 'failed');
  select j.* into v_job from public.sync_jobs j where j.job_id = retry_sync_job.job_id;
  return jsonb_build_object('job_id', v_job.job_id, 'connection_id', v_job.connection_id, 'appointment_id', v_job.appointment_id, 'kind', v_job.kind,
    'status', v_job.status, 'attempts', v_job.attempts, 'run_after', v_job.run_after, 'error_message', v_job.error_message,
    'finished_at', v_job.finished_at, 'created_at', v_job.created_at, 'updated_at', v_job.updated_at);
end $$;
comment on function public.retry_sync_job(uuid) is
  'SY3: a job of one''s own calendar that failed or was given up is due again; any other is left as it is. Returns the job. Errors: not_found.';

create function public.sync_now(connection_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_now timestamptz := private.now();
  v_connection public.calendar_sync_connections;
begin
  select c.* into v_connection from public.calendar_sync_connections c
  where c.connection_id = sync_now.connection_id and c.user_id = private.me() for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection of yours.');
  elsif v_connection.state <> 'active' or not v_connection.sync_enabled then
    perform private.raise_error('invalid_input', 'This calendar is switched off, paused or has to be connected again.');
  elsif v_connection.last_asked_at > v_now - interval '10 seconds' then
    perform private.raise_error('rate_limited', 'The calendar was asked a moment ago. Please wait a little.');
  end if;
  update public.calendar_sync_connections c set last_asked_at = v_now where c.connection_id = sync_now.connection_id;
  return jsonb_build_object('job_id', private.queue_pass(connection_id,
    case when v_connection.reconciled_at is null or not private.connection_reads(v_connection) then 'reconcile' else 'pull' end, true));
end $$;
comment on function public.sync_now(uuid) is
  'Asks for one''s own calendar to be synced at once: {job_id} of the waiting job. At most once in ten seconds. Errors: rate_limited, invalid_input, not_found.';

create function public.resume_connection(connection_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections;
begin
  update public.calendar_sync_connections c set state = case when c.state = 'paused' then 'active' else c.state end
  where c.connection_id = resume_connection.connection_id and c.user_id = private.me()
  returning c.* into v_connection;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection of yours.');
  end if;
  return private.connection_json(v_connection);
end $$;
comment on function public.resume_connection(uuid) is
  'A paused calendar of one''s own goes on; in any other state it is left as it is. Returns the connection. Errors: not_found.';

grant execute on function public.resolve_sync_conflict(uuid, text, timestamptz, timestamptz) to authenticated, service_role;
grant execute on function public.retry_sync_job(uuid) to authenticated, service_role;
grant execute on function public.sync_now(uuid) to authenticated, service_role;
grant execute on function public.resume_connection(uuid) to authenticated, service_role;
