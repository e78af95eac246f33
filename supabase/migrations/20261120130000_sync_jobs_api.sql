-- Work for the sync worker (docs/spec/sync.md): queue_due_pulls, claim_sync_jobs, settle_sync_job, and the lease that makes sure
-- that one calendar has one worker. Order of locks: visit, clinician, patient, connection, then jobs, links, conflicts.

create function private.queue_pass(connection_id uuid, kind text, hurry boolean) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_job uuid;
begin
  insert into public.sync_jobs as j (connection_id, kind) values (queue_pass.connection_id, queue_pass.kind)
  on conflict (connection_id, kind) where kind in ('pull', 'reconcile') and status in ('pending', 'failed') and connection_id is not null
  do update set run_after = case when queue_pass.hurry then least(j.run_after, private.now()) else j.run_after end
  returning j.job_id into v_job;
  return v_job;
end $$;
comment on function private.queue_pass(uuid, text, boolean) is
  'SY8: the one waiting pull or reconcile job of a connection, made if there is none. hurry: due now, whatever it was waiting for.';

create function private.keep_lease(connection_id uuid, worker text) returns public.calendar_sync_connections
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_row public.calendar_sync_connections;
begin
  update public.calendar_sync_connections c set leased_until = private.now() + make_interval(secs => c.lease_seconds)
  where c.connection_id = keep_lease.connection_id and c.leased_by = keep_lease.worker and c.leased_until > private.now()
  returning c.* into v_row;
  if not found then
    perform private.raise_error('lease_lost');
  end if;
  return v_row;
end $$;
comment on function private.keep_lease(uuid, text) is
  'SY1: the connection, locked, and its lease prolonged. Raises lease_lost unless this worker holds it and it has not run out.';

create function public.queue_due_pulls() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_count integer := 0;
  v_row record;
begin
  -- A connection that somebody is writing to just now is looked at again next time.
  for v_row in
    select c.connection_id, c.reconciled_at, c.sync_direction <> 'to_external'
      and (c.dirty_at is not null or c.last_attempt_at is null
        or c.last_attempt_at + make_interval(mins => c.sync_interval_minutes) <= v_now) as pulls,
      c.reconciled_at is null or c.reconciled_at <= v_now - interval '24 hours' as reconciles
    from public.calendar_sync_connections c
    where c.state = 'active' and c.sync_enabled
      and (c.reconciled_at is null or c.reconciled_at <= v_now - interval '24 hours'
        or c.sync_direction <> 'to_external' and (c.dirty_at is not null or c.last_attempt_at is null
          or c.last_attempt_at + make_interval(mins => c.sync_interval_minutes) <= v_now))
    order by c.last_attempt_at nulls first, c.connection_id
    for no key update skip locked
  loop
    if v_row.pulls then
      perform private.queue_pass(v_row.connection_id, 'pull', false);
      v_count := v_count + 1;
    end if;
    if v_row.reconciles then
      perform private.queue_pass(v_row.connection_id, 'reconcile', false);
      v_count := v_count + 1;
    end if;
    -- Stamped before the work, so that one calendar that always fails does not starve the others.
    update public.calendar_sync_connections c set last_attempt_at = v_now where c.connection_id = v_row.connection_id;
  end loop;
  delete from public.webhook_deliveries d where d.received_at < v_now - interval '2 days' and d.source like 'calendar:%';
  delete from public.oauth_states o where o.expires_at < v_now - interval '1 day';
  -- Once an hour is enough for what has been done; the figures of sync_health look back 30 days.
  if extract(minute from v_now) < 1 then
    delete from public.sync_jobs j where j.status = 'done' and j.updated_at < v_now - interval '31 days';
    delete from public.calendar_sync_log l where l.synced_at < v_now - interval '1 year';
  end if;
  return v_count;
end $$;
comment on function public.queue_due_pulls() is
  'Makes sure that calendars whose turn has come have a waiting job: pull after sync_interval_minutes or when dirty, reconcile after 24 hours, which spreads by the time of connecting. Returns how many it asked for. Service role only.';

create function private.claim_connection(worker text, wanted uuid, passed uuid[]) returns public.calendar_sync_connections
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_now timestamptz := private.now();
  v_row public.calendar_sync_connections;
