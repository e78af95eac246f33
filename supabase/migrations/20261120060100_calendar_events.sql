-- What is known of external calendars: links of our visits, and busy times without titles.

create table public.calendar_event_links (
  link_id uuid primary key default gen_random_uuid(),
  connection_id uuid not null references public.calendar_sync_connections (connection_id) on delete cascade,
  appointment_id uuid not null references public.appointments (appointment_id) on delete cascade,
  external_event_id text not null,
  href text,
  etag text,
  base jsonb,
  base_hash text,
  generation integer not null default 0,
  state text not null default 'synced',
  local_version integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint calendar_event_links_state_known check (state in ('synced', 'gone')),
  constraint calendar_event_links_appointment_key unique (connection_id, appointment_id),
  constraint calendar_event_links_event_key unique (connection_id, external_event_id)
);
comment on table public.calendar_event_links is 'One visit and its event in one external calendar, with the state both sides last agreed on.';
comment on column public.calendar_event_links.base is '{start, end} both sides last agreed on, or both know of.';
comment on column public.calendar_event_links.generation is 'Part of the event''s identity; rises when the event is made again, because providers never forget a deleted one.';
comment on column public.calendar_event_links.state is 'gone: deleted in the calendar, and not made again yet.';
comment on column public.calendar_event_links.local_version is 'The version of the visit that was last compared with the event.';
create index calendar_event_links_appointment_idx on public.calendar_event_links (appointment_id);

create table public.external_busy_times (
  busy_id uuid primary key default gen_random_uuid(),
  connection_id uuid not null references public.calendar_sync_connections (connection_id) on delete cascade,
  clinician_id uuid not null references public.clinicians (clinician_id) on delete cascade,
  busy_start timestamptz not null,
  busy_end timestamptz not null,
  external_event_id text not null,
  series_id text,
  kind text not null default 'busy',
  all_day boolean not null default false,
  generation integer not null default 0,
  created_at timestamptz not null default now(),
  constraint external_busy_times_piece_key unique (connection_id, external_event_id, busy_start),
  constraint external_busy_times_kind_known check (kind in ('busy', 'tentative')),
  constraint external_busy_times_order check (busy_end > busy_start),
  constraint external_busy_times_at_most_a_day check (busy_end - busy_start <= interval '24 hours')
);
comment on table public.external_busy_times is 'External events reduced to a range and an opaque id, in pieces of at most 24 hours (R4): never a title.';
create index external_busy_times_clinician_idx on public.external_busy_times (clinician_id, busy_start, busy_end);
create index external_busy_times_series_idx on public.external_busy_times (connection_id, series_id) where series_id is not null;

alter table public.calendar_event_links enable row level security;
alter table public.external_busy_times enable row level security;
revoke all on table public.calendar_event_links, public.external_busy_times from anon, authenticated;
grant select (link_id, connection_id, appointment_id, created_at, updated_at) on table public.calendar_event_links to authenticated;
grant select (busy_id, connection_id, clinician_id, busy_start, busy_end, kind, all_day) on table public.external_busy_times to authenticated;
grant select, insert, update, delete on table public.calendar_event_links, public.external_busy_times to service_role;

create policy select_owner on public.calendar_event_links for select to authenticated
  using (connection_id in (select private.my_connections()));
create policy select_owner on public.external_busy_times for select to authenticated
  using (clinician_id = (select private.me()));

create trigger calendar_event_links_touch before update on public.calendar_event_links
  for each row execute function private.touch_updated_at();

-- The event id columns of appointments are a read-only projection of the links.
create function private.project_event_ids() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_appointment uuid := coalesce(new.appointment_id, old.appointment_id);
begin
  update public.appointments a set
    google_calendar_event_id = x.google, microsoft_calendar_event_id = x.microsoft, apple_calendar_event_id = x.apple
  from (
    select max(l.external_event_id) filter (where c.provider = 'google') as google,
      max(l.external_event_id) filter (where c.provider in ('microsoft', 'outlook')) as microsoft,
      max(l.external_event_id) filter (where c.provider in ('apple', 'caldav')) as apple
    from public.calendar_event_links l
    join public.calendar_sync_connections c on c.connection_id = l.connection_id
    where l.appointment_id = v_appointment) x
  where a.appointment_id = v_appointment
    and (a.google_calendar_event_id, a.microsoft_calendar_event_id, a.apple_calendar_event_id) is distinct from (x.google, x.microsoft, x.apple);
  return null;
end $$;
comment on function private.project_event_ids() is 'Keeps appointments.*_calendar_event_id equal to the links.';
-- Of no other column: a change of a link alone must not lock its visit.
create trigger calendar_event_links_project after insert or delete or update of external_event_id, appointment_id, connection_id on public.calendar_event_links
  for each row execute function private.project_event_ids();
