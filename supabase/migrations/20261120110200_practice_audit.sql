-- The audit trail of the practice itself: who works there and in which role, its rules, types, closures, hours (AC17).

create function private.audit_row() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  -- Arguments of the trigger: the name of the thing, its id, and what tells which one it is (a list, may be empty).
  v_entity constant text := tg_argv[0];
  v_key constant text := tg_argv[1];
  v_names constant text[] := tg_argv[2]::text[];
  -- Of free text, names and addresses only that they changed: the trail outlives what people may ask to be forgotten.
  v_silent constant text[] := array['reason', 'preparation_instructions', 'full_name', 'display_name', 'title', 'specialty', 'email', 'phone', 'video_link'];
  v_old jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
  v_new jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
  v_row jsonb := v_old || v_new;
  v_practice uuid := coalesce(v_row ->> 'practice_id', (select c.practice_id::text from public.clinicians c where c.clinician_id = (v_row ->> 'clinician_id')::uuid))::uuid;
  v_me uuid := private.me();
  v_changes jsonb;
begin
  -- What another trigger or a cascade does is part of the event that set it off.
  if pg_trigger_depth() > 1 then
    return null;
  end if;
  select jsonb_object_agg(k.key, case when k.key = any (v_silent) then to_jsonb('changed'::text)
      else jsonb_strip_nulls(jsonb_build_object('from', v_old -> k.key, 'to', v_new -> k.key)) end)
  into v_changes
  from jsonb_object_keys(v_row) k (key)
  where k.key <> all (array['created_at', 'updated_at', 'practice_id', v_key])
    and coalesce(v_old -> k.key, 'null') <> coalesce(v_new -> k.key, 'null') and (tg_op = 'UPDATE' or k.key <> all (v_names));
  if tg_op = 'UPDATE' and v_changes is null then
    return null;
  end if;
  select coalesce(jsonb_object_agg(n.name, jsonb_build_object('is', v_row -> n.name)), '{}') || coalesce(v_changes, '{}') into v_changes
  from unnest(v_names) n (name);
  insert into public.audit_events (practice_id, actor_id, actor_role, action, entity, entity_id, changes)
  values (v_practice, v_me,
    case when v_me is null then 'service'
      when exists (select from public.practice_members m where m.practice_id = v_practice and m.profile_id = v_me and m.active
        and m.role in ('admin', 'receptionist')) then 'staff'
      when exists (select from public.practice_members m where m.practice_id = v_practice and m.profile_id = v_me) then 'clinician'
      else 'invited' end,
    case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'edited' end,
    v_entity, (v_row ->> v_key)::uuid, v_changes);
  return null;
end $$;
comment on function private.audit_row() is
  'One audit event for each change of a row that people make: {column: {from, to}}, {column: {is}} for what names the row, "changed" for free text.';

create trigger practices_audit after insert or update or delete on public.practices
  for each row execute function private.audit_row('practice', 'practice_id', '{}');
create trigger practice_members_audit after insert or update or delete on public.practice_members
  for each row execute function private.audit_row('member', 'profile_id', '{role}');
create trigger practice_invitations_audit after insert or update or delete on public.practice_invitations
  for each row execute function private.audit_row('invitation', 'invitation_id', '{role}');
create trigger clinicians_audit after insert or update or delete on public.clinicians
  for each row execute function private.audit_row('clinician', 'clinician_id', '{}');
create trigger appointment_types_audit after insert or update or delete on public.appointment_types
  for each row execute function private.audit_row('appointment_type', 'practice_id', '{appointment_type}');
create trigger practice_closures_audit after insert or update or delete on public.practice_closures
  for each row execute function private.audit_row('closure', 'closure_id', '{}');
create trigger practice_reminder_rules_audit after insert or update or delete on public.practice_reminder_rules
  for each row execute function private.audit_row('reminder_rule', 'rule_id', '{}');
create trigger clinician_availability_audit after insert or update or delete on public.clinician_availability
  for each row execute function private.audit_row('availability', 'availability_id', '{clinician_id,day_of_week}');
create trigger clinician_date_overrides_audit after insert or update or delete on public.clinician_date_overrides
  for each row execute function private.audit_row('date_override', 'override_id', '{clinician_id,override_date}');
