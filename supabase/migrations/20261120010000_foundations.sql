-- What every later file stands on: extensions, the private schema, closed default privileges,
-- the shared enums and the small functions used everywhere.

create extension if not exists btree_gist with schema extensions;
create extension if not exists pg_trgm with schema extensions;

create schema if not exists private;
comment on schema private is 'Everything the API must not expose: identity checks, rules, triggers and internal tables.';
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- Functions are closed until granted by name; the platform's own default leaves PUBLIC execute open.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke execute on functions from public, anon, authenticated;
alter default privileges in schema private revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated;

create type public.appointment_status as enum
  ('requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show');
comment on type public.appointment_status is 'The life cycle of a visit; allowed moves are rule R3 (private.transition_allowed).';

create type public.location_type as enum ('in_person', 'video', 'phone');
comment on type public.location_type is 'Where a visit takes place.';

create type public.member_role as enum ('admin', 'clinician', 'receptionist');
comment on type public.member_role is 'What a member may do in a practice.';

-- plpgsql although it is one statement: its plan is cached for the session, a SQL function with SET is planned at each call.
create function private.now() returns timestamptz
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(nullif(pg_catalog.current_setting('careslot.now', true), '')::timestamptz, pg_catalog.now());
end $$;
comment on function private.now() is
  'The current instant. Tests inject one with set_config(''careslot.now'', …); the API offers no way to set it.';
grant execute on function private.now() to authenticated, service_role;

create function private.touch_updated_at() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end $$;
comment on function private.touch_updated_at() is 'The one trigger that keeps updated_at.';

create function private.is_timezone(name text) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  -- Postgres also takes POSIX strings such as "XYZ3": only IANA names and UTC are wanted.
  if name is null or not (name = 'UTC' or name ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$') then
    return false;
  end if;
  perform pg_catalog.now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $$;
comment on function private.is_timezone(text) is 'True for a zone name this server knows (IANA tz database, aliases included, and UTC).';
grant execute on function private.is_timezone(text) to authenticated, service_role;

create function private.is_https(link text) returns boolean
language sql immutable set search_path = '' as $$
  select link ~* '^https://[^\s/?#[:cntrl:]][^\s[:cntrl:]]*$' and length(link) <= 2000
$$;
comment on function private.is_https(text) is 'True for an https address of at most 2,000 characters; a link that people open must not be anything else.';
grant execute on function private.is_https(text) to authenticated, service_role;
