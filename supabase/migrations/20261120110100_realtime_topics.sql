-- Who may listen to which live topic: practice:<id>, clinician:<id>, profile:<id>.

create function private.may_listen(topic text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  if topic is null or topic !~ '^(practice|clinician|profile):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then
    return false;
  end if;
  v_id := split_part(topic, ':', 2)::uuid;
  return case split_part(topic, ':', 1)
    when 'practice' then v_id = any (private.my_practices('{admin,receptionist}'))
    when 'clinician' then v_id = any (private.my_managed_clinicians())
    else v_id = private.me()
  end;
end $$;
comment on function private.may_listen(text) is 'Live topics: a practice for its front desk, a clinician for themselves and the front desk, a profile for its person.';
grant execute on function private.may_listen(text) to authenticated, service_role;

drop policy if exists select_own_topics on realtime.messages;
create policy select_own_topics on realtime.messages for select to authenticated
  using (extension = 'broadcast' and (select private.may_listen((select realtime.topic()))));
