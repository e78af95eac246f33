-- What providers say later about a message they took (NT9). A report may come before the worker that sent the message has
-- stored its id: it is kept until then.

create table private.early_delivery_reports (
  provider text not null,
  provider_message_id text not null,
  status text not null,
  address text,
  received_at timestamptz not null,
  constraint early_delivery_reports_pkey primary key (provider, provider_message_id)
);
comment on table private.early_delivery_reports is
  'What a provider said about a message that is not known yet, the furthest status of each. sweep_notifications forgets those that nobody took.';
alter table private.early_delivery_reports enable row level security;
revoke all on table private.early_delivery_reports from anon, authenticated;
grant select, insert, update, delete on table private.early_delivery_reports to service_role;
create index early_delivery_reports_received_idx on private.early_delivery_reports (received_at);

create function private.delivery_rank(status text) returns integer
language sql immutable set search_path = '' as $$
  select case status when 'queued' then 1 when 'sent' then 2 when 'undelivered' then 3 when 'failed' then 3 when 'delivered' then 4
    when 'opened' then 5 when 'bounced' then 6 when 'complained' then 7 end
$$;
comment on function private.delivery_rank(text) is
  'NT9: providers tell out of order; a status never gives way to one of a lower or the same rank. Null for an unknown word.';

create function private.lock_sent_message(provider text, provider_message_id text) returns void
language sql volatile set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('sent_message:' || provider || ':' || provider_message_id, 0))
$$;
comment on function private.lock_sent_message(text, text) is
  'Whoever stores the id of a sent message and whoever reports about it wait for each other. Taken before any lock on a row; null does nothing.';

create function private.apply_delivery_report(provider text, provider_message_id text, status text, address text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_rank integer := private.delivery_rank(status);
  v_news boolean;
begin
  update public.appointment_reminders r set delivery_status = apply_delivery_report.status, delivery_status_at = private.now()
  where r.provider = apply_delivery_report.provider and r.provider_message_id = apply_delivery_report.provider_message_id
    and coalesce(private.delivery_rank(r.delivery_status), 0) < v_rank;
  v_news := found;
  update public.notification_deliveries d set delivery_status = apply_delivery_report.status, delivery_status_at = private.now()
  where d.provider = apply_delivery_report.provider and d.provider_message_id = apply_delivery_report.provider_message_id
    and coalesce(private.delivery_rank(d.delivery_status), 0) < v_rank;
  v_news := v_news or found;
  if status in ('bounced', 'complained') then
    insert into public.notification_blocks (delivery_method, address, reason)
    select 'email', lower(coalesce(apply_delivery_report.address, p.email)), apply_delivery_report.status
    from (
      select r.recipient_id from public.appointment_reminders r
      where r.provider = apply_delivery_report.provider and r.provider_message_id = apply_delivery_report.provider_message_id and r.delivery_method = 'email'
      union
      select o.recipient_id from public.notification_deliveries d join public.notification_outbox o on o.outbox_id = d.outbox_id
      where d.provider = apply_delivery_report.provider and d.provider_message_id = apply_delivery_report.provider_message_id and d.delivery_method = 'email') x
    join public.profiles p on p.profile_id = x.recipient_id
    where coalesce(apply_delivery_report.address, p.email) is not null
    on conflict do nothing;
  end if;
  return v_news;
end $$;
comment on function private.apply_delivery_report(text, text, text, text) is
  'NT8, NT9: writes a report to the message it is about, and blocks a mailbox that bounced or complained: the one the provider names, otherwise the reader''s. True when it said something new.';

create function private.apply_early_report(provider text, provider_message_id text) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  v_early private.early_delivery_reports;
begin
  delete from private.early_delivery_reports e
  where e.provider = apply_early_report.provider and e.provider_message_id = apply_early_report.provider_message_id
  returning e.* into v_early;
  if found then
    perform private.apply_delivery_report(v_early.provider, v_early.provider_message_id, v_early.status, v_early.address);
  end if;
end $$;
comment on function private.apply_early_report(text, text) is 'After the id of a sent message was stored: what its provider had said before.';

create function public.record_delivery_status(provider text, provider_message_id text, status text, address text default null) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
begin
  if provider is null or coalesce(provider_message_id, '') = '' or private.delivery_rank(status) is null
    or length(provider) > 50 or length(provider_message_id) > 300 or length(address) not between 1 and 320 then
    perform private.raise_error('invalid_input', 'provider, provider_message_id and a known status are needed; address has at most 320 characters.');
  end if;
  perform private.lock_sent_message(provider, provider_message_id);
  if exists (
      select from public.appointment_reminders r
      where r.provider = record_delivery_status.provider and r.provider_message_id = record_delivery_status.provider_message_id)
    or exists (
      select from public.notification_deliveries d
      where d.provider = record_delivery_status.provider and d.provider_message_id = record_delivery_status.provider_message_id) then
    return private.apply_delivery_report(provider, provider_message_id, status, address);
  end if;
  insert into private.early_delivery_reports as e (provider, provider_message_id, status, address, received_at)
  values (provider, provider_message_id, status, address, private.now())
  on conflict on constraint early_delivery_reports_pkey do update set status = excluded.status, address = coalesce(excluded.address, e.address)
  where private.delivery_rank(e.status) < private.delivery_rank(excluded.status);
  return false;
end $$;
comment on function public.record_delivery_status(text, text, text, text) is
  'NT9: what the provider says about a message it took: queued, sent, delivered, opened, undelivered, bounced, complained, failed; never back to an earlier one, and kept when the message is not known yet. A mailbox that bounced or complained gets nothing more. False when nothing changed. Errors: invalid_input. Service role only.';

grant execute on function public.record_delivery_status(text, text, text, text) to service_role;
