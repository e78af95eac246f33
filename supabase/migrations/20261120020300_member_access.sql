-- Row-level security of people and practices (docs/spec/access.md).

create trigger practice_members_touch before update on public.practice_members
  for each row execute function private.touch_updated_at();
create trigger clinicians_touch before update on public.clinicians
  for each row execute function private.touch_updated_at();
create trigger care_relationships_touch before update on public.care_relationships
  for each row execute function private.touch_updated_at();

create policy select_involved on public.practices for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[])
      or practice_id = any ((select private.my_care_practices())::uuid[]));
create policy update_admin on public.practices for update to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

create policy select_member on public.practice_members for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[]));
create policy insert_admin on public.practice_members for insert to authenticated
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[])
    and private.is_member(practice_id, profile_id));
create policy update_admin on public.practice_members for update to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));
create policy delete_admin on public.practice_members for delete to authenticated
  using (practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

-- The subqueries run under the policies of their own tables: a patient finds only themselves there.
create policy select_self_or_staff on public.profiles for select to authenticated
  using (profile_id = (select private.me())
      or exists (select from public.care_relationships r where r.patient_id = profiles.profile_id)
      or profile_id in (select m.profile_id from public.practice_members m));
create policy update_self_or_desk on public.profiles for update to authenticated
  using (profile_id = (select private.me()) or exists (select from public.care_relationships r where r.patient_id = profiles.profile_id))
  with check (profile_id = (select private.me()) or exists (select from public.care_relationships r where r.patient_id = profiles.profile_id));

create policy select_member_or_patient on public.clinicians for select to authenticated
  using (practice_id = any ((select private.my_practices('{admin,clinician,receptionist}'))::uuid[])
      or clinician_id = any ((select private.my_clinicians())::uuid[]));
create policy update_self_or_admin on public.clinicians for update to authenticated
  using (clinician_id = (select private.me()) or practice_id = any ((select private.my_practices('{admin}'))::uuid[]))
  with check (clinician_id = (select private.me()) or practice_id = any ((select private.my_practices('{admin}'))::uuid[]));

create policy select_involved on public.care_relationships for select to authenticated
  using (clinician_id = (select private.me()) or patient_id = (select private.me())
      or practice_id = any ((select private.my_practices('{admin,receptionist}'))::uuid[]));
create policy update_staff on public.care_relationships for update to authenticated
  using (clinician_id = (select private.me()) or practice_id = any ((select private.my_practices('{admin,receptionist}'))::uuid[]))
  with check (clinician_id = (select private.me()) or practice_id = any ((select private.my_practices('{admin,receptionist}'))::uuid[]));
