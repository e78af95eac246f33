-- Who waits for an earlier time is told when one is kept for them (NT10).

create function private.tell_of_waitlist() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.quiet() then
    perform private.notice_to(array[new.patient_id], 'waitlist_offer', 'waitlist_offer:' || new.waitlist_id || ':' || extract(epoch from private.now()),
      null, private.me(), jsonb_build_object('waitlist_id', new.waitlist_id));
  end if;
  return null;
end $$;
comment on function private.tell_of_waitlist() is 'NT10: a time is kept for somebody on the waitlist; each time that happens is news.';
create trigger appointment_waitlist_notices after update of status on public.appointment_waitlist
  for each row when (new.status = 'offered' and old.status <> 'offered') execute function private.tell_of_waitlist();
