-- A job that is due wakes the worker at once, after its transaction. Without pg_net, or before Vault knows the project's
-- address and key, the schedule finds it within a minute.

create function private.call_function(name text, body jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_url text;
  v_key text;
begin
  if to_regproc('net.http_post') is null or to_regclass('vault.decrypted_secrets') is null then
    return;
  end if;
  execute $q$ select max(s.decrypted_secret) filter (where s.name = 'project_url'), max(s.decrypted_secret) filter (where s.name = 'cron_secret_key')
    from vault.decrypted_secrets s where s.name in ('project_url', 'cron_secret_key') $q$ into v_url, v_key;
  if v_url is null or v_key is null then
    return;
  end if;
  execute 'select net.http_post(url := $1, body := $2, headers := $3, timeout_milliseconds := 120000)'
    using v_url || '/functions/v1/' || call_function.name, call_function.body,
      jsonb_build_object('content-type', 'application/json', 'apikey', v_key);
exception
  -- Being late must never undo the change that wants to be carried.
  when others then raise warning 'call_function: %', sqlerrm;
end $$;
comment on function private.call_function(text, jsonb) is 'Calls an edge function with the secret key after this transaction (pg_net); never fails.';

create function private.wake_sync() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_connection uuid;
begin
  if private.quiet() then
    return null;
  end if;
  for v_connection in
    select distinct j.connection_id from new_jobs j where j.connection_id is not null and j.run_after <= private.now() and j.status = 'pending'
  loop
    perform private.call_function('calendar-sync', jsonb_build_object('connection_id', v_connection));
  end loop;
  return null;
end $$;
comment on function private.wake_sync() is 'Wakes the worker for each connection that got a job.';
create trigger sync_jobs_wake after insert on public.sync_jobs
  referencing new table as new_jobs for each statement execute function private.wake_sync();

create function private.wake_sync_again() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.quiet() and new.run_after <= private.now() then
    perform private.call_function('calendar-sync', jsonb_build_object('connection_id', new.connection_id));
  end if;
  return null;
end $$;
comment on function private.wake_sync_again() is 'Wakes the worker when a waiting or given-up job was made due by a person or a notification.';
create trigger sync_jobs_wake_again after update of status, run_after on public.sync_jobs for each row
  when (new.status = 'pending' and new.connection_id is not null and (old.status <> 'pending' or new.run_after < old.run_after))
  execute function private.wake_sync_again();
