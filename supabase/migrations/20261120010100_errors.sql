-- The closed vocabulary of errors. docs/error-codes.md lists the same rows; npm run check compares them.

create function private.error_catalog() returns table (code text, status integer, message text)
language sql immutable set search_path = '' as $$
  values
    ('slot_taken', 409, 'That time was taken a moment ago.'),
    ('patient_busy', 409, 'The patient already has a visit at that time.'),
    ('outside_availability', 409, 'That time is outside the hours that can be booked.'),
    ('offer_closed', 409, 'This offer can no longer be answered.'),
    ('invitation_closed', 409, 'This invitation is no longer open.'),
    ('already_member', 409, 'This person already has that role in the practice.'),
    ('clinician_elsewhere', 409, 'This person already works as a clinician of another practice.'),
    ('last_admin', 409, 'A practice needs at least one active admin.'),
    ('hold_expired', 409, 'The time is no longer kept for you. Please choose again.'),
    ('version_conflict', 409, 'Somebody changed this visit in the meantime. Look at it again before you change it.'),
    ('invalid_transition', 409, 'The visit cannot change to that status.'),
    ('too_late', 409, 'It is too late to change this visit online. Please call the practice.'),
    ('lease_lost', 409, 'Another worker has taken this over.'),
    ('conflict_closed', 409, 'This question about the calendar has been answered already.'),
    ('idempotency_mismatch', 422, 'This request key was already used for a different request.'),
    ('invalid_time', 422, 'That time cannot be used.'),
    ('invalid_input', 422, 'Something in the request is not valid.'),
    ('forbidden', 403, 'You may not do this.'),
    ('not_found', 404, 'It does not exist, or you may not see it.'),
    ('rate_limited', 429, 'Too many requests. Please wait a little.')
$$;
comment on function private.error_catalog() is
  'Every error code of the database API with its HTTP status and its sentence for a person.';

create function private.raise_error(error_code text, message text default null, details jsonb default null, hint text default null)
returns void
language plpgsql volatile set search_path = '' as $$
declare
  v_entry record;
begin
  select c.status, c.message into strict v_entry
  from private.error_catalog() c
  where c.code = raise_error.error_code;
  -- PostgREST takes the body from MESSAGE and the status from DETAIL; "details" must be text there, so JSON travels as text.
  raise sqlstate 'PGRST' using
    message = pg_catalog.jsonb_build_object(
      'code', raise_error.error_code,
      'message', coalesce(raise_error.message, v_entry.message),
      'details', raise_error.details::text,
      'hint', raise_error.hint)::text,
    detail = pg_catalog.jsonb_build_object('status', v_entry.status, 'headers', '{}'::jsonb)::text;
end $$;
comment on function private.raise_error(text, text, jsonb, text) is
  'Ends the statement with an error of private.error_catalog(): body {code, message, details (JSON as text), hint} and its HTTP status.';
grant execute on function private.raise_error(text, text, jsonb, text) to authenticated, service_role;
grant execute on function private.error_catalog() to authenticated, service_role;
