-- What a person did to our event in their calendar, applied to the visit under the rules of booking: apply_external_move,
-- apply_external_delete; and the questions that remain (sync_conflicts).

create function private.open_conflict(
  connection public.calendar_sync_connections, visit public.appointments, kind text, theirs jsonb, external_event_ids text[] default null) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_ours jsonb := case when visit.appointment_id is not null
    then jsonb_build_object('start', private.utc_text(visit.scheduled_start), 'end', private.utc_text(visit.scheduled_end)) end;
  v_id uuid;
  v_new boolean;
begin
  insert into public.sync_conflicts as s (connection_id, appointment_id, kind, ours, theirs, external_event_ids)
  values (connection.connection_id, visit.appointment_id, open_conflict.kind, v_ours, open_conflict.theirs, open_conflict.external_event_ids)
  on conflict (connection_id, appointment_id) where status = 'open' do update set
    kind = excluded.kind, ours = excluded.ours, theirs = excluded.theirs, external_event_ids = excluded.external_event_ids
  returning s.conflict_id, s.xmax = 0 into v_id, v_new;
  if v_new then
    perform private.notice_to(array[connection.user_id], 'calendar_conflict', 'conflict:' || v_id, visit.appointment_id, null,
      jsonb_build_object('conflict_id', v_id, 'connection_id', connection.connection_id));
  end if;
  perform private.ping_calendar(connection.connection_id);
  return v_id;
end $$;
comment on function private.open_conflict(public.calendar_sync_connections, public.appointments, text, jsonb, text[]) is
  'SY7: the one open question about a visit and a calendar (or about a calendar as a whole), made or brought up to date. Its owner is told when it is new.';

create function private.close_conflicts() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.scheduled_start = old.scheduled_start and new.scheduled_end = old.scheduled_end and new.clinician_id = old.clinician_id
    and (new.status = old.status or new.status in ('requested', 'confirmed', 'in_progress')) then
    return null;
  end if;
  -- An event that was deleted gets a new identity, because the old one is spent.
  update public.calendar_event_links l set generation = l.generation + 1
  where l.appointment_id = new.appointment_id and l.state = 'gone' and exists (
    select from public.sync_conflicts s
    where s.connection_id = l.connection_id and s.appointment_id = l.appointment_id and s.status = 'open' and s.kind = 'deleted');
  update public.sync_conflicts s set status = 'resolved', resolved_at = private.now(), resolved_by = private.me()
  where s.appointment_id = new.appointment_id and s.status = 'open';
  return null;
end $$;
comment on function private.close_conflicts() is 'SY7: a visit that somebody moves, hands over, cancels or ends answers its open questions by itself.';
create trigger appointments_7_conflicts after update of scheduled_start, scheduled_end, clinician_id, status on public.appointments
  for each row execute function private.close_conflicts();

