-- What the sync worker has to know before it acts: the connection with its links, and one visit with its link.

create function private.utc_text(instant timestamptz) returns text
language sql stable set search_path = '' as $$
  select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
comment on function private.utc_text(timestamptz) is 'ISO 8601 in UTC with whole seconds, the form in which times are compared with those of providers.';

create function private.connection_writes(connection public.calendar_sync_connections) returns boolean
language sql immutable set search_path = '' as $$
  select connection.is_primary and connection.sync_enabled and connection.sync_direction <> 'from_external' and connection.can_write
$$;
comment on function private.connection_writes(public.calendar_sync_connections) is 'Whether visits are written to this calendar.';

create function private.connection_reads(connection public.calendar_sync_connections) returns boolean
language sql stable set search_path = '' as $$
  select connection.sync_enabled and connection.sync_direction <> 'to_external'
    and exists (select from public.clinicians c where c.clinician_id = connection.user_id)
$$;
comment on function private.connection_reads(public.calendar_sync_connections) is 'Whether this calendar takes time of a clinician.';

create function private.belongs_in_calendar(visit public.appointments, connection public.calendar_sync_connections) returns boolean
language sql immutable set search_path = '' as $$
  select private.connection_writes(connection) and visit.clinician_id = connection.user_id
    and (visit.status in ('confirmed', 'in_progress', 'completed') or visit.status = 'requested' and visit.holds_time)
$$;
comment on function private.belongs_in_calendar(public.appointments, public.calendar_sync_connections) is 'SY4: whether the visit has an event in this calendar.';

create function private.link_list(connection_id uuid, after timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('appointment_id', x.appointment_id, 'external_event_id', x.external_event_id,
    'generation', x.generation, 'state', x.state, 'base', x.base)), '[]')
  from (
    select l.* from public.calendar_event_links l join public.appointments a on a.appointment_id = l.appointment_id
    where l.connection_id = link_list.connection_id and (link_list.after is null or a.scheduled_end > link_list.after)
    order by a.scheduled_start desc limit 5000) x
$$;
comment on function private.link_list(uuid, timestamptz) is 'Links of a connection, the latest visits first, at most 5000; after: only of visits that end later.';

create function private.connection_state(connection public.calendar_sync_connections, window_start timestamptz, links jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('connection_id', connection.connection_id, 'user_id', connection.user_id, 'provider', connection.provider,
    'server_url', connection.server_url, 'account_id', connection.account_id, 'account_email', connection.account_email,
    'calendar_id', connection.calendar_id, 'access_token', connection.access_token, 'refresh_token', connection.refresh_token,
    'token_expires_at', connection.token_expires_at, 'sync_direction', connection.sync_direction, 'is_primary', connection.is_primary,
    'writes', private.connection_writes(connection), 'reads', private.connection_reads(connection),
    'on_external_delete', connection.on_external_delete, 'all_day_events', connection.all_day_events,
    'tentative_events', connection.tentative_events, 'cursor', connection.cursor, 'generation', connection.generation,
    'dirty_at', connection.dirty_at, 'timezone', (select p.timezone from public.profiles p where p.profile_id = connection.user_id),
    'window', jsonb_build_object('start', private.utc_text(window_start), 'end', private.utc_text(connection.window_end)),
    'cursor_window_end', private.utc_text(connection.cursor_window_end),
    'brake_released', coalesce(connection.brake_released_until > private.now(), false), 'links', links)
$$;
comment on function private.connection_state(public.calendar_sync_connections, timestamptz, jsonb) is 'A connection as the worker gets it. Holds tokens.';

create function private.reading_window(connection public.calendar_sync_connections, out begins timestamptz, out ends timestamptz)
language plpgsql stable set search_path = '' as $$
declare
  v_days integer;
begin
  select p.booking_horizon_days into v_days
  from public.clinicians c join public.practices p on p.practice_id = c.practice_id where c.clinician_id = connection.user_id;
  -- Whole hours, so that two readings soon after each other ask the same.
  begins := date_trunc('hour', private.now() - interval '24 hours');
  ends := date_trunc('hour', private.now() + make_interval(hours => 24 * coalesce(v_days, 60) + 49));
end $$;
comment on function private.reading_window(public.calendar_sync_connections) is
  'What is read of a calendar: from yesterday to two days past the time until which patients can book.';

create function public.sync_connection(connection_id uuid, worker text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
  v_window record := private.reading_window(v_connection);
begin
  update public.calendar_sync_connections c set window_end = v_window.ends
  where c.connection_id = sync_connection.connection_id
  returning c.* into v_connection;
  return private.connection_state(v_connection, v_window.begins, private.link_list(connection_id, null));
end $$;
comment on function public.sync_connection(uuid, text) is
  'All the worker needs to act for a connection, tokens included: {connection_id, provider, …, writes, reads, cursor, generation, dirty_at, window, brake_released, links}. Errors: lease_lost. Service role only.';

create function public.sync_visit(connection_id uuid, worker text, appointment_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
begin
  return jsonb_build_object(
    'visit', (
      select jsonb_build_object('appointment_id', a.appointment_id, 'start', private.utc_text(a.scheduled_start), 'end', private.utc_text(a.scheduled_end),
        'version', a.version,
        -- updated_at would not do: bookkeeping touches it as well.
        'changed_at', coalesce((select max(e.occurred_at) from public.audit_events e
          where e.entity = 'appointment' and e.entity_id = a.appointment_id
            and e.action in ('created', 'moved', 'reassigned', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')), a.updated_at),
        'wanted', private.belongs_in_calendar(a, v_connection), 'ended', a.scheduled_end <= private.now())
      from public.appointments a where a.appointment_id = sync_visit.appointment_id),
    'link', (
      select jsonb_build_object('external_event_id', l.external_event_id, 'href', l.href, 'etag', l.etag, 'base', l.base, 'base_hash', l.base_hash,
        'generation', l.generation, 'state', l.state, 'local_version', l.local_version)
      from public.calendar_event_links l
      where l.connection_id = sync_visit.connection_id and l.appointment_id = sync_visit.appointment_id),
    'held', exists (
      select from public.sync_conflicts s
      where s.connection_id = sync_visit.connection_id and s.appointment_id = sync_visit.appointment_id and s.status = 'open'));
end $$;
comment on function public.sync_visit(uuid, text, uuid) is
  '{visit, link, held}: a visit as the calendar should show it, what both sides last agreed on, and whether a person has to decide first. Errors: lease_lost. Service role only.';

grant execute on function public.sync_connection(uuid, text) to service_role;
grant execute on function public.sync_visit(uuid, text, uuid) to service_role;
