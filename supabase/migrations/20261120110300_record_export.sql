-- A file leaves the practice's rules behind, so the audit trail knows of each that was asked for (AC19).

create function public.record_export(practice_id uuid, entity text, filter jsonb, row_count integer) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  -- Statuses, ids, dates; a sentence, a name or an address does not fit.
  v_word constant text := '^[a-z0-9_:.+-]{1,60}$';
  v_service constant boolean := private.is_service();
  v_desk constant boolean := coalesce(practice_id = any (private.my_practices('{admin,receptionist}')), false);
begin
  if not v_service and not v_desk and (practice_id = any (private.my_practices('{clinician}'))) is not true then
    if practice_id = any (private.my_care_practices()) then
      perform private.raise_error('forbidden', 'Only staff of the practice export its data.');
    end if;
    perform private.raise_error('not_found', 'There is no such practice, or you do not work there.');
  elsif v_service and not exists (select from public.practices p where p.practice_id = record_export.practice_id) then
    perform private.raise_error('not_found', 'There is no such practice, or you do not work there.');
  elsif entity is null or entity not in ('appointment', 'audit_event') then
    perform private.raise_error('invalid_input', 'entity is appointment or audit_event.');
  elsif entity = 'audit_event' and not v_service and (practice_id = any (private.my_practices('{admin}'))) is not true then
    perform private.raise_error('forbidden', 'Only an admin of the practice exports the audit trail.');
  elsif coalesce(row_count, -1) < 0 then
    perform private.raise_error('invalid_input', 'row_count is 0 or more.');
  elsif filter is null or jsonb_typeof(filter) <> 'object' or octet_length(filter::text) > 2000 then
    perform private.raise_error('invalid_input', 'filter is an object of at most 2,000 bytes.');
  elsif exists (
    select from jsonb_each(filter) f
    where f.key !~* v_word or not case jsonb_typeof(f.value)
      when 'string' then f.key = 'q' or f.value #>> '{}' ~* v_word
      when 'array' then not exists (select from jsonb_array_elements(f.value) e where jsonb_typeof(e) <> 'string' or e #>> '{}' !~* v_word)
      else jsonb_typeof(f.value) in ('boolean', 'number') end) then
    perform private.raise_error('invalid_input', 'filter holds words, ids, dates, numbers and lists of words only.');
  end if;
  insert into public.audit_events (practice_id, actor_id, actor_role, action, entity, entity_id, changes)
  values (practice_id, private.me(), case when v_service then 'service' when v_desk then 'staff' else 'clinician' end, 'export', entity, practice_id,
    -- What was searched for may be a patient's name.
    jsonb_build_object('filter', jsonb_build_object('is', case when filter ? 'q' then filter || '{"q": true}' else filter end),
      'rows', jsonb_build_object('is', row_count)));
end $$;
comment on function public.record_export(uuid, text, jsonb, integer) is
  'One audit event for an export of visits (staff) or of the audit trail (admins): its filters, of q only that there was one, and how many rows. Errors: invalid_input, forbidden, not_found.';
grant execute on function public.record_export(uuid, text, jsonb, integer) to authenticated, service_role;
