-- How well sync works: figures for the owner of a calendar, and what a practice's admins may know of it.

create type public.sync_figures as (
  connection_id uuid, day_synced integer, day_failed integer, day_latency_ms integer, month_synced integer, month_failed integer,
  month_latency_ms integer, pending_jobs integer, dead_jobs integer, open_conflicts integer);
comment on type public.sync_figures is
  'synced and failed: changes brought to the calendar or given up, in 24 hours and 30 days; latency: their median from the change to the calendar, in milliseconds.';

create index sync_jobs_finished_idx on public.sync_jobs (connection_id, finished_at) where finished_at is not null;

create function private.sync_figures_of(connection_id uuid) returns public.sync_figures
language sql stable security definer set search_path = '' as $$
  with span as (
    select private.now() - interval '24 hours' as day, private.now() - interval '30 days' as month
  ),
  done as (
    select count(*) filter (where j.finished_at > span.day) as day_synced, count(*) as month_synced,
      percentile_cont(0.5) within group (order by extract(epoch from j.finished_at - j.created_at)) filter (where j.finished_at > span.day) as day_latency,
      percentile_cont(0.5) within group (order by extract(epoch from j.finished_at - j.created_at)) as month_latency
    from span join public.sync_jobs j on j.connection_id = sync_figures_of.connection_id and j.finished_at > span.month
      and j.status = 'done' and j.kind in ('upsert', 'delete')
  ),
  failed as (
    select count(*) filter (where l.synced_at > span.day) as day_failed, count(*) as month_failed
    from span join public.calendar_sync_log l on l.connection_id = sync_figures_of.connection_id and l.synced_at > span.month
      and l.status = 'failed' and l.sync_direction = 'to_external'
  )
  select row(sync_figures_of.connection_id, d.day_synced, f.day_failed, round(d.day_latency * 1000), d.month_synced, f.month_failed,
    round(d.month_latency * 1000),
    (select count(*) from public.sync_jobs j where j.connection_id = sync_figures_of.connection_id and j.status in ('pending', 'failed', 'running')),
    (select count(*) from public.sync_jobs j where j.connection_id = sync_figures_of.connection_id and j.status = 'dead'),
    (select count(*) from public.sync_conflicts s where s.connection_id = sync_figures_of.connection_id and s.status = 'open'))::public.sync_figures
  from done d cross join failed f
$$;
comment on function private.sync_figures_of(uuid) is 'The figures of one connection.';

create function public.sync_health(connection_id uuid default null) returns setof public.sync_figures
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_id uuid;
begin
  for v_id in
    select c.connection_id from public.calendar_sync_connections c
    where c.user_id = private.me() and (sync_health.connection_id is null or c.connection_id = sync_health.connection_id)
    order by c.created_at, c.connection_id
  loop
    return next private.sync_figures_of(v_id);
  end loop;
  if connection_id is not null and not found then
    perform private.raise_error('not_found', 'There is no such calendar connection of yours.');
  end if;
end $$;
comment on function public.sync_health(uuid) is
  'SY14: figures of one''s own connections, or of one of them: changes synced and failed with their median latency over a day and 30 days, jobs waiting and given up, open conflicts. Errors: not_found.';

create function public.practice_sync_health(practice_id uuid) returns table (
  clinician_id uuid, provider text, state text, last_sync_at timestamptz, last_sync_status text, pending_jobs integer, dead_jobs integer,
  open_conflicts integer)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if practice_sync_health.practice_id is null
    or practice_sync_health.practice_id <> all (private.my_practices('{admin,clinician,receptionist}')) then
    perform private.raise_error('not_found', 'There is no such practice of yours.');
  elsif practice_sync_health.practice_id <> all (private.my_practices('{admin}')) then
    perform private.raise_error('forbidden', 'Only admins of the practice see how its calendars are doing.');
  end if;
  return query
  select c.clinician_id, s.provider, s.state, s.last_sync_at, s.last_sync_status, f.pending_jobs, f.dead_jobs, f.open_conflicts
  from public.clinicians c
  join public.calendar_sync_connections s on s.user_id = c.clinician_id and s.sync_enabled
  cross join lateral private.sync_figures_of(s.connection_id) f
  where c.practice_id = practice_sync_health.practice_id
  order by c.clinician_id, s.created_at, s.connection_id;
end $$;
comment on function public.practice_sync_health(uuid) is
  'SY14: how the calendars of a practice''s clinicians are doing, for its admins: no account, no name of a calendar, nothing that is in one. Errors: forbidden, not_found.';

grant execute on function public.sync_health(uuid) to authenticated, service_role;
grant execute on function public.practice_sync_health(uuid) to authenticated, service_role;
