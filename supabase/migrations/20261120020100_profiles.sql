-- A person. A patient may exist before they have a login; a verified sign-up with the same e-mail claims the profile.

create table public.profiles (
  profile_id uuid primary key default gen_random_uuid(),
  auth_user_id uuid references auth.users (id) on delete set null,
  full_name text not null default '',
  email text,
  phone text,
  timezone text not null default 'UTC',
  locale text not null default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint profiles_auth_user_id_key unique (auth_user_id),
  constraint profiles_timezone_known check (private.is_timezone(timezone)),
  constraint profiles_name_length check (length(full_name) <= 200),
  constraint profiles_email_format check (email is null or (email like '%_@_%' and length(email) <= 320)),
  constraint profiles_phone_length check (length(phone) <= 40),
  constraint profiles_locale_format check (locale ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$')
);
comment on table public.profiles is 'Everybody: clinicians, front desk, admins and patients. auth_user_id is null until a login claims the profile.';
comment on column public.profiles.timezone is 'IANA zone. For a clinician also the zone of hours that name none.';

create index profiles_email_idx on public.profiles (lower(email)) where email is not null;
create index profiles_name_idx on public.profiles using gin (full_name extensions.gin_trgm_ops);

alter table public.profiles enable row level security;
revoke all on table public.profiles from anon, authenticated;
grant select on table public.profiles to authenticated;
grant update (full_name, phone, timezone, locale) on table public.profiles to authenticated;
grant select, insert, update, delete on table public.profiles to service_role;

create trigger profiles_touch before update on public.profiles
  for each row execute function private.touch_updated_at();

create function private.handle_auth_user() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_verified boolean := new.email_confirmed_at is not null and new.email is not null;
  v_profile uuid;
  v_candidates uuid[];
begin
  select p.profile_id into v_profile from public.profiles p where p.auth_user_id = new.id;
  if v_verified then
    select array_agg(p.profile_id) into v_candidates
    from public.profiles p
    where lower(p.email) = lower(new.email) and p.auth_user_id is null;
  end if;
  -- Two people may share an address: then nobody is claimed by it, and staff link the right one.
  if cardinality(v_candidates) = 1 and (v_profile is null or not private.profile_in_use(v_profile)) then
    delete from public.profiles p where p.profile_id = v_profile;
    update public.profiles p set auth_user_id = new.id where p.profile_id = v_candidates[1];
  elsif v_profile is null then
    insert into public.profiles (auth_user_id, full_name, email)
    values (new.id, left(coalesce(new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'name', ''), 200),
      case when v_verified then new.email end);
  elsif v_verified then
    update public.profiles p set email = new.email where p.profile_id = v_profile and p.email is distinct from new.email;
  end if;
  return null;
exception when others then
  -- A failing trigger would lock the person out of signing up; the profile is made at the next change of the user.
  raise warning 'profile of a new login was not made: %', sqlerrm;
  return null;
end $$;
comment on function private.handle_auth_user() is
  'Gives every login a profile: the one staff made under the same verified e-mail, else a new one.';
