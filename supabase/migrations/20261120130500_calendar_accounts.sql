-- Accounts: signing in at a provider, tokens, connecting and removing calendars. Rows of one account, (user_id, provider,
-- account_id), share their tokens.

create function private.lock_calendars(user_id uuid) returns void
language sql volatile set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('calendars of ' || user_id, 0)) where user_id is not null
$$;
comment on function private.lock_calendars(uuid) is
  'Taken by whatever locks several connections of a person, before the first of them, so that two of these do not wait in a circle.';

create function private.account_rows(connection_id uuid) returns setof public.calendar_sync_connections
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.lock_calendars((select c.user_id from public.calendar_sync_connections c where c.connection_id = account_rows.connection_id));
  return query
  select c.*
  from public.calendar_sync_connections c
  join public.calendar_sync_connections o on o.connection_id = account_rows.connection_id
  where c.connection_id = o.connection_id
    or c.user_id = o.user_id and c.provider = o.provider and c.account_id = o.account_id
  for no key update of c;
end $$;
comment on function private.account_rows(uuid) is 'All connections of the account of this one, locked. A row without account_id is an account of its own.';

create function private.connection_json(connection public.calendar_sync_connections) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(connection) - array['access_token', 'refresh_token', 'token_expires_at', 'refresh_leased_until', 'cursor', 'cursor_window_end',
    'window_end', 'generation', 'dirty_at', 'last_asked_at', 'brake_released_until', 'leased_by', 'leased_until', 'lease_seconds']
$$;
comment on function private.connection_json(public.calendar_sync_connections) is 'A connection as the API returns it: the columns its owner may read.';