create function public.apply_external_move(
  connection_id uuid, worker text, appointment_id uuid, expected_version integer, slot_start timestamptz, slot_end timestamptz,
  etag text, base_hash text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.lock_visit(appointment_id);
  v_connection public.calendar_sync_connections;
  v_theirs jsonb := jsonb_build_object('start', private.utc_text(slot_start), 'end', private.utc_text(slot_end));
  v_version integer;
  v_code text;
begin
  if expected_version is null or not coalesce(isfinite(slot_start) and isfinite(slot_end), false) then
    perform private.raise_error('invalid_input', 'expected_version, slot_start and slot_end are needed.');
  end if;
  perform private.lock_schedule(v_visit.clinician_id, v_visit.patient_id);
  v_connection := private.keep_lease(connection_id, worker);
  if v_visit.appointment_id is null or v_visit.version is distinct from expected_version or v_visit.status not in ('requested', 'confirmed')
    or v_visit.clinician_id <> v_connection.user_id then
    return jsonb_build_object('outcome', 'stale', 'version', v_visit.version);
  end if;
  begin
    perform set_config('careslot.from_calendar', connection_id::text, true);
    v_version := (public.reschedule_appointment(appointment_id, slot_start, slot_end) ->> 'version')::integer;
  exception when sqlstate 'PGRST' then
    v_code := sqlerrm::jsonb ->> 'code';
  end;
  perform set_config('careslot.from_calendar', '', true);
  -- Either way both sides now know this time: a later change of ours is not taken for a second change of theirs.
  update public.calendar_event_links l set base = v_theirs, base_hash = apply_external_move.base_hash, etag = apply_external_move.etag,
    local_version = coalesce(v_version, v_visit.version)
  where l.connection_id = apply_external_move.connection_id and l.appointment_id = apply_external_move.appointment_id;
  if v_code is not null then
    perform private.open_conflict(v_connection, v_visit, 'clash', v_theirs || jsonb_build_object('code', v_code));
    return jsonb_build_object('outcome', 'refused', 'version', v_visit.version, 'code', v_code);
  end if;
  perform private.log_sync(connection_id, appointment_id, 'from_external', 'update');
  return jsonb_build_object('outcome', 'moved', 'version', v_version);
end $$;
comment on function public.apply_external_move(uuid, text, uuid, integer, timestamptz, timestamptz, text, text) is
  'SY6: moves a visit to where its event was dragged, by the rules for staff without overbooking: {outcome: moved | stale | refused, version, code?}. A refusal becomes a conflict of kind clash. Errors: lease_lost, invalid_input. Service role only.';

create function public.apply_external_delete(connection_id uuid, worker text, appointment_id uuid, external_event_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.lock_visit(appointment_id);
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
  v_link public.calendar_event_links;
  v_outcome text;
begin
  select l.* into v_link from public.calendar_event_links l
  where l.connection_id = apply_external_delete.connection_id and l.appointment_id = apply_external_delete.appointment_id
    and l.external_event_id = apply_external_delete.external_event_id;
  if not found then
    return '{"outcome": "none"}';  -- an event that has been made again since
  elsif v_visit.clinician_id <> v_connection.user_id or v_visit.scheduled_end <= private.now()
    or v_visit.status not in ('requested', 'confirmed', 'in_progress') then
    delete from public.calendar_event_links l where l.link_id = v_link.link_id;
    return '{"outcome": "none"}';
  elsif v_link.state = 'gone' then -- told before
    return jsonb_build_object('outcome', case when exists (
      select from public.sync_conflicts s where s.connection_id = v_link.connection_id and s.appointment_id = v_link.appointment_id and s.status = 'open')
      then 'asked' else 'restore' end);
  end if;
  case v_connection.on_external_delete
    when 'cancel' then
      v_outcome := 'cancelled';
      perform set_config('careslot.from_calendar', connection_id::text, true);
      perform private.change_status(v_visit, 'cancelled', 'Deleted in the clinician''s calendar.', false, null);
      perform set_config('careslot.from_calendar', '', true);
      delete from public.calendar_event_links l where l.link_id = v_link.link_id;
    when 'restore' then
      v_outcome := 'restore';
      update public.calendar_event_links l set state = 'gone', generation = l.generation + 1 where l.link_id = v_link.link_id;
      perform private.queue_visit(connection_id, appointment_id, 'upsert');
    else
      v_outcome := 'asked';
      update public.calendar_event_links l set state = 'gone' where l.link_id = v_link.link_id;
      perform private.open_conflict(v_connection, v_visit, 'deleted', null);
  end case;
  perform private.log_sync(connection_id, appointment_id, 'from_external', 'delete', external_event_id);
  return jsonb_build_object('outcome', v_outcome);
end $$;
comment on function public.apply_external_delete(uuid, text, uuid, text) is
  'SY6: the event of a visit was deleted in the calendar: {outcome: asked | cancelled | restore | none}, by on_external_delete. A visit that is over or not active only loses its link. Errors: lease_lost. Service role only.';

create function public.pause_for_deletions(
  connection_id uuid, worker text, deleted integer, linked integer, external_event_ids jsonb default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_ids text[];
  v_connection public.calendar_sync_connections := private.keep_lease(connection_id, worker);
begin
  if deleted is null or linked is null or jsonb_typeof(external_event_ids) not in ('array', 'null') then
    perform private.raise_error('invalid_input', 'deleted and linked are numbers, external_event_ids is a list.');
  elsif jsonb_typeof(external_event_ids) = 'array' then
    v_ids := array(select jsonb_array_elements_text(external_event_ids));
  end if;
  update public.calendar_sync_connections c set state = 'paused' where c.connection_id = pause_for_deletions.connection_id;
  perform private.open_conflict(v_connection, null, 'mass_deletion', jsonb_build_object('deleted', deleted, 'linked', linked), v_ids);
end $$;
comment on function public.pause_for_deletions(uuid, text, integer, integer, jsonb) is
  'SY15, R9, the brake: so many events of visits are gone that a person has to say whether that was meant. The connection is paused; external_event_ids: which ones. Errors: lease_lost, invalid_input. Service role only.';

grant execute on function public.apply_external_move(uuid, text, uuid, integer, timestamptz, timestamptz, text, text) to service_role;
grant execute on function public.apply_external_delete(uuid, text, uuid, text) to service_role;
grant execute on function public.pause_for_deletions(uuid, text, integer, integer, jsonb) to service_role;
