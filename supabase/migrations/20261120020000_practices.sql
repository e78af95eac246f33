-- A practice: the organisation that employs clinicians and sets the rules patients book by.

create table public.practices (
  practice_id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null,
  timezone text not null default 'UTC',
  min_notice_minutes integer not null default 120,
  booking_horizon_days integer not null default 90,
  cancellation_notice_minutes integer not null default 1440,
  max_self_booking_minutes integer not null default 120,
  requests_hold_time boolean not null default true,
  hold_minutes integer not null default 5,
  max_hold_minutes integer not null default 20,
  max_holds_per_person integer not null default 3,
  max_open_requests integer not null default 5,
  desk_reads_messages boolean not null default true,
  retention_days integer not null default 3650,
  phone text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint practices_slug_key unique (slug),
  constraint practices_slug_format check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
  constraint practices_name_length check (length(name) between 1 and 200),
  constraint practices_phone_length check (length(phone) <= 40),
  constraint practices_timezone_known check (private.is_timezone(timezone)),
  constraint practices_notice_range check (min_notice_minutes between 0 and 43200),
  constraint practices_horizon_range check (booking_horizon_days between 1 and 730),
  constraint practices_cancellation_range check (cancellation_notice_minutes between 0 and 43200),
  constraint practices_self_booking_range check (max_self_booking_minutes between 5 and 1440),
  constraint practices_hold_range check (hold_minutes between 1 and 60 and max_hold_minutes between hold_minutes and 240 and max_holds_per_person between 1 and 20),
  constraint practices_open_requests_range check (max_open_requests between 1 and 50),
  constraint practices_retention_range check (retention_days between 30 and 36500)
);
comment on table public.practices is 'The organisation: its zone, and the rules by which patients book.';
comment on column public.practices.min_notice_minutes is 'Minutes from now to the earliest start a patient may book. Staff are not bound by it.';
comment on column public.practices.booking_horizon_days is 'Days from now to the latest start a patient may book. Staff are not bound by it.';
comment on column public.practices.cancellation_notice_minutes is 'A patient may cancel or move a visit until this many minutes before its start.';
comment on column public.practices.max_self_booking_minutes is 'The longest visit, in minutes, that a patient may book without staff.';
comment on column public.practices.requests_hold_time is 'Whether a requested visit already claims its time (R1).';
comment on column public.practices.hold_minutes is 'How long one hold lasts; renewing it never goes past max_hold_minutes after it was first taken.';
comment on column public.practices.desk_reads_messages is
  'Whether receptionists and admins read and write in every thread of the practice, or only in those they take part in.';
comment on column public.practices.max_open_requests is 'How many coming visits one patient may have requested without an answer; staff are not bound by it.';

alter table public.practices enable row level security;
revoke all on table public.practices from anon, authenticated;
grant select on table public.practices to authenticated;
grant update (name, timezone, min_notice_minutes, booking_horizon_days, cancellation_notice_minutes, max_self_booking_minutes,
  requests_hold_time, hold_minutes, max_hold_minutes, max_holds_per_person, max_open_requests, desk_reads_messages, retention_days, phone) on table public.practices to authenticated;
grant select, insert, update, delete on table public.practices to service_role;

create trigger practices_touch before update on public.practices
  for each row execute function private.touch_updated_at();