begin
  select c.* into v_row
  from public.calendar_sync_connections c
  where c.state = 'active' and c.sync_enabled and (claim_connection.wanted is null or c.connection_id = claim_connection.wanted)
    and c.connection_id <> all (claim_connection.passed)
    and (c.leased_until is null or c.leased_until <= v_now or c.leased_by = claim_connection.worker)
    and exists (
      select from public.sync_jobs j
      where j.connection_id = c.connection_id and (j.status in ('pending', 'failed') and j.run_after <= v_now
        or j.status = 'running' and (c.leased_until is null or c.leased_until <= v_now)))
  order by (
    select min(j.job_number) from public.sync_jobs j
    where j.connection_id = c.connection_id and (j.status = 'running' or j.status in ('pending', 'failed') and j.run_after <= v_now))
  limit 1
  for no key update of c skip locked;
  return v_row;
end $$;
comment on function private.claim_connection(text, uuid, uuid[]) is
  'The connection whose due job is the oldest and which no other worker has, locked; null when there is none beyond those passed.';

create function public.claim_sync_jobs(worker text, "limit" integer, lease_seconds integer, connection_id uuid default null)
returns setof public.sync_jobs
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_now timestamptz := private.now();
  v_until timestamptz;
  v_left integer := claim_sync_jobs."limit";
  v_passed uuid[] := '{}';
  v_connection public.calendar_sync_connections;
  v_jobs uuid[];
  v_anew boolean;
begin
  if claim_sync_jobs.worker is null or length(claim_sync_jobs.worker) not between 1 and 200 or coalesce(claim_sync_jobs."limit", 0) not between 1 and 1000
    or coalesce(claim_sync_jobs.lease_seconds, 0) not between 1 and 3600 then
    perform private.raise_error('invalid_input', 'worker has 1 to 200 characters, limit is 1 to 1000, lease_seconds 1 to 3600.');
  end if;
  v_until := v_now + make_interval(secs => claim_sync_jobs.lease_seconds);
  while v_left > 0 loop
    v_connection := private.claim_connection(claim_sync_jobs.worker, claim_sync_jobs.connection_id, v_passed);
    exit when v_connection.connection_id is null;
    v_passed := v_passed || v_connection.connection_id;
    v_anew := v_connection.leased_until is null or v_connection.leased_until <= v_now;
    -- A worker that never came back ten times over has been stopped by the job itself.
    update public.sync_jobs j set status = 'dead', finished_at = v_now, attempts = j.attempts + 1, error_message = 'The worker stopped while doing this.'
    where v_anew and j.connection_id = v_connection.connection_id and j.status = 'running' and j.attempts >= 9 and j.kind in ('upsert', 'delete');
    select array_agg(x.job_id) into v_jobs from (
      select j.job_id
      from public.sync_jobs j
      where j.connection_id = v_connection.connection_id
        and (j.status in ('pending', 'failed') and j.run_after <= v_now or v_anew and j.status = 'running')
        -- The changes of one visit in their order: what waits for its next try holds back what came after it.
        and not exists (
          select from public.sync_jobs o
          where o.connection_id = j.connection_id and o.appointment_id = j.appointment_id and o.job_number < j.job_number
            and (o.status in ('pending', 'failed') and o.run_after > v_now or not v_anew and o.status = 'running'))
      order by j.job_number limit v_left) x;
    continue when v_jobs is null;
    update public.calendar_sync_connections c
    set leased_by = claim_sync_jobs.worker, leased_until = v_until, lease_seconds = claim_sync_jobs.lease_seconds
    where c.connection_id = v_connection.connection_id;
    update public.sync_jobs j set status = 'running', leased_by = claim_sync_jobs.worker, leased_until = v_until,
      attempts = j.attempts + case when j.status = 'running' then 1 else 0 end
    where j.job_id = any (v_jobs);
    v_left := v_left - cardinality(v_jobs);
    return query select j.* from public.sync_jobs j where j.job_id = any (v_jobs) order by j.job_number;
  end loop;
end $$;
comment on function public.claim_sync_jobs(text, integer, integer, uuid) is
  'SY1, SY2: due jobs for this worker, and with them the lease of their connections, the connection with the oldest job first. Jobs of a lease that ran out are given again with attempts + 1. Errors: invalid_input. Service role only.';