create function public.begin_token_refresh(connection_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_now timestamptz := private.now();
  v_ids uuid[];
  v_busy boolean;
  v_row public.calendar_sync_connections;
begin
  select array_agg(r.connection_id), bool_or(coalesce(r.refresh_leased_until > v_now, false)) into v_ids, v_busy
  from private.account_rows(connection_id) r;
  if v_ids is null then
    perform private.raise_error('not_found', 'There is no such calendar connection.');
  end if;
  update public.calendar_sync_connections c set refresh_leased_until = v_now + interval '30 seconds'
  where c.connection_id = any (v_ids) and not v_busy;
  select c.* into v_row from public.calendar_sync_connections c where c.connection_id = begin_token_refresh.connection_id;
  return jsonb_build_object('granted', not v_busy, 'access_token', v_row.access_token, 'refresh_token', v_row.refresh_token,
    'token_expires_at', v_row.token_expires_at);
end $$;
comment on function public.begin_token_refresh(uuid) is
  'SY11: {granted, access_token, refresh_token, token_expires_at}: one at a time fetches new tokens for an account, for 30 seconds; the others read again what was stored. Errors: not_found. Service role only.';

create function public.save_tokens(
  connection_id uuid, access_token text, refresh_token text default null, token_expires_at timestamptz default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_ids uuid[] := array(select r.connection_id from private.account_rows(connection_id) r);
begin
  if access_token is null or not isfinite(coalesce(token_expires_at, private.now())) then
    perform private.raise_error('invalid_input', 'access_token is needed, and token_expires_at is an instant.');
  elsif cardinality(v_ids) = 0 then
    perform private.raise_error('not_found', 'There is no such calendar connection.');
  end if;
  update public.calendar_sync_connections c set
    access_token = save_tokens.access_token, refresh_token = coalesce(save_tokens.refresh_token, c.refresh_token),
    token_expires_at = save_tokens.token_expires_at, refresh_leased_until = null
  where c.connection_id = any (v_ids);
end $$;
comment on function public.save_tokens(uuid, text, text, timestamptz) is
  'Stores new ciphertexts for all connections of the account; without refresh_token the old one stays. Errors: invalid_input, not_found. Service role only.';

create function private.choose_primary(user_id uuid, preferred uuid[]) returns void
language sql volatile security definer set search_path = '' as $$
  update public.calendar_sync_connections c set is_primary = true
  where c.connection_id = (
      select w.connection_id from public.calendar_sync_connections w
      where w.connection_id = any (choose_primary.preferred) and w.can_write and w.sync_enabled and w.sync_direction <> 'from_external'
      order by array_position(choose_primary.preferred, w.connection_id) limit 1)
    and not exists (select from public.calendar_sync_connections p where p.user_id = choose_primary.user_id and p.is_primary)
$$;
comment on function private.choose_primary(uuid, uuid[]) is 'The first writable of these becomes the calendar that visits are written to, if the person has none yet.';

create function public.save_connection(
  user_id uuid, provider text, account_id text, account_email text, server_url text, access_token text, refresh_token text,
  token_expires_at timestamptz, calendars jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_calendar jsonb;
  v_id uuid;
  v_ids uuid[] := '{}';
begin
  if provider is null or provider not in ('google', 'microsoft', 'outlook', 'apple', 'caldav') or account_id is null or access_token is null
    or not isfinite(coalesce(token_expires_at, private.now())) or jsonb_typeof(calendars) is distinct from 'array' or exists (
      select from jsonb_array_elements(calendars) c where jsonb_typeof(c.value) <> 'object' or c.value ->> 'calendar_id' is null) then
    perform private.raise_error('invalid_input', 'provider, account_id, access_token and calendars [{calendar_id, calendar_name, can_write, is_primary}] are needed.');
  end if;
  if not exists (select from public.profiles p where p.profile_id = save_connection.user_id) then
    perform private.raise_error('not_found', 'There is no such person.');
  end if;
  perform private.lock_calendars(user_id);
  for v_calendar in
    select c.value from jsonb_array_elements(calendars) with ordinality c
    order by coalesce((c.value ->> 'is_primary')::boolean, false) desc, c.ordinality
  loop
    insert into public.calendar_sync_connections as c (user_id, provider, account_id, account_email, server_url, calendar_id, calendar_name, can_write,
      sync_direction, access_token)
    values (save_connection.user_id, save_connection.provider, save_connection.account_id, save_connection.account_email, save_connection.server_url,
      v_calendar ->> 'calendar_id', left(v_calendar ->> 'calendar_name', 200), coalesce((v_calendar ->> 'can_write')::boolean, true),
      case when coalesce((v_calendar ->> 'can_write')::boolean, true) then 'two_way' else 'from_external' end, save_connection.access_token)
    on conflict on constraint calendar_sync_connections_calendar_key do update set
      account_id = excluded.account_id, server_url = excluded.server_url, can_write = excluded.can_write,
      calendar_name = coalesce(c.calendar_name, excluded.calendar_name)
    returning c.connection_id into v_id;
    v_ids := v_ids || v_id;
  end loop;
  update public.calendar_sync_connections c set
    access_token = save_connection.access_token, refresh_token = coalesce(save_connection.refresh_token, c.refresh_token),
    token_expires_at = save_connection.token_expires_at, refresh_leased_until = null,
    account_email = coalesce(save_connection.account_email, c.account_email),
    state = case when c.state = 'needs_reauth' then 'active' else c.state end
  where c.user_id = save_connection.user_id and c.provider = save_connection.provider and c.account_id = save_connection.account_id;
  -- A calendar that was connected through another account before keeps none of its tokens.
  update public.calendar_sync_connections c set refresh_token = save_connection.refresh_token
  where c.connection_id = any (v_ids) and c.refresh_token is distinct from save_connection.refresh_token and save_connection.refresh_token is not null;
  perform private.choose_primary(user_id, v_ids);
  perform private.queue_pass(i, 'reconcile', true) from unnest(v_ids) i;
  perform private.ping_calendar(i) from unnest(v_ids) i;
  return to_jsonb(v_ids);
end $$;
comment on function public.save_connection(uuid, text, text, text, text, text, text, timestamptz, jsonb) is
  'SY11: connects calendars of an account, or connects it again: [connection_id, …]. All rows of the account get the tokens, those that needed signing in are active again, the first writable calendar of a person becomes the primary one, each given one gets a reconcile job. Errors: invalid_input, not_found. Service role only.';

create function public.add_calendar(connection_id uuid, calendar_id text, calendar_name text default null, can_write boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_me uuid := private.me();
  v_from public.calendar_sync_connections;
  v_new public.calendar_sync_connections;
begin
  perform private.lock_calendars(v_me);
  select c.* into v_from from public.calendar_sync_connections c
  where c.connection_id = add_calendar.connection_id and c.user_id = v_me for no key update;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection of yours.');
  elsif coalesce(calendar_id, '') !~ '\S' or length(calendar_id) > 2000 or length(calendar_name) > 200 or can_write is null then
    perform private.raise_error('invalid_input', 'calendar_id has 1 to 2,000 characters, calendar_name at most 200.');
  elsif (select count(*) from public.calendar_sync_connections c where c.user_id = v_me) >= 50 then
    perform private.raise_error('rate_limited', 'At most 50 calendars can be connected.');
  end if;
  insert into public.calendar_sync_connections (user_id, provider, account_id, account_email, server_url, access_token, refresh_token, token_expires_at,
    refresh_leased_until, state, calendar_id, calendar_name, can_write, sync_direction)
  values (v_me, v_from.provider, v_from.account_id, v_from.account_email, v_from.server_url, v_from.access_token, v_from.refresh_token,
    v_from.token_expires_at, v_from.refresh_leased_until, case when v_from.state = 'needs_reauth' then 'needs_reauth' else 'active' end,
    add_calendar.calendar_id, add_calendar.calendar_name, add_calendar.can_write, case when add_calendar.can_write then 'two_way' else 'from_external' end)
  on conflict on constraint calendar_sync_connections_calendar_key do nothing
  returning * into v_new;
  if v_new.connection_id is null then
    select c.* into v_new from public.calendar_sync_connections c
    where c.user_id = v_me and c.provider = v_from.provider and c.calendar_id = add_calendar.calendar_id;
    return private.connection_json(v_new);
  end if;
  perform private.choose_primary(v_me, array[v_new.connection_id]);
  perform private.queue_pass(v_new.connection_id, 'reconcile', true);
  select c.* into v_new from public.calendar_sync_connections c where c.connection_id = v_new.connection_id;
  return private.connection_json(v_new);
end $$;
comment on function public.add_calendar(uuid, text, text, boolean) is
  'Connects another calendar of the account of one''s own connection, whose tokens are copied inside the database; one that is connected already is returned as it is. Returns the connection. Errors: rate_limited, invalid_input, not_found.';

create function public.use_oauth_state(state_hash text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_state public.oauth_states;
begin
  if coalesce(state_hash, '') !~ '^[A-Za-z0-9_=+/-]+$' then
    perform private.raise_error('invalid_input', 'state_hash is a hash in hexadecimal or base64.');
  end if;
  update public.oauth_states o set used_at = private.now()
  where o.state_hash = use_oauth_state.state_hash and o.used_at is null and o.expires_at > private.now()
  returning o.* into v_state;
  if not found then
    return null;
  end if;
  return jsonb_build_object('profile_id', v_state.profile_id, 'provider', v_state.provider, 'code_verifier', v_state.code_verifier,
    'return_to', v_state.return_to);
end $$;
comment on function public.use_oauth_state(text) is
  'SY12: {profile_id, provider, code_verifier, return_to} of a sign-in under way, exactly once and not after expires_at; else null. Errors: invalid_input. Service role only.';

create function public.connection_for_removal(connection_id uuid, user_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_connection public.calendar_sync_connections;
  v_window record;
begin
  select c.* into v_connection from public.calendar_sync_connections c
  where c.connection_id = connection_for_removal.connection_id and c.user_id = connection_for_removal.user_id;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection.');
  end if;
  v_window := private.reading_window(v_connection);
  v_connection.window_end := v_window.ends;
  return private.connection_state(v_connection, v_window.begins, private.link_list(connection_id, private.now()));
end $$;
comment on function public.connection_for_removal(uuid, uuid) is
  'As sync_connection, without a lease and with the links of coming visits only, for the owner of the connection. Errors: not_found. Service role only.';

create function public.delete_connection(connection_id uuid, user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  -- The visits first: with the links, what they say of the calendar is taken back.
  perform 1 from public.appointments a
  where a.appointment_id in (select l.appointment_id from public.calendar_event_links l where l.connection_id = delete_connection.connection_id)
  order by a.appointment_id for no key update;
  perform 1 from public.calendar_sync_connections c
  where c.connection_id = delete_connection.connection_id and c.user_id = delete_connection.user_id for update;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection.');
  end if;
  delete from public.calendar_event_links l where l.connection_id = delete_connection.connection_id;
  delete from public.calendar_sync_connections c where c.connection_id = delete_connection.connection_id;
  perform private.ping_availability(user_id);
end $$;
comment on function public.delete_connection(uuid, uuid) is
  'Removes a connection of this person with its tokens, links, busy times, jobs and questions. No other calendar becomes primary by itself. Errors: not_found. Service role only.';

grant execute on function public.begin_token_refresh(uuid) to service_role;
grant execute on function public.save_tokens(uuid, text, text, timestamptz) to service_role;
grant execute on function public.save_connection(uuid, text, text, text, text, text, text, timestamptz, jsonb) to service_role;
grant execute on function public.add_calendar(uuid, text, text, boolean) to authenticated, service_role;
grant execute on function public.use_oauth_state(text) to service_role;
grant execute on function public.connection_for_removal(uuid, uuid) to service_role;
grant execute on function public.delete_connection(uuid, uuid) to service_role;
