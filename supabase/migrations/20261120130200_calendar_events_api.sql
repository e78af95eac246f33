-- Links of visits and events, as the worker keeps them: save_event_link, drop_event_link, queue_missing_visits.

create function private.log_sync(
  connection_id uuid, appointment_id uuid, sync_direction text, action text, external_event_id text default null) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.calendar_sync_log (connection_id, appointment_id, sync_direction, action, status, external_event_id)
  values (log_sync.connection_id, log_sync.appointment_id, log_sync.sync_direction, log_sync.action, 'success', log_sync.external_event_id)
$$;
comment on function private.log_sync(uuid, uuid, text, text, text) is 'One line of the log of what sync did.';

create function private.lock_visit(appointment_id uuid) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_visit public.appointments;
begin
  select a.* into v_visit from public.appointments a where a.appointment_id = lock_visit.appointment_id for no key update;
  return v_visit;
end $$;
comment on function private.lock_visit(uuid) is 'The visit, locked; null when there is none. Comes before the connection, everywhere.';

create function private.queue_visit(connection_id uuid, appointment_id uuid, kind text) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.sync_jobs (connection_id, appointment_id, kind, appointment_version)
  select queue_visit.connection_id, a.appointment_id, queue_visit.kind, a.version
  from public.appointments a
  where a.appointment_id = queue_visit.appointment_id
    and not exists (select from public.sync_jobs j where j.connection_id = queue_visit.connection_id and j.appointment_id = a.appointment_id
      and j.kind = queue_visit.kind and j.appointment_version = a.version and j.status = 'pending')
$$;
comment on function private.queue_visit(uuid, uuid, text) is 'A job for a visit as it stands, unless the same one is waiting already.';

create function public.save_event_link(
  connection_id uuid, worker text, appointment_id uuid, external_event_id text, etag text, base jsonb, base_hash text, generation integer,
  local_version integer, action text, href text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.lock_visit(appointment_id);
begin
  perform private.keep_lease(connection_id, worker);
  if action is null or action not in ('create', 'update', 'none') then
    perform private.raise_error('invalid_input', 'action is create, update or none.');
  elsif external_event_id is null or generation is null or generation < 0 then
    perform private.raise_error('invalid_input', 'external_event_id and generation are needed.');
  elsif v_visit.appointment_id is null then
    perform private.raise_error('not_found', 'There is no such visit.');
  end if;
  insert into public.calendar_event_links as l (connection_id, appointment_id, external_event_id, href, etag, base, base_hash, generation, local_version)
  values (save_event_link.connection_id, save_event_link.appointment_id, save_event_link.external_event_id, save_event_link.href,
    save_event_link.etag, save_event_link.base, save_event_link.base_hash, save_event_link.generation, save_event_link.local_version)
  on conflict on constraint calendar_event_links_appointment_key do update set
    external_event_id = excluded.external_event_id, href = coalesce(excluded.href, l.href), etag = excluded.etag, base = excluded.base,
    base_hash = excluded.base_hash, generation = excluded.generation, local_version = excluded.local_version, state = 'synced';
  if action <> 'none' then
    perform private.log_sync(connection_id, appointment_id, 'to_external', action, external_event_id);
  end if;
end $$;
comment on function public.save_event_link(uuid, text, uuid, text, text, jsonb, text, integer, integer, text, text) is
  'What both sides agree on after the worker wrote or read the event of a visit; action none says that nothing was written. Errors: lease_lost, not_found, invalid_input. Service role only.';

create function public.drop_event_link(connection_id uuid, worker text, appointment_id uuid, external_event_id text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_event text;
begin
  perform private.lock_visit(appointment_id);
  perform private.keep_lease(connection_id, worker);
  delete from public.calendar_event_links l
  where l.connection_id = drop_event_link.connection_id and l.appointment_id = drop_event_link.appointment_id
    and (drop_event_link.external_event_id is null or l.external_event_id = drop_event_link.external_event_id)
  returning l.external_event_id into v_event;
  perform private.log_sync(connection_id, (select a.appointment_id from public.appointments a where a.appointment_id = drop_event_link.appointment_id),
    'to_external', 'delete', coalesce(v_event, external_event_id));
end $$;
comment on function public.drop_event_link(uuid, text, uuid, text) is
  'After the worker removed the event of a visit; external_event_id: only if it is still that one. Errors: lease_lost. Service role only.';

create function public.queue_missing_visits(connection_id uuid, worker text) returns integer
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
  v_count integer;
begin
  insert into public.sync_jobs (connection_id, appointment_id, kind, appointment_version)
  select v_connection.connection_id, x.appointment_id, x.kind, x.version
  from (
    select a.appointment_id, a.version, case when private.belongs_in_calendar(a, v_connection) then 'upsert' else 'delete' end as kind
    from public.appointments a
    left join public.calendar_event_links l on l.connection_id = v_connection.connection_id and l.appointment_id = a.appointment_id
    where a.clinician_id = v_connection.user_id and a.scheduled_start > private.now() - interval '24 hours' and a.scheduled_end > private.now()
      and case when private.belongs_in_calendar(a, v_connection)
        then l.link_id is null or l.state = 'gone' or l.local_version is distinct from a.version
        else l.link_id is not null end
    union all                      -- what went to a colleague
    select a.appointment_id, a.version, 'delete'
    from public.calendar_event_links l join public.appointments a on a.appointment_id = l.appointment_id
    where l.connection_id = v_connection.connection_id and a.clinician_id <> v_connection.user_id and a.scheduled_end > private.now()) x
  where v_connection.can_write
    and not exists (
      select from public.sync_jobs j
      where j.connection_id = v_connection.connection_id and j.appointment_id = x.appointment_id and j.status in ('pending', 'failed', 'running'))
    and not exists (
      select from public.sync_conflicts s
      where s.connection_id = v_connection.connection_id and s.appointment_id = x.appointment_id and s.status = 'open')
  order by x.appointment_id;
  get diagnostics v_count = row_count;
  -- The visits' side of a reconcile; of a calendar that is not read it is all of it.
  update public.calendar_sync_connections c set reconciled_at = private.now()
  where c.connection_id = v_connection.connection_id;
  if not private.connection_reads(v_connection) then
    update public.calendar_sync_connections c set last_sync_at = private.now(), last_sync_status = 'success', sync_errors = '[]'
    where c.connection_id = v_connection.connection_id;
    perform private.ping_calendar(v_connection.connection_id);
  end if;
  return v_count;
end $$;
comment on function public.queue_missing_visits(uuid, text) is
  'SY5: jobs for coming visits that the calendar lacks, shows in an older version, or should not show any more; none for a visit that has a job or an open conflict. With it a reconcile ends. Returns how many. Errors: lease_lost. Service role only.';

grant execute on function public.save_event_link(uuid, text, uuid, text, text, jsonb, text, integer, integer, text, text) to service_role;
grant execute on function public.drop_event_link(uuid, text, uuid, text) to service_role;
grant execute on function public.queue_missing_visits(uuid, text) to service_role;
