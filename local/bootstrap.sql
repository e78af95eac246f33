-- Makes a bare Postgres look like hosted Supabase to the migrations: the same roles, schemas, privileges and settings.
-- Runs as the bootstrap superuser before Supabase Lite creates its auth tables; may run again on an existing database.
-- Passwords are set by bootstrap.ts, because every data folder has its own.

do $$
declare
  r record;
begin
  for r in
    select * from (values
      ('anon', 'nologin inherit'),
      ('authenticated', 'nologin inherit'),
      ('service_role', 'nologin inherit bypassrls'),
      ('supabase_auth_admin', 'nologin noinherit'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      ('authenticator', 'login noinherit'),
      ('postgres', 'login createdb createrole bypassrls replication'),
      -- Our API server logs in as this one: PostgREST's authenticator plus what the auth server may do. No superuser.
      ('lite_api', 'login inherit')
    ) as wanted (name, attributes)
  loop
    if not exists (select 1 from pg_roles where rolname = r.name) then
      execute format('create role %I %s', r.name, r.attributes);
    end if;
  end loop;
end $$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;
grant anon, authenticated, service_role to lite_api with inherit true, set true;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;

alter database postgres owner to postgres;
alter role postgres set search_path = "$user", public, extensions;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';

create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;

create schema if not exists auth authorization supabase_admin;
grant usage on schema auth to postgres, anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

-- Privileges of projects made since 30 May 2026: nothing in public is readable or writable until a migration says so.
alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant truncate, references, trigger on tables to anon, authenticated, service_role;

-- Realtime: the table, the helper and the sender that policies and triggers know from the hosted platform. The local
-- realtime server listens on the notification instead of reading the write-ahead log.
create schema if not exists realtime;
grant usage on schema realtime to postgres with grant option;
grant usage on schema realtime to anon, authenticated, service_role;

create table if not exists realtime.messages (
  id uuid not null default gen_random_uuid() primary key,
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now()
);
create index if not exists messages_inserted_at on realtime.messages (inserted_at);
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;
-- On the hosted platform an extension lets postgres make policies here; ownership is the plain way to the same.
alter table realtime.messages owner to postgres;

create or replace function realtime.topic() returns text
language sql stable set search_path = '' as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql set search_path = '' as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
  perform pg_notify(
    'careslot_realtime',
    jsonb_build_object('topic', topic, 'event', event, 'private', private, 'payload', payload)::text
  );
exception
  -- As hosted: a message that cannot be sent never undoes the change it speaks of.
  when others then raise warning 'realtime.send: %', sqlerrm;
end $$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql set search_path = '' as $$
begin
  perform realtime.send(
    jsonb_build_object(
      'schema', table_schema, 'table', table_name, 'operation', operation,
      'record', to_jsonb(new), 'old_record', to_jsonb(old)
    ),
    event_name,
    topic_name
  );
end $$;

-- Vault and pg_net: where the database finds the project's address and key, and how it calls a function after its
-- transaction. The local stack listens on the notification and makes the call.
create schema if not exists vault;
create table if not exists vault.secrets (name text primary key, secret text not null);
create or replace view vault.decrypted_secrets as select name, secret as decrypted_secret from vault.secrets;
revoke all on vault.secrets, vault.decrypted_secrets from public;
grant usage on schema vault to postgres;
grant select on vault.decrypted_secrets to postgres;

create schema if not exists net;
grant usage on schema net to postgres;
create or replace function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000
) returns bigint
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('careslot_http', jsonb_build_object('url', url, 'headers', headers, 'body', body)::text);
  return 0;
end $$;
revoke execute on function net.http_post(text, jsonb, jsonb, jsonb, integer) from public;
grant execute on function net.http_post(text, jsonb, jsonb, jsonb, integer) to postgres;

do $$
begin
  if not exists (select 1 from pg_publication where pubname = 'supabase_realtime') then
    set local role postgres;
    create publication supabase_realtime;
    reset role;
  end if;
end $$;
