-- What a signed link in a mail or text message may show and do (NT21 to NT24). The function visit-link has checked the
-- signature; here the link acts for the patient, under the rules that hold for patients, with or without a login.

create function private.as_patient(profile_id uuid) returns void
language sql volatile set search_path = '' as $$
  select set_config('careslot.acting_as', coalesce(as_patient.profile_id::text, ''), true)
$$;
comment on function private.as_patient(uuid) is 'From here on (until null, or the end of the transaction) the secret key acts for this person: private.me().';

create function private.linked_visit(appointment_id uuid, profile_id uuid) returns public.appointments
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments;
begin
  select a.* into v_visit from public.appointments a
  where a.appointment_id = linked_visit.appointment_id and a.patient_id = linked_visit.profile_id;
  if not found then
    perform private.raise_error('not_found', 'There is no such visit, or you may not see it.');
  end if;
  return v_visit;
end $$;
comment on function private.linked_visit(uuid, uuid) is 'The visit of a link, if it is still this patient''s.';

create function public.visit_link_facts(appointment_id uuid, profile_id uuid, start_version integer) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.linked_visit(appointment_id, profile_id);
begin
  return (
    select jsonb_build_object(
      'appointment_id', v_visit.appointment_id, 'status', v_visit.status,
      'start', private.utc_text(v_visit.scheduled_start), 'end', private.utc_text(v_visit.scheduled_end),
      'location_type', v_visit.location_type, 'location', v_visit.location,
      -- A link for a former time, or of a visit that will not be, opens no door.
      'video_call_link', case when v_visit.status in ('confirmed', 'in_progress') and v_visit.start_version = visit_link_facts.start_version
        then v_visit.video_call_link end,
      'attendance_confirmed', v_visit.attendance_confirmed_at is not null, 'moved', v_visit.start_version is distinct from visit_link_facts.start_version,
      'past', v_visit.scheduled_start <= private.now(),
      'changeable', v_visit.status in ('requested', 'confirmed')
        and v_visit.scheduled_start >= private.now() + make_interval(mins => p.cancellation_notice_minutes),
      'cancellation_notice_minutes', p.cancellation_notice_minutes, 'duration_minutes', v_visit.duration_minutes,
      'ical_uid', v_visit.ical_uid, 'ical_sequence', v_visit.ical_sequence,
      'practice', jsonb_build_object('name', p.name, 'timezone', p.timezone, 'phone', p.phone),
      'reader', jsonb_build_object('timezone', r.timezone, 'locale', r.locale))
    from public.practices p, public.profiles r
    where p.practice_id = v_visit.practice_id and r.profile_id = visit_link_facts.profile_id);
end $$;
comment on function public.visit_link_facts(uuid, uuid, integer) is
  'NT22: what the second step of a link shows: when, where, with which practice, and what can still be done. No name, type or reason. Errors: not_found. Service role only.';

create function public.visit_link_times(appointment_id uuid, profile_id uuid, start_version integer, after timestamptz default null)
returns table (slot_start timestamptz, slot_end timestamptz)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.linked_visit(appointment_id, profile_id);
begin
  if start_version is distinct from v_visit.start_version then
    perform private.raise_error('version_conflict', 'This visit has been moved since the message was sent. Please use the newest message.');
  elsif v_visit.status not in ('requested', 'confirmed') then
    perform private.raise_error('invalid_transition', 'This visit cannot be moved any more.');
  end if;
  perform private.as_patient(profile_id);
  return query
  select s.slot_start, s.slot_end from public.next_free_slots(v_visit.clinician_id, greatest(coalesce(after, private.now()), private.now()), 20,
    v_visit.duration_minutes, v_visit.appointment_type, v_visit.location_type::text) s;
  perform private.as_patient(null);
end $$;
comment on function public.visit_link_times(uuid, uuid, integer, timestamptz) is
  'NT22: the next twenty free times that this patient could move the visit to. Errors: version_conflict, invalid_transition, not_found. Service role only.';

create function public.act_by_visit_link(
  appointment_id uuid, profile_id uuid, start_version integer, action text,
  slot_start timestamptz default null, slot_end timestamptz default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.linked_visit(appointment_id, profile_id);
begin
  if action is null or action not in ('confirm', 'cancel', 'reschedule') then
    perform private.raise_error('invalid_input', 'action is confirm, cancel or reschedule.');
  elsif start_version is distinct from v_visit.start_version then
    perform private.raise_error('version_conflict', 'This visit has been moved since the message was sent. Please use the newest message.');
  end if;
  perform private.as_patient(profile_id);
  if action = 'cancel' and v_visit.status = 'cancelled' then
    null;                          -- pressed twice
  elsif action = 'confirm' then
    perform public.confirm_attendance(appointment_id);
  elsif action = 'cancel' then
    perform public.cancel_appointment(appointment_id);
  else
    perform public.reschedule_appointment(appointment_id, slot_start, slot_end);
  end if;
  perform private.as_patient(null);
  return public.visit_link_facts(appointment_id, profile_id, (select a.start_version from public.appointments a where a.appointment_id = act_by_visit_link.appointment_id));
end $$;
comment on function public.act_by_visit_link(uuid, uuid, integer, text, timestamptz, timestamptz) is
  'NT23: confirm (attendance), cancel or reschedule for the patient of the link, by the rules for patients; what was signed for one time does not act on another. Errors: version_conflict, too_late, slot_taken, patient_busy, outside_availability, invalid_transition, invalid_time, invalid_input, not_found. Service role only.';

grant execute on function public.visit_link_facts(uuid, uuid, integer) to service_role;
grant execute on function public.visit_link_times(uuid, uuid, integer, timestamptz) to service_role;
grant execute on function public.act_by_visit_link(uuid, uuid, integer, text, timestamptz, timestamptz) to service_role;
