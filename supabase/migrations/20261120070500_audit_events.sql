-- The audit trail. Append-only for everybody (R8), the owner of the database included.

create table public.audit_events (
  event_id bigint generated always as identity primary key,
  practice_id uuid,
  actor_id uuid,
  actor_role text not null,
  action text not null,
  entity text not null,
  entity_id uuid not null,
  patient_id uuid,
  changes jsonb not null default '{}',
  occurred_at timestamptz not null default now()
);
comment on table public.audit_events is
  'Who changed what and when. changes holds old and new values of times, status and people; of free text only that it changed.';
comment on column public.audit_events.practice_id is 'No foreign key: the trail outlives what it tells of.';
comment on column public.audit_events.patient_id is 'Whose visit it was, to find all that happened to one patient; null for everything else.';
create index audit_events_entity_idx on public.audit_events (entity, entity_id, event_id);
-- Newest first; a rare action or person is found without walking through years of the trail.
create index audit_events_practice_idx on public.audit_events (practice_id, occurred_at desc, event_id desc);
create index audit_events_actor_idx on public.audit_events (practice_id, actor_id, occurred_at desc, event_id desc);
create index audit_events_patient_idx on public.audit_events (practice_id, patient_id, occurred_at desc, event_id desc) where patient_id is not null;
create index audit_events_action_idx on public.audit_events (practice_id, action, occurred_at desc, event_id desc);

alter table public.audit_events enable row level security;
revoke all on table public.audit_events from anon, authenticated, service_role;
grant select on table public.audit_events to authenticated, service_role;
grant insert on table public.audit_events to service_role;

create policy select_admin_or_involved on public.audit_events for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[])
      or (entity = 'appointment' and exists (
        select from public.appointments a
        where a.appointment_id = audit_events.entity_id and a.patient_id is distinct from (select private.me()))));

create function private.refuse_audit_change() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  raise exception 'audit events are append-only' using errcode = '42501';
end $$;
comment on function private.refuse_audit_change() is 'R8: no update, delete or truncate of the audit trail, whoever asks.';
create trigger audit_events_append_only before update or delete on public.audit_events
  for each row execute function private.refuse_audit_change();
create trigger audit_events_no_truncate before truncate on public.audit_events
  for each statement execute function private.refuse_audit_change();
alter table public.audit_events enable always trigger audit_events_append_only;
alter table public.audit_events enable always trigger audit_events_no_truncate;
