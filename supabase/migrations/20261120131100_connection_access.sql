-- What of a connection an adapter needs outside a worker's lease: to renew its push channel.

create function public.connection_access(connection_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_access jsonb;
begin
  select jsonb_build_object('connection_id', c.connection_id, 'provider', c.provider, 'account_email', c.account_email,
    'calendar_id', c.calendar_id, 'access_token', c.access_token, 'refresh_token', c.refresh_token, 'token_expires_at', c.token_expires_at,
    'timezone', p.timezone) into v_access
  from public.calendar_sync_connections c join public.profiles p on p.profile_id = c.user_id
  where c.connection_id = connection_access.connection_id;
  if not found then
    perform private.raise_error('not_found', 'There is no such calendar connection.');
  end if;
  return v_access;
end $$;
comment on function public.connection_access(uuid) is 'The connection with its tokens (ciphertext), without a lease. Errors: not_found. Service role only.';
grant execute on function public.connection_access(uuid) to service_role;
