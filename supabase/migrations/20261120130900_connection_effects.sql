-- What follows when the owner of a calendar changes its settings, on every path.

create function private.lock_my_calendars() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.lock_calendars(private.me());
  return null;
end $$;
comment on function private.lock_my_calendars() is 'Before the rows themselves are locked: choosing a primary calendar changes two.';
create trigger calendar_sync_connections_before before update of is_primary on public.calendar_sync_connections
  for each statement execute function private.lock_my_calendars();

create function private.guard_connection() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.is_primary and not old.is_primary then
    update public.calendar_sync_connections c set is_primary = false
    where c.user_id = new.user_id and c.is_primary and c.connection_id <> new.connection_id;
  end if;
  -- What is no longer read is no longer known; switched on again it is read as a whole.
  if not (new.sync_enabled and new.sync_direction <> 'to_external') and old.sync_enabled and old.sync_direction <> 'to_external' then
    new.cursor := null;
    new.cursor_window_end := null;
    new.reconciled_at := null;
  end if;
  return new;
end $$;
comment on function private.guard_connection() is 'SY13: choosing a primary calendar takes the place of the one before; a calendar that is no longer read forgets its cursor.';
create trigger calendar_sync_connections_guard before update of is_primary, sync_enabled, sync_direction on public.calendar_sync_connections
  for each row execute function private.guard_connection();

create function private.after_connection_change() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_reads boolean := new.sync_enabled and new.sync_direction <> 'to_external';
begin
  if (new.sync_enabled, new.sync_direction, new.is_primary, new.all_day_events, new.tentative_events)
    = (old.sync_enabled, old.sync_direction, old.is_primary, old.all_day_events, old.tentative_events) then
    return null;
  end if;
  delete from public.external_busy_times b
  where b.connection_id = new.connection_id
    and (not v_reads or b.all_day and new.all_day_events = 'free' or b.kind = 'tentative' and new.tentative_events = 'free');
  if found then
    perform private.ping_availability(new.user_id);
  end if;
  perform private.queue_pass(new.connection_id, 'reconcile', true);
  return null;
end $$;
comment on function private.after_connection_change() is
  'SY13: changed settings ask for a reconcile; time that no longer counts as busy is given back at once.';
create trigger calendar_sync_connections_changed
  after update of sync_enabled, sync_direction, is_primary, all_day_events, tentative_events on public.calendar_sync_connections
  for each row execute function private.after_connection_change();
