-- Joining a practice by invitation. The mail itself is the sign-in code of the auth service; what counts is that the person
-- who answers has proven the invited address (AC16).

create table public.practice_invitations (
  invitation_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  email text not null,
  role public.member_role not null,
  full_name text,
  invited_by uuid references public.profiles (profile_id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  declined_at timestamptz,
  revoked_at timestamptz,
  constraint practice_invitations_email_normal check (email = lower(btrim(email)) and email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 320),
  constraint practice_invitations_name_length check (length(full_name) between 1 and 200),
  constraint practice_invitations_answered_once check (num_nonnulls(accepted_at, declined_at, revoked_at) <= 1)
);
comment on table public.practice_invitations is 'Who was invited to a practice in which role. Open until answered, revoked or expired; admins read it, functions write it.';
create unique index practice_invitations_open_key on public.practice_invitations (practice_id, email, role)
  where accepted_at is null and declined_at is null and revoked_at is null;
create index practice_invitations_practice_idx on public.practice_invitations (practice_id, created_at desc);
create index practice_invitations_email_idx on public.practice_invitations (email);
create index practice_invitations_invited_by_idx on public.practice_invitations (invited_by) where invited_by is not null;

alter table public.practice_invitations enable row level security;
revoke all on table public.practice_invitations from anon, authenticated;
grant select on table public.practice_invitations to authenticated;
grant select, insert, update, delete on table public.practice_invitations to service_role;

create policy select_admin on public.practice_invitations for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

create function private.invitation_open(invitation public.practice_invitations) returns boolean
language sql stable set search_path = '' as $$
  select num_nonnulls(invitation.accepted_at, invitation.declined_at, invitation.revoked_at) = 0 and invitation.expires_at > private.now()
$$;
comment on function private.invitation_open(public.practice_invitations) is 'Neither answered nor revoked nor expired.';

create function private.may_invite(practice_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return private.is_service() or coalesce(practice_id = any (private.my_practices('{admin}')), false);
end $$;
comment on function private.may_invite(uuid) is 'Active admins of the practice, and the secret key.';

create function public.invite_member(practice_id uuid, email text, role text, full_name text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_most constant integer := 50;
  v_email text := lower(btrim(email));
  v_name text := nullif(btrim(full_name), '');
  v_role public.member_role;
  v_invitation public.practice_invitations;
begin
  if not private.may_invite(practice_id) then
    if practice_id = any (private.my_practices('{clinician,receptionist}')) then
      perform private.raise_error('forbidden', 'Only an admin of the practice invites people.');
    end if;
    perform private.raise_error('not_found', 'There is no such practice, or you are no admin of it.');
  elsif v_email is null or v_email !~ '^[^@\s]+@[^@\s]+$' or length(v_email) > 320 then
    perform private.raise_error('invalid_input', 'That is not an e-mail address.');
  elsif role is null or role not in ('admin', 'clinician', 'receptionist') then
    perform private.raise_error('invalid_input', 'role is admin, clinician or receptionist.');
  elsif length(v_name) > 200 then
    perform private.raise_error('invalid_input', 'A name has at most 200 characters.');
  end if;
  v_role := role::public.member_role;
  -- One at a time, so that the count holds.
  perform 1 from public.practices p where p.practice_id = invite_member.practice_id for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such practice, or you are no admin of it.');
  elsif exists (
    select from public.practice_members m join public.profiles p on p.profile_id = m.profile_id
    where m.practice_id = invite_member.practice_id and m.role = v_role and m.active and lower(p.email) = v_email) then
    perform private.raise_error('already_member');
  elsif (select count(*) from public.practice_invitations i
      where i.practice_id = invite_member.practice_id and private.invitation_open(i) and (i.email, i.role) is distinct from (v_email, v_role)) >= v_most then
    perform private.raise_error('rate_limited', 'Fifty invitations are waiting for an answer. Revoke some of them first.');
  end if;
  -- Inviting again renews the invitation that is there, expired or not.
  update public.practice_invitations i set
    full_name = coalesce(v_name, i.full_name), invited_by = private.me(), expires_at = private.now() + interval '14 days'
  where i.practice_id = invite_member.practice_id and i.email = v_email and i.role = v_role
    and i.accepted_at is null and i.declined_at is null and i.revoked_at is null
  returning i.* into v_invitation;
  if not found then
    insert into public.practice_invitations (practice_id, email, role, full_name, invited_by, created_at, expires_at)
    values (practice_id, v_email, v_role, v_name, private.me(), private.now(), private.now() + interval '14 days')
    returning * into v_invitation;
  end if;
  return to_jsonb(v_invitation);
end $$;
comment on function public.invite_member(uuid, text, text, text) is
  'Invites an address to a role in the practice (its admins only) for 14 days and returns the invitation; inviting again renews it. Sends no mail. Errors: already_member, rate_limited, invalid_input, forbidden, not_found.';

create function public.revoke_invitation(invitation_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_invitation public.practice_invitations;
begin
  select i.* into v_invitation from public.practice_invitations i
  where i.invitation_id = revoke_invitation.invitation_id and private.may_invite(i.practice_id) for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such invitation, or you may not see it.');
  elsif num_nonnulls(v_invitation.accepted_at, v_invitation.declined_at, v_invitation.revoked_at) > 0 then
    perform private.raise_error('invitation_closed');
  end if;
  update public.practice_invitations i set revoked_at = private.now()
  where i.invitation_id = v_invitation.invitation_id returning i.* into v_invitation;
  return to_jsonb(v_invitation);
end $$;
comment on function public.revoke_invitation(uuid) is
  'Takes an invitation back that nobody has answered (admins of its practice) and returns it. Errors: invitation_closed, not_found.';

create function private.my_email() returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  -- A profile with a login has an address only once it is verified (AC20), and nobody can write it.
  return (select lower(p.email) from public.profiles p where p.profile_id = private.me());
end $$;
comment on function private.my_email() is 'The verified e-mail address of the signed-in person in lower case, or null.';

create function public.my_invitations()
returns table (invitation_id uuid, practice_id uuid, practice_name text, role public.member_role, invited_by_name text, expires_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_email text := private.my_email();
begin
  return query
  select i.invitation_id, i.practice_id, p.name, i.role, b.full_name, i.expires_at
  from public.practice_invitations i
  join public.practices p on p.practice_id = i.practice_id
  left join public.profiles b on b.profile_id = i.invited_by
  where i.email = v_email and private.invitation_open(i)
  order by i.created_at, i.invitation_id;
end $$;
comment on function public.my_invitations() is
  'Open invitations to the verified e-mail address of the signed-in person. Errors: none of its own.';

create function public.respond_to_invitation(invitation_id uuid, accept boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_email text := private.my_email();
  v_invitation public.practice_invitations;
begin
  if accept is null then
    perform private.raise_error('invalid_input', 'accept is true or false.');
  end if;
  select i.* into v_invitation from public.practice_invitations i
  where i.invitation_id = respond_to_invitation.invitation_id and i.email = v_email for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such invitation for your e-mail address.');
  elsif not private.invitation_open(v_invitation) then
    perform private.raise_error('invitation_closed');
  end if;
  if accept then
    -- Somebody new has neither a name nor a zone yet: the practice's are a better guess than none.
    update public.profiles p set
      full_name = case when p.full_name !~ '\S' then coalesce(v_invitation.full_name, p.full_name) else p.full_name end,
      timezone = (select r.timezone from public.practices r where r.practice_id = v_invitation.practice_id)
    where p.profile_id = v_me and not private.profile_in_use(v_me);
    insert into public.practice_members (practice_id, profile_id, role) values (v_invitation.practice_id, v_me, v_invitation.role)
    on conflict on constraint practice_members_pkey do update set active = true where not practice_members.active;
    update public.practice_invitations i set accepted_at = private.now() where i.invitation_id = v_invitation.invitation_id;
  else
    update public.practice_invitations i set declined_at = private.now() where i.invitation_id = v_invitation.invitation_id;
  end if;
  return jsonb_build_object('practice_id', v_invitation.practice_id, 'role', v_invitation.role, 'accepted', accept);
end $$;
comment on function public.respond_to_invitation(uuid, boolean) is
  'Accepts or declines an invitation to the caller''s verified e-mail address; {practice_id, role, accepted}. Accepting makes the membership, and for a clinician the row in clinicians. Errors: invitation_closed, clinician_elsewhere, invalid_input, not_found.';

grant execute on function public.invite_member(uuid, text, text, text) to authenticated, service_role;
grant execute on function public.revoke_invitation(uuid) to authenticated, service_role;
grant execute on function public.my_invitations() to authenticated, service_role;
grant execute on function public.respond_to_invitation(uuid, boolean) to authenticated, service_role;
