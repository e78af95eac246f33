-- Clinical notes: only the clinician of the visit, through these two functions; every read leaves a trace.

create function private.check_own_visit(appointment_id uuid) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_visit public.appointments;
begin
  select a.* into v_visit from public.appointments a where a.appointment_id = check_own_visit.appointment_id;
  if not found or not coalesce(v_visit.clinician_id = private.me() or v_visit.patient_id = private.me()
    or v_visit.practice_id = any (private.my_practices('{admin,receptionist}')), false) then
    perform private.raise_error('not_found', 'There is no such visit, or you may not see it.');
  elsif v_visit.clinician_id is distinct from private.me() then
    perform private.raise_error('forbidden', 'Only the clinician of the visit can read or write these notes.');
  end if;
  return v_visit;
end $$;
comment on function private.check_own_visit(uuid) is 'The visit, if the caller is its clinician.';

create function public.clinician_notes(appointment_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.check_own_visit(appointment_id);
begin
  insert into public.audit_events (practice_id, actor_id, actor_role, action, entity, entity_id, patient_id)
  values (v_visit.practice_id, private.me(), 'clinician', 'notes_read', 'appointment', appointment_id, v_visit.patient_id);
  return v_visit.clinician_notes;
end $$;
comment on function public.clinician_notes(uuid) is 'The notes of a visit, for its clinician; the reading is audited. Errors: forbidden, not_found.';

create function public.save_clinician_notes(appointment_id uuid, notes text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_visit public.appointments := private.check_own_visit(appointment_id);
begin
  if length(notes) > 50000 then
    perform private.raise_error('invalid_input', 'Notes have at most 50,000 characters.');
  end if;
  update public.appointments a set clinician_notes = save_clinician_notes.notes
  where a.appointment_id = v_visit.appointment_id
  returning a.* into v_visit;
  return private.appointment_json(v_visit);
end $$;
comment on function public.save_clinician_notes(uuid, text) is 'Writes the notes of a visit (its clinician only) and returns the visit without them. Errors: forbidden, invalid_input, not_found.';

grant execute on function public.clinician_notes(uuid) to authenticated, service_role;
grant execute on function public.save_clinician_notes(uuid, text) to authenticated, service_role;
