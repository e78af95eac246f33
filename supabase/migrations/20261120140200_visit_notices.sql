-- Who is told that a visit was requested, confirmed, moved or cancelled (NT10), and a patient saying that they will come.

create function private.tell_of_visit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_me uuid := private.me();
  v_kind text;
  v_key text;
  v_payload jsonb := jsonb_build_object('appointment_id', new.appointment_id, 'start', private.utc_text(new.scheduled_start),
    'end', private.utc_text(new.scheduled_end));
begin
  if private.quiet() or new.scheduled_end <= private.now() then
    return null;
  end if;
  if tg_op = 'INSERT' then
    v_kind := case new.status when 'requested' then 'visit_requested' when 'confirmed' then 'visit_confirmed' end;
    -- A series is one piece of news, about its first visit.
    v_key := v_kind || ':' || coalesce('series:' || new.series_id, new.appointment_id::text);
    if new.series_id is not null then
      v_payload := v_payload || '{"series": true}';
    end if;
  elsif new.status <> old.status then
    v_kind := case new.status when 'confirmed' then 'visit_confirmed' when 'cancelled' then 'visit_cancelled' end;
    v_key := v_kind || ':' || new.appointment_id;
    if v_kind = 'visit_cancelled' and old.status = 'requested' then
      v_payload := v_payload || '{"previous_status": "requested"}';
    end if;
  elsif new.status in ('requested', 'confirmed') and (new.scheduled_start <> old.scheduled_start or new.scheduled_end <> old.scheduled_end) then
    v_kind := 'visit_moved';
    v_key := 'visit_moved:' || new.appointment_id || ':' || new.version;
    v_payload := v_payload || jsonb_build_object('from', private.utc_text(old.scheduled_start));
  end if;
  if v_kind is not null then
    perform private.notice_to(array[new.patient_id], v_kind, v_key, new.appointment_id, v_me, v_payload);
  end if;
  if tg_op = 'UPDATE' and new.clinician_id <> old.clinician_id and new.status in ('requested', 'confirmed') then
    -- Handed over: one colleague has a visit more, the other one less. The patient is told of a new time only.
    perform private.notice_to(array_remove(array[new.clinician_id], v_me), case new.status when 'requested' then 'visit_requested' else 'visit_confirmed' end,
      'visit_taken_over:' || new.appointment_id || ':' || new.version, new.appointment_id, v_me, v_payload);
    perform private.notice_to(array_remove(array[old.clinician_id], v_me), 'visit_cancelled', 'visit_handed_over:' || new.appointment_id || ':' || new.version,
      new.appointment_id, v_me, v_payload);
  elsif v_kind is not null and not (tg_op = 'INSERT' and new.requested_via_message_id is not null) then
    -- A time chosen in a message is news of that message already.
    perform private.notice_to(array_remove(array[new.clinician_id], v_me), v_kind, v_key, new.appointment_id, v_me, v_payload);
  end if;
  if v_kind = 'visit_requested' and v_me is not distinct from new.patient_id then
    perform private.notice_to(array(
      select distinct m.profile_id from public.practice_members m
      where m.practice_id = new.practice_id and m.active and m.role = 'receptionist' and m.profile_id <> new.clinician_id),
      v_kind, v_key, new.appointment_id, v_me, v_payload);
  end if;
  return null;
end $$;
comment on function private.tell_of_visit() is
  'NT10: the patient is told of everything (in writing also of what they did themselves), the clinician of what others did, the front desk of requests.';

create trigger appointments_8_notices after insert or update of status, scheduled_start, scheduled_end, clinician_id on public.appointments
  for each row execute function private.tell_of_visit();

create function public.confirm_attendance(appointment_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_found record := private.visit_for_change(appointment_id, null);
  v_visit public.appointments := v_found.visit;
begin
  if v_visit.patient_id is distinct from v_found.me then
    perform private.raise_error('forbidden', 'Only the patient can say that they will come.');
  elsif v_visit.status <> 'confirmed' then
    perform private.raise_error('invalid_transition', 'Only a confirmed visit can be answered.');
  elsif v_visit.scheduled_start <= private.now() then
    perform private.raise_error('invalid_time', 'That time has already passed.');
  end if;
  if v_visit.attendance_confirmed_at is null then
    update public.appointments a set attendance_confirmed_at = private.now()
    where a.appointment_id = confirm_attendance.appointment_id returning a.* into v_visit;
  end if;
  return private.appointment_json(v_visit);
end $$;
comment on function public.confirm_attendance(uuid) is
  'NT20: the patient says that they will come; said twice it stays as it was, and a moved visit asks anew. Errors: forbidden, invalid_transition, invalid_time, not_found.';
grant execute on function public.confirm_attendance(uuid) to authenticated, service_role;
