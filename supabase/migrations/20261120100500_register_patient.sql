-- A patient who phones in and has no login yet.

create function public.register_patient(
  clinician_id uuid, full_name text, email text default null, phone text default null, timezone text default null, locale text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_profile public.profiles;
begin
  if v_access.by_patient then
    perform private.raise_error('forbidden', 'Only the practice registers patients.');
  elsif full_name is null or full_name !~ '\S' or length(btrim(full_name)) > 200 then
    perform private.raise_error('invalid_input', 'A name has 1 to 200 characters.');
  elsif nullif(btrim(email), '') is not null and (btrim(email) !~ '^[^@\s]+@[^@\s]+$' or length(email) > 320) then
    perform private.raise_error('invalid_input', 'That is not an e-mail address.');
  elsif length(phone) > 40 then
    perform private.raise_error('invalid_input', 'A phone number has at most 40 characters.');
  elsif timezone is not null and not private.is_timezone(timezone) then
    perform private.raise_error('invalid_input', 'timezone is an IANA name such as Europe/London.');
  elsif locale is not null and locale !~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' then
    perform private.raise_error('invalid_input', 'locale is a language tag such as en or es-MX.');
  end if;
  insert into public.profiles (full_name, email, phone, timezone, locale)
  values (btrim(full_name), nullif(btrim(email), ''), nullif(btrim(phone), ''),
    coalesce(timezone, (select p.timezone from public.practices p where p.practice_id = v_access.practice_id)), coalesce(locale, 'en'))
  returning * into v_profile;
  insert into public.care_relationships (clinician_id, patient_id, practice_id) values (clinician_id, v_profile.profile_id, v_access.practice_id);
  return to_jsonb(v_profile);
end $$;
comment on function public.register_patient(uuid, text, text, text, text, text) is
  'Makes a patient without a login, in the care of the clinician (staff only), and returns the profile. A verified sign-up with the same e-mail claims it. Errors: forbidden, invalid_input, not_found.';

grant execute on function public.register_patient(uuid, text, text, text, text, text) to authenticated, service_role;
