-- Busy times of external calendars: store_busy_times, finish_pull, fail_sync.

create function private.ping_availability(clinician_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.quiet() then
    perform realtime.send(jsonb_build_object('clinician_id', ping_availability.clinician_id), 'availability_changed',
      'clinician:' || ping_availability.clinician_id, true);
  end if;
end $$;
comment on function private.ping_availability(uuid) is 'Tells open screens that other time of a clinician is taken than before.';

create function private.busy_pieces(connection public.calendar_sync_connections, event jsonb)
returns table (busy_start timestamptz, busy_end timestamptz, kind text, all_day boolean)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_taken tstzmultirange := '{}';
  v_kind record;
  v_spans tstzmultirange;
  -- Wider than anything that is read, so that an event of many years stays a matter of some pieces.
  v_limits constant tstzmultirange := tstzmultirange(tstzrange(private.now() - interval '31 days', private.now() + interval '3 years'));
begin
  -- Ranges of one event may meet (occurrences of a series): each instant once, what surely takes the time first.
  for v_kind in select * from (values ('busy', false), ('busy', true), ('tentative', false), ('tentative', true)) k (kind, all_day) loop
    continue when v_kind.all_day and connection.all_day_events = 'free' or v_kind.kind = 'tentative' and connection.tentative_events = 'free';
    select coalesce(range_agg(tstzrange((b.value ->> 'start')::timestamptz, (b.value ->> 'end')::timestamptz)), '{}') * v_limits - v_taken into v_spans
    from jsonb_array_elements(coalesce(busy_pieces.event -> 'busy', '[]')) b
    where b.value ->> 'kind' = v_kind.kind and coalesce((b.value ->> 'all_day')::boolean, false) = v_kind.all_day
      and (b.value ->> 'end')::timestamptz > (b.value ->> 'start')::timestamptz;
    v_taken := v_taken + v_spans;
    return query
    select g.piece, least(g.piece + interval '24 hours', upper(s.span)), v_kind.kind, v_kind.all_day
    from unnest(v_spans) s (span)
    cross join lateral generate_series(lower(s.span), upper(s.span), interval '24 hours') g (piece)
    where g.piece < upper(s.span);
  end loop;
end $$;
comment on function private.busy_pieces(public.calendar_sync_connections, jsonb) is
  'R4: the ranges of an event in pieces of at most 24 hours, without those that the owner does not count as busy.';

create function private.store_busy_event(connection public.calendar_sync_connections, generation integer, event jsonb) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_id text := event ->> 'id';
begin
  if (select array_agg(row(p.busy_start, p.busy_end, p.kind, p.all_day) order by p.busy_start) from private.busy_pieces(connection, event) p)
    is not distinct from (
      select array_agg(row(b.busy_start, b.busy_end, b.kind, b.all_day) order by b.busy_start)
      from public.external_busy_times b where b.connection_id = connection.connection_id and b.external_event_id = v_id) then
    update public.external_busy_times b set generation = store_busy_event.generation, series_id = event ->> 'series_id'
    where b.connection_id = connection.connection_id and b.external_event_id = v_id
      and (b.generation, b.series_id) is distinct from (store_busy_event.generation, event ->> 'series_id');
    return false;
  end if;
  delete from public.external_busy_times b where b.connection_id = connection.connection_id and b.external_event_id = v_id;
  insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id, series_id, kind, all_day, generation)
  select connection.connection_id, connection.user_id, p.busy_start, p.busy_end, v_id, event ->> 'series_id', p.kind, p.all_day, store_busy_event.generation
  from private.busy_pieces(connection, event) p;
  return true;
end $$;
comment on function private.store_busy_event(public.calendar_sync_connections, integer, jsonb) is
  'Replaces all rows of one event; false when they say what was known already.';

create function public.store_busy_times(connection_id uuid, worker text, generation integer, changes jsonb) returns void
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
  v_changed boolean := false;
  v_change jsonb;
begin
  if generation is null or jsonb_typeof(changes) is distinct from 'array' then
    perform private.raise_error('invalid_input', 'changes is a list of {event}, {deleted} and {series}; generation is needed.');
  elsif not private.connection_reads(v_connection) then
    return;                        -- switched off in the meantime
  end if;
  for v_change in select c.value from jsonb_array_elements(changes) with ordinality c order by c.ordinality loop
    if v_change ? 'event' then
      if v_change #>> '{event,id}' is null then
        perform private.raise_error('invalid_input', 'An event has an id.');
      end if;
      v_changed := private.store_busy_event(v_connection, generation, v_change -> 'event') or v_changed;
    else
      delete from public.external_busy_times b
      where b.connection_id = v_connection.connection_id
        and (b.external_event_id = v_change ->> 'deleted' or b.series_id = coalesce(v_change ->> 'deleted', v_change ->> 'series'));
      v_changed := found or v_changed;
    end if;
  end loop;
  if v_changed then
    perform private.ping_availability(v_connection.user_id);
  end if;
