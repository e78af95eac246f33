-- Two people, for the tests of how seeds and their logins are made.

create table public.people (email text primary key, auth_user_id uuid, confirmed boolean);
create function public.claim() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.people p set auth_user_id = new.id, confirmed = new.email_confirmed_at is not null
  where p.email = new.email;
  return new;
end $$;
create or replace trigger careslot_claim after insert on auth.users for each row execute function public.claim();
insert into public.people (email) values ('doc@example.test'), ('pat@example.test');

create schema if not exists private;
create view private.demo_accounts as
  select * from (values
    ('clinician', 'doc@example.test', 'Dr. D'),
    ('patient', 'pat@example.test', 'Pat O''Neil')
  ) as accounts (role, email, full_name);
