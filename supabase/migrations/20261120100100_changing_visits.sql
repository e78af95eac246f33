-- Moving, cancelling and the life cycle: reschedule_appointment, cancel_appointment, transition_appointment, notes.

create function private.visit_for_change(appointment_id uuid, expected_version integer, out visit public.appointments, out me uuid, out by_patient boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  me := private.me();
  -- The visit's row first, then clinician and patient: the one order of locks everywhere.
  select a.* into visit from public.appointments a where a.appointment_id = visit_for_change.appointment_id for no key update;
  if found then
    by_patient := case
      when private.is_service() or visit.clinician_id = me or visit.practice_id = any (private.my_practices('{admin,receptionist}')) then false
      when visit.patient_id = me then true
    end;
  end if;
  if by_patient is null then
    perform private.raise_error('not_found', 'There is no such visit, or you may not see it.');
  end if;
  if expected_version is not null and expected_version <> visit.version then
    perform private.raise_error('version_conflict', null, jsonb_build_object('version', visit.version));
  end if;
end $$;
comment on function private.visit_for_change(uuid, integer) is 'The visit, locked, and the caller''s standing towards it. Raises not_found and version_conflict.';

create function private.refuse_late_patient(visit public.appointments) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_rules public.practices;
begin
  select * into v_rules from public.practices p where p.practice_id = visit.practice_id;
  if visit.scheduled_start < private.now() + make_interval(mins => v_rules.cancellation_notice_minutes) then
    perform private.raise_error('too_late', null, jsonb_build_object(
      'notice_minutes', v_rules.cancellation_notice_minutes, 'practice_phone', v_rules.phone));
  end if;
end $$;
comment on function private.refuse_late_patient(public.appointments) is 'Raises too_late when a patient would change a visit inside the practice''s notice period.';

create function public.reschedule_appointment(
  appointment_id uuid,
  slot_start timestamptz,
  slot_end timestamptz,
  clinician_id uuid default null,
  reason text default null,
  overbook_reason text default null,
  expected_version integer default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record := private.visit_for_change(appointment_id, expected_version);
  v_old public.appointments := v_found.visit;
  v_visit public.appointments := v_found.visit;
begin
  perform private.check_booking_texts(null, null, null, reason);
  perform private.check_booking_texts(null, null, null, overbook_reason);
  if v_old.status not in ('requested', 'confirmed') then
    perform private.raise_error('invalid_transition', 'Only a requested or confirmed visit can be moved.');
  end if;
  if v_found.by_patient then
    if clinician_id is not null and clinician_id <> v_old.clinician_id or overbook_reason is not null then
      perform private.raise_error('forbidden', 'The practice can do that for you. Please call.');
    end if;
    perform private.refuse_late_patient(v_old);
  end if;
  if clinician_id is not null and clinician_id <> v_old.clinician_id then
    if not exists (select from public.clinicians c where c.clinician_id = reschedule_appointment.clinician_id and c.practice_id = v_old.practice_id)
      or not (private.is_service() or v_old.practice_id = any (private.my_practices('{admin,receptionist,clinician}'))) then
      perform private.raise_error('not_found', 'There is no such clinician in this practice.');
    end if;
    v_visit.clinician_id := clinician_id;
    -- The room goes with the clinician; a link that was chosen for the visit stays.
    if v_old.location_type = 'video' and v_old.video_call_link is not distinct from private.video_room(v_old.clinician_id) then
      v_visit.video_call_link := private.video_room(clinician_id);
      v_visit.video_call_provider := case when v_visit.video_call_link is not null then 'custom' end;
    end if;
  end if;
  if slot_start = v_old.scheduled_start and slot_end = v_old.scheduled_end and v_visit.clinician_id = v_old.clinician_id then
    return private.appointment_json(v_old);
  end if;
  perform private.check_slot(slot_start, slot_end);
  v_visit.scheduled_start := slot_start;
  v_visit.scheduled_end := slot_end;
  v_visit := private.claim_place(v_visit, v_found.by_patient, v_found.me, overbook_reason);
  -- Before the visit's thread is told, as everywhere: holds, then the thread.
  perform private.use_up_hold(v_visit, v_found.me);
  update public.appointments a set
    scheduled_start = v_visit.scheduled_start, scheduled_end = v_visit.scheduled_end, clinician_id = v_visit.clinician_id,
    video_call_link = v_visit.video_call_link, video_call_provider = v_visit.video_call_provider,
    blocked_until = v_visit.blocked_until, overbooked = v_visit.overbooked, overbook_reason = v_visit.overbook_reason,
    status_reason = coalesce(reason, a.status_reason)
  where a.appointment_id = reschedule_appointment.appointment_id
  returning a.* into v_visit;
  if v_visit.clinician_id <> v_old.clinician_id then
    perform private.take_into_care(v_visit);
  end if;
  return private.appointment_json(v_visit);
end $$;
comment on function public.reschedule_appointment(uuid, timestamptz, timestamptz, uuid, text, text, integer) is
  'Moves a requested or confirmed visit, or hands it to a colleague (staff), under the rules of booking; a patient outside the notice period only. Errors: slot_taken, patient_busy, outside_availability (details.alternatives), version_conflict, invalid_transition, too_late, invalid_time, invalid_input, forbidden, not_found.';

create function private.change_status(visit public.appointments, status public.appointment_status, reason text, by_patient boolean, me uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.check_booking_texts(null, null, null, reason);
  if by_patient then
    if change_status.status <> 'cancelled' then
      perform private.raise_error('forbidden', 'Only the practice can do that.');
    elsif private.transition_allowed(visit.status, 'cancelled') then
      perform private.refuse_late_patient(visit);
    end if;
  end if;
  if not private.transition_allowed(visit.status, change_status.status) then
    perform private.raise_error('invalid_transition', format('A visit that is %s cannot become %s.',
      replace(visit.status::text, '_', ' '), replace(change_status.status::text, '_', ' ')),
      jsonb_build_object('from', visit.status, 'to', change_status.status));
  end if;
  if visit.status in ('completed', 'no_show') and coalesce(reason, '') !~ '\S' then
    perform private.raise_error('invalid_input', 'A correction needs a reason.');
  end if;
  perform set_config('careslot.correction', visit.appointment_id::text, true);
  update public.appointments a set
    status = change_status.status,
    status_reason = case when change_status.status <> 'cancelled' then reason else a.status_reason end,
    cancellation_reason = case when change_status.status = 'cancelled' then reason else a.cancellation_reason end,
    cancelled_by = case when change_status.status = 'cancelled' then me else a.cancelled_by end
  where a.appointment_id = visit.appointment_id
  returning a.* into visit;
  return private.appointment_json(visit);
end $$;
comment on function private.change_status(public.appointments, public.appointment_status, text, boolean, uuid) is
  'One step of the life cycle (R3), with who may take it. Claiming time again (confirming) is checked by the trigger.';

create function public.cancel_appointment(appointment_id uuid, reason text default null, expected_version integer default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record := private.visit_for_change(appointment_id, expected_version);
begin
  return private.change_status(v_found.visit, 'cancelled', reason, v_found.by_patient, v_found.me);
end $$;
comment on function public.cancel_appointment(uuid, text, integer) is
  'Cancels a visit; patients until the practice''s notice. Errors: version_conflict, invalid_transition, too_late, invalid_input, not_found.';

create function public.transition_appointment(
  appointment_id uuid, status text, reason text default null, expected_version integer default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record;
begin
  if status is null or status not in ('requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show') then
    perform private.raise_error('invalid_input', 'status is requested, confirmed, in_progress, completed, cancelled or no_show.');
  end if;
  v_found := private.visit_for_change(appointment_id, expected_version);
  return private.change_status(v_found.visit, status::public.appointment_status, reason, v_found.by_patient, v_found.me);
end $$;
comment on function public.transition_appointment(uuid, text, text, integer) is
  'Moves a visit through its life cycle (R3): requested → confirmed | cancelled; confirmed → in_progress | completed | cancelled | no_show; in_progress → completed | cancelled; completed ↔ no_show with a reason. Errors: version_conflict, invalid_transition, slot_taken, patient_busy, too_late, forbidden, invalid_input, not_found.';

grant execute on function public.reschedule_appointment(uuid, timestamptz, timestamptz, uuid, text, text, integer) to authenticated, service_role;
grant execute on function public.cancel_appointment(uuid, text, integer) to authenticated, service_role;
grant execute on function public.transition_appointment(uuid, text, text, integer) to authenticated, service_role;