end $$;
comment on function public.store_busy_times(uuid, text, integer, jsonb) is
  'SY9: changes in their order: [{event: {id, series_id, busy: [{start, end, kind, all_day}]}} | {deleted: id or series id} | {series: series_id}], the last meaning that all of the series follows. Ranges and opaque ids only. Errors: lease_lost, invalid_input. Service role only.';

create function public.finish_pull(
  connection_id uuid, worker text, cursor text, generation integer, is_full boolean, dirty_at timestamptz default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_now timestamptz := private.now();
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
begin
  if generation is null or is_full is null then
    perform private.raise_error('invalid_input', 'generation and is_full are needed.');
  end if;
  if is_full then
    -- The old generation was counted until here, so that no time looked free while the calendar was being read.
    delete from public.external_busy_times b
    where b.connection_id = v_connection.connection_id and b.generation < finish_pull.generation;
    if found then
      perform private.ping_availability(v_connection.user_id);
    end if;
  end if;
  update public.calendar_sync_connections c set
    cursor = finish_pull.cursor,
    generation = case when is_full then finish_pull.generation else c.generation end,
    cursor_window_end = case when is_full then c.window_end else c.cursor_window_end end,
    reconciled_at = case when is_full then v_now else c.reconciled_at end,
    -- Cleared only if nothing has been said since this pull began.
    dirty_at = case when c.dirty_at is not distinct from finish_pull.dirty_at then null else c.dirty_at end,
    last_sync_at = v_now, last_sync_status = 'success', sync_errors = '[]'
  where c.connection_id = finish_pull.connection_id
  returning c.* into v_connection;
  if v_connection.dirty_at is not null and private.connection_reads(v_connection) then
    perform private.queue_pass(connection_id, 'pull', false);
  end if;
  perform private.log_sync(connection_id, null, 'from_external', 'sync');
  perform private.ping_calendar(connection_id);
end $$;
comment on function public.finish_pull(uuid, text, text, integer, boolean, timestamptz) is
  'SY9, SY10: after the last page: the cursor is stored, a full pull sweeps older busy times, dirty_at is cleared if it is still the one the pull began with. Errors: lease_lost, invalid_input. Service role only.';

create function public.fail_sync(connection_id uuid, worker text, code text, message text, state text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
  v_errors jsonb := v_connection.sync_errors || jsonb_build_object('at', private.now(), 'code', left(code, 100), 'message', left(message, 500));
begin
  if code is null or message is null then
    perform private.raise_error('invalid_input', 'code and message are needed.');
  elsif state is not null and state not in ('needs_reauth', 'paused') then
    perform private.raise_error('invalid_input', 'state is needs_reauth or paused.');
  end if;
  update public.calendar_sync_connections c set
    last_sync_status = 'failed', state = coalesce(fail_sync.state, c.state),
    sync_errors = case when jsonb_array_length(v_errors) > 5 then v_errors - 0 else v_errors end
  where c.connection_id = fail_sync.connection_id;
  insert into public.calendar_sync_log (connection_id, sync_direction, action, status, error_message)
  values (fail_sync.connection_id, 'from_external', 'sync', 'failed', left(message, 500));
  if state <> v_connection.state then
    perform private.notice_to(array[v_connection.user_id], 'calendar_needs_attention',
      'calendar:' || connection_id || ':' || state || ':' || extract(epoch from private.now()), null, null,
      jsonb_build_object('connection_id', connection_id, 'state', state));
  end if;
  perform private.ping_calendar(connection_id);
end $$;
comment on function public.fail_sync(uuid, text, text, text, text) is
  'Notes why a pass failed (the last five are kept) and, with state, stops the connection until its owner acts, who is told once. message is for a person and holds nothing from outside. Errors: lease_lost, invalid_input. Service role only.';

grant execute on function public.store_busy_times(uuid, text, integer, jsonb) to service_role;
grant execute on function public.finish_pull(uuid, text, text, integer, boolean, timestamptz) to service_role;
grant execute on function public.fail_sync(uuid, text, text, text, text) to service_role;