create function public.settle_sync_job(
  job_id uuid, worker text, outcome text, error_message text default null, retry_after_seconds integer default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_now timestamptz := private.now();
  v_job public.sync_jobs;
  v_pass boolean;
  v_outcome text := outcome;
  v_wait double precision;
begin
  if outcome is null or outcome not in ('done', 'retry', 'dead') then
    perform private.raise_error('invalid_input', 'outcome is done, retry or dead.');
  end if;
  select j.* into v_job from public.sync_jobs j where j.job_id = settle_sync_job.job_id and j.connection_id is not null;
  if not found then
    perform private.raise_error('not_found', 'There is no such job.');
  end if;
  perform private.keep_lease(v_job.connection_id, worker);
  select j.* into v_job from public.sync_jobs j
  where j.job_id = settle_sync_job.job_id and j.status = 'running' and j.leased_by = settle_sync_job.worker for no key update;
  if not found then
    perform private.raise_error('lease_lost');
  end if;
  v_pass := v_job.kind in ('pull', 'reconcile');
  if v_pass and outcome = 'dead' then
    v_outcome := 'retry';          -- a calendar is looked at again whatever happened
  elsif not v_pass and outcome = 'retry' and v_job.attempts >= 9 then
    v_outcome := 'dead';
  end if;
  if v_outcome = 'retry' then
    v_wait := least(power(2, least(v_job.attempts + 1, 20)) * 5 * (0.8 + 0.4 * random()), case when v_pass then 900 else 3600 end);
    if v_pass then
      -- What was asked for in the meantime waits as well, as one job.
      delete from public.sync_jobs j
      where j.connection_id = v_job.connection_id and j.kind = v_job.kind and j.status in ('pending', 'failed') and j.job_id <> v_job.job_id;
    end if;
    update public.sync_jobs j set status = 'failed', attempts = j.attempts + 1, leased_by = null, leased_until = null,
      run_after = v_now + make_interval(secs => greatest(v_wait, least(greatest(retry_after_seconds, 0), 86400))),
      error_message = left(settle_sync_job.error_message, 500)
    where j.job_id = v_job.job_id;
  else
    update public.sync_jobs j set status = v_outcome, attempts = j.attempts + case when v_outcome = 'dead' then 1 else 0 end,
      leased_by = null, leased_until = null, finished_at = v_now, error_message = left(settle_sync_job.error_message, 500)
    where j.job_id = v_job.job_id;
    if v_outcome = 'dead' then
      insert into public.calendar_sync_log (connection_id, appointment_id, sync_direction, action, status, error_message)
      values (v_job.connection_id, v_job.appointment_id, 'to_external', case v_job.kind when 'delete' then 'delete' else 'update' end,
        'failed', left(settle_sync_job.error_message, 500));
      perform private.ping_calendar(v_job.connection_id);
    elsif v_job.appointment_id is not null then
      -- What had to be given up before has been made good by this.
      delete from public.sync_jobs j
      where j.connection_id = v_job.connection_id and j.appointment_id = v_job.appointment_id and j.status = 'dead' and j.job_number < v_job.job_number;
    end if;
  end if;
  update public.calendar_sync_connections c set leased_by = null, leased_until = null, lease_seconds = null
  where c.connection_id = v_job.connection_id
    and not exists (select from public.sync_jobs j where j.connection_id = c.connection_id and j.status = 'running' and j.leased_by = settle_sync_job.worker);
end $$;
comment on function public.settle_sync_job(uuid, text, text, text, integer) is
  'SY3: ends a claimed job (done, dead) or puts it off (retry: 2^attempts × 5 s ± 20 %, at least retry_after_seconds, at most an hour; the tenth failure is dead; pulls and reconciles wait at most 15 minutes and are never dead). With the worker''s last job the lease of the connection ends. Errors: lease_lost, not_found, invalid_input. Service role only.';

create function private.ping_calendar(connection_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_user uuid := (select c.user_id from public.calendar_sync_connections c where c.connection_id = ping_calendar.connection_id);
begin
  if v_user is not null and not private.quiet() then
    perform realtime.send(jsonb_build_object('connection_id', ping_calendar.connection_id), 'calendar_changed', 'profile:' || v_user, true);
  end if;
end $$;
comment on function private.ping_calendar(uuid) is 'Tells the owner''s open screens to look at a connection again, by id.';

grant execute on function public.queue_due_pulls() to service_role;
grant execute on function public.claim_sync_jobs(text, integer, integer, uuid) to service_role;
grant execute on function public.settle_sync_job(uuid, text, text, text, integer) to service_role;
