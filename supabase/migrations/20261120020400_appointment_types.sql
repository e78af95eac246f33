-- What can be booked. Each practice starts with the nine types of the product and may change them.

create table public.appointment_types (
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  appointment_type text not null,
  name text not null,
  default_duration_minutes integer not null default 30,
  default_location_type public.location_type not null default 'in_person',
  buffer_minutes integer not null default 0,
  self_bookable boolean not null default true,
  auto_confirm boolean not null default true,
  color text not null default '#0F766E',
  preparation_instructions text,
  active boolean not null default true,
  position smallint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint appointment_types_pkey primary key (practice_id, appointment_type),
  constraint appointment_types_key_format check (appointment_type ~ '^[a-z][a-z0-9_]{0,59}$'),
  constraint appointment_types_name_length check (length(name) between 1 and 120),
  constraint appointment_types_duration_range check (default_duration_minutes between 5 and 1440),
  constraint appointment_types_buffer_range check (buffer_minutes between 0 and 240),
  constraint appointment_types_color_format check (color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint appointment_types_preparation_length check (length(preparation_instructions) <= 4000)
);
comment on table public.appointment_types is 'Kinds of visit of a practice, named by a stable key (follow_up …).';
comment on column public.appointment_types.buffer_minutes is 'Minutes kept free after a visit of this type; the longer of this and the buffer of the hours counts.';
comment on column public.appointment_types.auto_confirm is 'Whether a visit booked by a patient is confirmed at once; otherwise it is requested.';

alter table public.appointment_types enable row level security;
revoke all on table public.appointment_types from anon, authenticated;
grant select on table public.appointment_types to authenticated;
grant insert (practice_id, appointment_type, name, default_duration_minutes, default_location_type, buffer_minutes, self_bookable,
  auto_confirm, color, preparation_instructions, active, position) on table public.appointment_types to authenticated;
grant update (name, default_duration_minutes, default_location_type, buffer_minutes, self_bookable, auto_confirm, color,
  preparation_instructions, active, position) on table public.appointment_types to authenticated;
grant select, insert, update, delete on table public.appointment_types to service_role;

create policy select_involved on public.appointment_types for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[])
      or practice_id = any ((select private.my_care_practices())::uuid[]));
create policy insert_admin on public.appointment_types for insert to authenticated
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy update_admin on public.appointment_types for update to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

create trigger appointment_types_touch before update on public.appointment_types
  for each row execute function private.touch_updated_at();

create function private.seed_appointment_types() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.appointment_types
    (practice_id, appointment_type, name, default_duration_minutes, default_location_type, auto_confirm, color, position)
  values
    (new.practice_id, 'initial_consultation', 'Initial consultation', 60, 'in_person', false, '#1D4ED8', 1),
    (new.practice_id, 'follow_up', 'Follow-up', 30, 'in_person', true, '#0F766E', 2),
    (new.practice_id, 'medication_review', 'Medication review', 30, 'in_person', true, '#7C3AED', 3),
    (new.practice_id, 'test_results_review', 'Test results review', 30, 'phone', true, '#B45309', 4),
    (new.practice_id, 'urgent_visit', 'Urgent visit', 30, 'in_person', false, '#B91C1C', 5),
    (new.practice_id, 'routine_checkup', 'Routine check-up', 30, 'in_person', true, '#15803D', 6),
    (new.practice_id, 'video_call', 'Video call', 30, 'video', true, '#0369A1', 7),
    (new.practice_id, 'in_person_visit', 'In-person visit', 30, 'in_person', true, '#4D7C0F', 8),
    (new.practice_id, 'phone_call', 'Phone call', 30, 'phone', true, '#6B7280', 9)
  on conflict do nothing;
  return null;
end $$;
comment on function private.seed_appointment_types() is 'Gives a new practice the nine appointment types of the product.';

create trigger practices_seed_types after insert on public.practices
  for each row execute function private.seed_appointment_types();
