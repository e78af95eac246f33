-- Push channels: note_push, save_channel, channels_to_renew. A notification is never believed, only taken as a hint to look.

create function public.note_push(external_channel_id text, secret_hash text, delivery_id text, resource_id text default null) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_now timestamptz := private.now();
  v_channel public.calendar_push_channels;
  v_source text;
  v_connection public.calendar_sync_connections;
begin
  select h.* into v_channel from public.calendar_push_channels h
  where h.external_channel_id = note_push.external_channel_id and h.token_hash = note_push.secret_hash
    and h.state in ('registering', 'active', 'replaced')
    and (h.resource_id is null or note_push.resource_id is null or h.resource_id = note_push.resource_id);
  if not found then
    return false;
  end if;
  v_source := 'calendar:' || v_channel.channel_id;
  if (select count(*) from public.webhook_deliveries d where d.source = v_source and d.received_at > v_now - interval '1 minute') >= 120 then
    return true;
  end if;
  insert into public.webhook_deliveries (source, delivery_id, received_at) values (v_source, coalesce(note_push.delivery_id, gen_random_uuid()::text), v_now)
  on conflict on constraint webhook_deliveries_pkey do nothing;
  if not found then
    return true;                   -- a replay
  end if;
  -- Never the same instant twice, and in whole milliseconds, so that it survives a way through JavaScript.
  update public.calendar_sync_connections c
  set dirty_at = greatest(date_trunc('milliseconds', v_now), c.dirty_at + interval '1 millisecond')
  where c.connection_id = v_channel.connection_id
  returning c.* into v_connection;
  if private.connection_reads(v_connection) then
    perform private.queue_pass(v_connection.connection_id, 'pull', false);
  end if;
  return true;
end $$;
comment on function public.note_push(text, text, text, text) is
  'SY10: true for a notification of a known channel with its secret; then the connection is dirty and a pull waits. A replay and what exceeds 120 a minute do nothing. Service role only.';

create function public.save_channel(
  connection_id uuid, channel_id uuid, external_channel_id text, resource_id text, token_hash text, expires_at timestamptz, state text) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  if state is null or state not in ('registering', 'active', 'replaced', 'stopped', 'unsupported') then
    perform private.raise_error('invalid_input', 'state is registering, active, replaced, stopped or unsupported.');
  elsif not isfinite(coalesce(expires_at, private.now())) then
    perform private.raise_error('invalid_input', 'expires_at is an instant.');
  end if;
  update public.calendar_push_channels h set
    external_channel_id = coalesce(save_channel.external_channel_id, h.external_channel_id),
    resource_id = coalesce(save_channel.resource_id, h.resource_id), token_hash = coalesce(save_channel.token_hash, h.token_hash),
    expires_at = coalesce(save_channel.expires_at, h.expires_at), state = save_channel.state
  where h.channel_id = save_channel.channel_id and h.connection_id = save_channel.connection_id;
  if not found then
    if channel_id is null or token_hash is null or expires_at is null
      or not exists (select from public.calendar_sync_connections c where c.connection_id = save_channel.connection_id) then
      perform private.raise_error('invalid_input', 'A new channel needs a connection, channel_id, token_hash and expires_at.');
    end if;
    insert into public.calendar_push_channels (channel_id, connection_id, external_channel_id, resource_id, token_hash, expires_at, state)
    values (save_channel.channel_id, save_channel.connection_id, coalesce(save_channel.external_channel_id, save_channel.channel_id::text),
      save_channel.resource_id, save_channel.token_hash, save_channel.expires_at, save_channel.state);
  end if;
end $$;
comment on function public.save_channel(uuid, uuid, text, text, text, timestamptz, text) is
  'Makes or changes a push channel; what is null stays as it was, and external_channel_id is channel_id until the provider has named it. Errors: invalid_input. Service role only.';

create function public.channels_to_renew() returns table (
  connection_id uuid, channel_id uuid, external_channel_id text, resource_id text, expires_at timestamptz, state text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_now timestamptz := private.now();
begin
  return query
  select c.connection_id, h.channel_id, h.external_channel_id, h.resource_id, h.expires_at, h.state
  from public.calendar_sync_connections c
  left join lateral (
    select p.* from public.calendar_push_channels p
    where p.connection_id = c.connection_id and p.state = 'active' and p.expires_at > v_now
    order by p.expires_at desc limit 1) h on true
  where c.provider in ('google', 'microsoft', 'outlook') and c.state = 'active' and private.connection_reads(c)
    -- A day before the end; channels that live less than two days half their life before it.
    and (h.channel_id is null or h.expires_at - least(interval '24 hours', (h.expires_at - h.created_at) / 2) <= v_now)
    and not exists (
      select from public.calendar_push_channels u
      where u.connection_id = c.connection_id and u.state = 'unsupported' and u.expires_at > v_now)
  union all
  select p.connection_id, p.channel_id, p.external_channel_id, p.resource_id, p.expires_at, p.state
  from public.calendar_push_channels p
  where p.state = 'replaced';
end $$;
comment on function public.channels_to_renew() is
  'Connections that can be watched and have no live channel (channel columns null) or one that ends soon, and replaced channels that are still to be stopped. Service role only.';

grant execute on function public.note_push(text, text, text, text) to service_role;
grant execute on function public.save_channel(uuid, uuid, text, text, text, timestamptz, text) to service_role;
grant execute on function public.channels_to_renew() to service_role;
