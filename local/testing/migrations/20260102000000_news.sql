alter default privileges revoke execute on functions from public;

/* Each login may listen to its own topic; a block comment; with semicolons. */
create policy select_own_topic on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'profile:' || (select auth.uid())::text);

create function public.announce(profile uuid) returns void
language plpgsql security definer set search_path = '' as $fn$
begin
  perform realtime.send('{"appointment_id": "x"}', 'appointment_changed', 'profile:' || profile, true); -- ids only;
end $fn$;
grant execute on function public.announce(uuid) to authenticated;

create function public.fail(code text) returns void
language plpgsql as $$ begin raise exception using errcode = code, message = 'as asked', hint = 'it''s; a hint'; end $$;
grant execute on function public.fail(text) to authenticated;

create function public.wait(seconds double precision) returns void language sql as $$ select pg_catalog.pg_sleep(seconds) $$;
grant execute on function public.wait(double precision) to authenticated;

create function public.one() returns integer language sql immutable begin atomic select 1; end;
grant execute on function public.one() to anon, authenticated;

create function public.whoami() returns jsonb language sql stable as $$
  select jsonb_build_object('uid', auth.uid(), 'role', current_user, 'sub', auth.jwt() ->> 'sub')
$$;
grant execute on function public.whoami() to anon, authenticated, service_role;
