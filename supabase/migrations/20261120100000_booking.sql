-- Booking (docs/spec/booking.md): book_appointment and what all booking functions share.
-- Over 300 lines, because what is shared has to stand before the function that first uses it.

create table private.idempotency_keys (
  actor text not null,
  idempotency_key text not null,
  fingerprint text not null,
  result jsonb,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (actor, idempotency_key)
);
comment on table private.idempotency_keys is 'Answers already given, by caller and key: a repeated request gets the same answer and books nothing. Kept for a day.';
create index idempotency_keys_created_idx on private.idempotency_keys (created_at);
alter table private.idempotency_keys enable row level security;
revoke all on table private.idempotency_keys from anon, authenticated;
grant select, insert, update, delete on table private.idempotency_keys to service_role;

create function private.claim_idempotency_key(key text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_actor text := coalesce(private.me()::text, 'service');
  v_print text := md5(request::text);
  v_entry private.idempotency_keys;
begin
  if key is null then
    return null;
  elsif length(key) not between 1 and 200 then
    perform private.raise_error('invalid_input', 'idempotency_key has 1 to 200 characters.');
  end if;
  -- A second request with the same key waits here until the first has ended, either way.
  insert into private.idempotency_keys (actor, idempotency_key, fingerprint) values (v_actor, key, v_print) on conflict do nothing;
  if found then
    return null;
  end if;
  select * into v_entry from private.idempotency_keys k where k.actor = v_actor and k.idempotency_key = key;
  if v_entry.fingerprint <> v_print then
    perform private.raise_error('idempotency_mismatch');
  end if;
  return v_entry.result;
end $$;
comment on function private.claim_idempotency_key(text, jsonb) is 'The stored answer of an earlier request with this key, else null and the key is ours. The same key with another request is refused.';

create function private.settle_idempotency_key(key text, result jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.idempotency_keys k set result = settle_idempotency_key.result
  where k.actor = coalesce(private.me()::text, 'service') and k.idempotency_key = settle_idempotency_key.key;
end $$;
comment on function private.settle_idempotency_key(text, jsonb) is 'Stores the answer in the transaction of the booking itself.';

create function private.free_idempotency_key(key text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.idempotency_keys k
  where k.actor = coalesce(private.me()::text, 'service') and k.idempotency_key = free_idempotency_key.key and k.result is null;
end $$;
comment on function private.free_idempotency_key(text) is 'Gives back a key that was claimed by a request which did nothing.';

create function private.appointment_json(visit public.appointments) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(visit) - array['clinician_notes', 'sync_metadata', 'external_id', 'google_calendar_event_id', 'microsoft_calendar_event_id',
    'apple_calendar_event_id', 'start_version', 'scheduling_integration_id']
$$;
comment on function private.appointment_json(public.appointments) is 'An appointment as the API returns it: the columns a signed-in person may read, instants in ISO 8601.';

create function private.place_visit(visit public.appointments, by_patient boolean, me uuid) returns public.appointments
language plpgsql stable security definer set search_path = '' as $$
declare
  v_minutes integer := (extract(epoch from visit.scheduled_end - visit.scheduled_start) / 60)::integer;
  v_slot record;
begin
  select s.slot_start, s.buffer_minutes into v_slot
  from private.open_slots(array[visit.clinician_id], visit.scheduled_start, visit.scheduled_end, v_minutes, visit.appointment_type,
    visit.location_type::text, visit.appointment_id, visit.patient_id, coalesce(me, visit.patient_id), by_patient) s
  where s.slot_start = visit.scheduled_start;
  if found then
    visit.blocked_until := visit.scheduled_end + make_interval(mins => v_slot.buffer_minutes);
    visit.overbooked := false;
    visit.overbook_reason := null;
    return visit;
  end if;
  visit.blocked_until := visit.scheduled_end
    + make_interval(mins => private.buffer_at(visit.clinician_id, visit.scheduled_start, visit.practice_id, visit.appointment_type));
  visit.overbooked := true;
  return visit;
end $$;
comment on function private.place_visit(public.appointments, boolean, uuid) is
  'Sets blocked_until, and overbooked when the time is not one that open_slots gives to this caller.';

create function private.refuse_overbooking(visit public.appointments, by_patient boolean, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_taken boolean;
begin
  if not by_patient and reason ~ '\S' then
    return;
  end if;
  perform private.refuse_clash(visit);
  v_taken := exists (
    select from private.busy_spans(visit.clinician_id, visit.scheduled_start, visit.scheduled_end, visit.appointment_id, coalesce(private.me(), visit.patient_id)) b
    where b.kind = 'external' and b.span && tstzrange(visit.scheduled_start, visit.scheduled_end));
  perform private.raise_error(case when v_taken then 'slot_taken' else 'outside_availability' end, null,
    private.with_alternatives(visit.clinician_id, visit.patient_id, visit.scheduled_start, visit.scheduled_end, visit.appointment_type,
      visit.location_type::text, visit.appointment_id),
    case when not by_patient then 'Staff may book it all the same by giving a reason.' end);
end $$;
comment on function private.refuse_overbooking(public.appointments, boolean, text) is
  'Raises slot_taken, patient_busy or outside_availability with alternatives, unless staff gave a reason to overbook.';

create function private.check_booking_texts(title text, description text, preparation_instructions text, reason text) returns void
language plpgsql stable set search_path = '' as $$
begin
  if length(title) > 300 or length(description) > 10000 or length(preparation_instructions) > 4000 or length(reason) > 1000 then
    perform private.raise_error('invalid_input', 'A text is too long: title 300, description 10,000, preparation 4,000, reason 1,000 characters.');
  end if;
end $$;
comment on function private.check_booking_texts(text, text, text, text) is 'Refuses texts longer than their columns.';

create function private.check_place(location text, video_call_link text, by_patient boolean) returns void
language plpgsql stable set search_path = '' as $$
begin
  if by_patient and (location is not null or video_call_link is not null) then
    perform private.raise_error('forbidden', 'The practice chooses the place and the video link.');
  elsif length(location) > 500 then
    perform private.raise_error('invalid_input', 'A place has at most 500 characters.');
  elsif not private.is_https(video_call_link) then
    perform private.raise_error('invalid_input', 'A video link begins with https:// and has at most 2,000 characters.');
  end if;
end $$;
comment on function private.check_place(text, text, boolean) is 'Refuses a place or a video link from a patient, and those that no visit can have.';

create function private.use_up_hold(visit public.appointments, me uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.slot_holds h
  where h.clinician_id = visit.clinician_id and h.held_by = me and h.slot_start < visit.blocked_until and h.blocked_until > visit.scheduled_start;
end $$;
comment on function private.use_up_hold(public.appointments, uuid) is 'Ends the caller''s own holds on the time that a visit has taken.';

create function private.claim_place(visit public.appointments, by_patient boolean, me uuid, overbook_reason text) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_strict boolean := by_patient or coalesce(overbook_reason, '') !~ '\S';
  v_holder uuid := coalesce(me, visit.patient_id);
begin
  if v_strict then
    -- A clash that can be seen already needs no lock; the answer that counts is found under it.
    visit.blocked_until := visit.scheduled_end;
    perform private.refuse_clash(visit);
  end if;
  begin
    perform private.lock_schedule(visit.clinician_id, visit.patient_id);
    if v_strict and private.clinician_clash(visit.clinician_id, visit.scheduled_start, visit.scheduled_end, visit.appointment_id, v_holder) is not null then
      raise sqlstate 'CS409';
    end if;
  exception when sqlstate 'CS409' then
    -- Leaving this block gives the lock back: who has lost looks for alternatives without keeping the others waiting.
    perform private.refuse_clash(visit);
    perform private.lock_schedule(visit.clinician_id, visit.patient_id);  -- freed in the meantime after all
  end;
  visit := private.place_visit(visit, by_patient, me);
  if visit.overbooked then
    perform private.refuse_overbooking(visit, by_patient, overbook_reason);
    visit.overbook_reason := btrim(overbook_reason);
  end if;
  return visit;
end $$;
comment on function private.claim_place(public.appointments, boolean, uuid, text) is
  'The visit with its place settled, and the schedule locked for it: what booking and rescheduling have in common. Raises as refuse_overbooking.';

create function private.refuse_many_requests(visit public.appointments) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Counted under the lock on the patient, which booking holds by now.
  if (select count(*) from public.appointments a
      where a.patient_id = visit.patient_id and a.practice_id = visit.practice_id and a.status = 'requested'
        and a.booked_by = visit.patient_id and a.scheduled_start > private.now())
    >= (select p.max_open_requests from public.practices p where p.practice_id = visit.practice_id) then
    perform private.raise_error('rate_limited', 'You have as many requests waiting as the practice allows. Please wait for an answer, or call.');
  end if;
end $$;
comment on function private.refuse_many_requests(public.appointments) is
  'Raises rate_limited when the patient has max_open_requests coming visits of the practice requested by themselves.';

create function private.book_one(visit public.appointments, by_patient boolean, me uuid, overbook_reason text) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
begin
  visit := private.claim_place(visit, by_patient, me, overbook_reason);
  if by_patient and visit.status = 'requested' then
    perform private.refuse_many_requests(visit);
  end if;
  insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, title, description, scheduled_start, scheduled_end,
    status, location_type, location, video_call_link, video_call_provider, preparation_instructions, series_id, overbooked, overbook_reason, blocked_until, booked_by,
    requested_via_message_id, conversation_id)
  values (visit.practice_id, visit.clinician_id, visit.patient_id, visit.appointment_type, visit.title, visit.description,
    visit.scheduled_start, visit.scheduled_end, visit.status, visit.location_type, visit.location, visit.video_call_link,
    visit.video_call_provider, visit.preparation_instructions, visit.series_id, visit.overbooked, visit.overbook_reason, visit.blocked_until, me,
    visit.requested_via_message_id, visit.conversation_id)
  returning * into visit;
  perform private.use_up_hold(visit, me);
  return visit;
end $$;
comment on function private.book_one(public.appointments, boolean, uuid, text) is
  'Books one visit under the schedule lock: checked by open_slots, kept by the constraints. Uses up the caller''s own hold on it.';

create function private.video_room(clinician_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select c.video_link from public.clinicians c where c.clinician_id = video_room.clinician_id);
end $$;
comment on function private.video_room(uuid) is 'The clinician''s own video room, or null.';

create function private.new_visit(
  clinician_id uuid, patient_id uuid, slot_start timestamptz, slot_end timestamptz, appointment_type text, location_type text,
  title text, description text, preparation_instructions text, location text, video_call_link text, access record) returns public.appointments
language plpgsql stable security definer set search_path = '' as $$
declare
  v_visit public.appointments;
  v_type public.appointment_types;
begin
  perform private.check_slot(slot_start, slot_end);
  if appointment_type is null or location_type is null then
    perform private.raise_error('invalid_input', 'appointment_type and location_type are needed.');
  end if;
  perform private.check_kind(access.practice_id, appointment_type, location_type, null);
  if patient_id is null then
    perform private.raise_error('invalid_input', 'patient_id is needed.');
  elsif access.by_patient and patient_id <> access.me then
    perform private.raise_error('forbidden', 'You can book for yourself only.');
  elsif not access.by_patient then
    perform private.check_patient(access.practice_id, patient_id);
  end if;
  select * into v_type from public.appointment_types t
  where t.practice_id = access.practice_id and t.appointment_type = new_visit.appointment_type;
  if access.by_patient and not v_type.self_bookable then
    perform private.raise_error('forbidden', 'This type of visit is booked by the practice. Please call.');
  end if;
  v_visit.practice_id := access.practice_id;
  v_visit.clinician_id := clinician_id;
  v_visit.patient_id := patient_id;
  v_visit.scheduled_start := slot_start;
  v_visit.scheduled_end := slot_end;
  v_visit.appointment_type := appointment_type;
  v_visit.location_type := location_type;
  v_visit.location := nullif(btrim(location), '');
  v_visit.video_call_link := coalesce(video_call_link, case when location_type = 'video' then private.video_room(clinician_id) end);
  v_visit.video_call_provider := case when v_visit.video_call_link is not null then 'custom' end;
  v_visit.title := title;
  v_visit.description := description;
  v_visit.preparation_instructions := coalesce(preparation_instructions, v_type.preparation_instructions);
  v_visit.status := case when access.by_patient and not v_type.auto_confirm then 'requested' else 'confirmed' end;
  return v_visit;
end $$;
comment on function private.new_visit(uuid, uuid, timestamptz, timestamptz, text, text, text, text, text, text, text, record) is
  'The row to book, after every argument has been checked. A video visit without a link takes place in the clinician''s room. What staff book is confirmed; what a patient books where the type confirms by itself.';

create function private.check_hold(hold_id uuid, visit public.appointments, me uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if hold_id is not null and not exists (
    select from public.slot_holds h
    where h.hold_id = check_hold.hold_id and h.held_by = me and h.expires_at > private.now() and h.clinician_id = visit.clinician_id
      and h.slot_start <= visit.scheduled_start and h.slot_end >= visit.scheduled_end) then
    perform private.raise_error('hold_expired', null, private.with_alternatives(visit.clinician_id, visit.patient_id,
      visit.scheduled_start, visit.scheduled_end, visit.appointment_type, visit.location_type::text, null));
  end if;
end $$;
comment on function private.check_hold(uuid, public.appointments, uuid) is 'Raises hold_expired unless the named hold is the caller''s, alive, and covers the visit. No hold named is fine.';

create function private.take_into_care(visit public.appointments) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.care_relationships (clinician_id, patient_id, practice_id)
  values (visit.clinician_id, visit.patient_id, visit.practice_id)
  on conflict on constraint care_relationships_pkey do update set status = 'active' where care_relationships.status <> 'active'
$$;
comment on function private.take_into_care(public.appointments) is 'Whoever is booked with a clinician is in their care, again if it had ended.';

create function public.book_appointment(
  clinician_id uuid,
  patient_id uuid,
  slot_start timestamptz,
  slot_end timestamptz,
  appointment_type text,
  location_type text,
  title text default null,
  description text default null,
  preparation_instructions text default null,
  hold_id uuid default null,
  overbook_reason text default null,
  idempotency_key text default null,
  location text default null,
  video_call_link text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_access record := private.schedule_access(clinician_id);
  v_visit public.appointments;
  v_result jsonb;
begin
  perform private.check_booking_texts(title, description, preparation_instructions, overbook_reason);
  perform private.check_place(location, video_call_link, v_access.by_patient);
  v_result := private.claim_idempotency_key(idempotency_key, jsonb_build_array('book', clinician_id, patient_id, slot_start, slot_end,
    appointment_type, location_type, title, description, preparation_instructions, overbook_reason, location, video_call_link));
  if v_result is not null then
    return v_result;
  end if;
  if overbook_reason is not null and v_access.by_patient then
    perform private.raise_error('forbidden', 'Only staff can book a time that is not free.');
  end if;
  v_visit := private.new_visit(clinician_id, patient_id, slot_start, slot_end, appointment_type, location_type,
    title, description, preparation_instructions, location, video_call_link, v_access);
  perform private.check_hold(hold_id, v_visit, v_access.me);
  v_visit := private.book_one(v_visit, v_access.by_patient, v_access.me, overbook_reason);
  perform private.take_into_care(v_visit);
  v_result := private.appointment_json(v_visit);
  if idempotency_key is not null then
    perform private.settle_idempotency_key(idempotency_key, v_result);
  end if;
  return v_result;
end $$;
comment on function public.book_appointment(uuid, uuid, timestamptz, timestamptz, text, text, text, text, text, uuid, text, text, text, text) is
  'Books one visit and returns it. location and video_call_link are for staff; a video visit without a link takes the clinician''s room. A time that available_slots does not give the caller needs overbook_reason (staff only). Errors: slot_taken, patient_busy, outside_availability, hold_expired (details.alternatives), rate_limited, invalid_time, invalid_input, idempotency_mismatch, forbidden, not_found.';

grant execute on function public.book_appointment(uuid, uuid, timestamptz, timestamptz, text, text, text, text, text, uuid, text, text, text, text)
  to authenticated, service_role;
