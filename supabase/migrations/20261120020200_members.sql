-- Who works where, and the identity functions that every policy and RPC asks.

create table public.practice_members (
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  profile_id uuid not null references public.profiles (profile_id) on delete cascade,
  role public.member_role not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint practice_members_pkey primary key (practice_id, profile_id, role)
);
comment on table public.practice_members is 'Membership of a practice; one person may hold several roles.';
create index practice_members_profile_idx on public.practice_members (profile_id) where active;
create index practice_members_profile_fk_idx on public.practice_members (profile_id);

create table public.clinicians (
  clinician_id uuid primary key references public.profiles (profile_id) on delete restrict,
  practice_id uuid not null references public.practices (practice_id) on delete restrict,
  display_name text not null default '',
  title text,
  specialty text,
  booking_slug text,
  accepts_self_booking boolean not null default true,
  color text not null default '#0F766E',
  video_link text,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint clinicians_practice_key unique (practice_id, clinician_id),
  constraint clinicians_booking_slug_key unique (practice_id, booking_slug),
  constraint clinicians_booking_slug_format check (booking_slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(booking_slug) <= 60),
  constraint clinicians_color_format check (color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint clinicians_video_link_https check (private.is_https(video_link)),
  constraint clinicians_text_length check (length(display_name) <= 200 and length(title) <= 100 and length(specialty) <= 200)
);
comment on table public.clinicians is 'People who treat. display_name is public: patients cannot read the profiles of clinicians.';
comment on column public.clinicians.video_link is 'The clinician''s own video room: the link of video visits that are booked without one. No secret.';

create table public.care_relationships (
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  patient_id uuid not null references public.profiles (profile_id) on delete cascade,
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  status text not null default 'active',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint care_relationships_pkey primary key (clinician_id, patient_id),
  constraint care_relationships_status_known check (status in ('active', 'ended')),
  constraint care_relationships_same_practice foreign key (practice_id, clinician_id)
    references public.clinicians (practice_id, clinician_id) on delete cascade
);
comment on table public.care_relationships is
  'Who treats whom: what lets a patient see a clinician''s free slots and a clinician see the patient. Made by staff or by their booking.';
create index care_relationships_patient_idx on public.care_relationships (patient_id, status);
create index care_relationships_practice_idx on public.care_relationships (practice_id, patient_id);
create index care_relationships_same_practice_idx on public.care_relationships (practice_id, clinician_id);

alter table public.practice_members enable row level security;
alter table public.clinicians enable row level security;
alter table public.care_relationships enable row level security;

revoke all on table public.practice_members, public.clinicians, public.care_relationships from anon, authenticated;
grant select on table public.practice_members, public.clinicians, public.care_relationships to authenticated;
grant insert (practice_id, profile_id, role, active), delete on table public.practice_members to authenticated;
grant update (role, active) on table public.practice_members to authenticated;
grant update (display_name, title, specialty, booking_slug, accepts_self_booking, color, video_link, active) on table public.clinicians to authenticated;
grant update (status) on table public.care_relationships to authenticated;
grant select, insert, update, delete on table public.practice_members, public.clinicians, public.care_relationships to service_role;

create function private.acting_as() returns uuid
language plpgsql stable set search_path = '' as $$
begin
  return nullif(current_setting('careslot.acting_as', true), '')::uuid;
end $$;
comment on function private.acting_as() is
  'Whom the secret key acts for within this transaction: somebody who followed a signed link or answered a text message, with or without a login. The API offers no way to set it.';

create function private.me() returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((select p.profile_id from public.profiles p where p.auth_user_id = (select auth.uid())), private.acting_as());
end $$;
comment on function private.me() is 'The profile of the signed-in person, or null. plpgsql so that its plan is cached for the session.';

create function private.my_practices(roles public.member_role[]) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((
    select array_agg(distinct m.practice_id)
    from public.practice_members m
    join public.profiles p on p.profile_id = m.profile_id
    where p.auth_user_id = (select auth.uid()) and m.active and m.role = any (my_practices.roles)), '{}');
end $$;
comment on function private.my_practices(public.member_role[]) is 'The practices in which the signed-in person is an active member with one of these roles.';

create function private.is_service() returns boolean
language plpgsql stable set search_path = '' as $$
begin
  -- No claims at all: SQL by the database owner (migrations, workers, psql). The API always sets claims.
  return coalesce((select auth.role()), 'service_role') = 'service_role' and private.acting_as() is null;
end $$;
comment on function private.is_service() is 'True for the secret key and for direct SQL: trusted callers without a profile.';

create function private.my_clinicians() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((
    select array_agg(distinct r.clinician_id) from public.care_relationships r
    where r.patient_id = private.me() and r.status = 'active'), '{}');
end $$;
comment on function private.my_clinicians() is 'Clinicians who treat the signed-in patient.';

create function private.my_care_practices() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((
    select array_agg(distinct r.practice_id) from public.care_relationships r where r.patient_id = private.me()), '{}');
end $$;
comment on function private.my_care_practices() is 'Practices in which the signed-in person is a patient.';

create function private.is_member(practice uuid, profile uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.practice_members m where m.practice_id = is_member.practice and m.profile_id = is_member.profile);
end $$;
comment on function private.is_member(uuid, uuid) is
  'Whether this person is a member of the practice in any role. For policies of practice_members, which must not query their own table.';

grant execute on function private.acting_as() to authenticated, service_role;
grant execute on function private.me() to authenticated, service_role;
grant execute on function private.my_practices(public.member_role[]) to authenticated, service_role;
grant execute on function private.is_service() to authenticated, service_role;
grant execute on function private.my_clinicians() to authenticated, service_role;
grant execute on function private.my_care_practices() to authenticated, service_role;
grant execute on function private.is_member(uuid, uuid) to authenticated, service_role;

create function private.profile_in_use(profile uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.practice_members m where m.profile_id = profile_in_use.profile)
      or exists (select from public.clinicians c where c.clinician_id = profile_in_use.profile)
      or exists (select from public.care_relationships r where r.patient_id = profile_in_use.profile)
$$;
comment on function private.profile_in_use(uuid) is 'Whether anything hangs on this profile, so that it must not be merged into another.';

create function private.keep_an_admin() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if old.role <> 'admin' or not old.active or (tg_op = 'UPDATE' and new.role = 'admin' and new.active
    and new.practice_id = old.practice_id and new.profile_id = old.profile_id) then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  -- One at a time: two admins who remove each other would each still see the other.
  perform 1 from public.practices p where p.practice_id = old.practice_id for no key update;
  -- A practice that is being deleted takes its admins with it.
  if found and not exists (
    select from public.practice_members m
    where m.practice_id = old.practice_id and m.role = 'admin' and m.active and m.profile_id <> old.profile_id) then
    perform private.raise_error('last_admin');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
comment on function private.keep_an_admin() is 'AC14: refuses what would leave a practice without an active admin.';

create function private.keep_clinician() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' and old.role = 'clinician' and old.active
    and not (tg_op = 'UPDATE' and new.role = 'clinician' and new.active) then
    update public.clinicians c set active = false
    where c.clinician_id = old.profile_id and c.practice_id = old.practice_id and c.active;
  end if;
  if tg_op <> 'DELETE' and new.role = 'clinician' and new.active
    and not (tg_op = 'UPDATE' and old.role = 'clinician' and old.active) then
    insert into public.clinicians (clinician_id, practice_id, display_name)
    select p.profile_id, new.practice_id, p.full_name from public.profiles p where p.profile_id = new.profile_id
    on conflict on constraint clinicians_pkey do update set active = true
    where clinicians.practice_id = new.practice_id and not clinicians.active;
    if not exists (select from public.clinicians c where c.clinician_id = new.profile_id and c.practice_id = new.practice_id) then
      perform private.raise_error('clinician_elsewhere');
    end if;
  end if;
  return null;
end $$;
comment on function private.keep_clinician() is
  'AC15: whoever gets the role clinician is in the list of clinicians, and can be booked as long as the role is active.';

create trigger practice_members_keep_admin before update or delete on public.practice_members
  for each row execute function private.keep_an_admin();
create trigger practice_members_keep_clinician after insert or update or delete on public.practice_members
  for each row execute function private.keep_clinician();

create or replace trigger careslot_on_auth_user_changed
  after insert or update of email, email_confirmed_at on auth.users
  for each row execute function private.handle_auth_user();
