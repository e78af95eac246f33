-- When the whole practice is shut.

create table public.practice_closures (
  closure_id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references public.practices (practice_id) on delete cascade,
  during tstzrange not null,
  reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint practice_closures_during_bounded check (
    not isempty(during) and not lower_inf(during) and not upper_inf(during) and lower_inc(during) and not upper_inc(during)
    -- A bound that is missing is not the bound -infinity.
    and isfinite(lower(during)) and isfinite(upper(during))),
  constraint practice_closures_reason_length check (length(reason) <= 500)
);
comment on table public.practice_closures is 'Spans [from, until) in which no clinician of the practice can be booked.';
create index practice_closures_practice_idx on public.practice_closures (practice_id, upper(during));

alter table public.practice_closures enable row level security;
revoke all on table public.practice_closures from anon, authenticated;
grant select, insert (closure_id, practice_id, during, reason), delete on table public.practice_closures to authenticated;
grant update (during, reason) on table public.practice_closures to authenticated;
grant select, insert, update, delete on table public.practice_closures to service_role;

create policy select_involved on public.practice_closures for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[])
      or practice_id = any ((select private.my_care_practices())::uuid[]));
create policy insert_admin on public.practice_closures for insert to authenticated
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy update_admin on public.practice_closures for update to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy delete_admin on public.practice_closures for delete to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

create trigger practice_closures_touch before update on public.practice_closures
  for each row execute function private.touch_updated_at();
