-- Recurring work on hosted Supabase: pg_cron calls the functions with the secret key from Vault. The same names and times
-- stand in functions/schedule.json, which the embedded scheduler reads; a test compares them.

do $do$
begin
  if exists (select 1 from pg_available_extensions where name = 'pg_cron')
    and exists (select 1 from pg_available_extensions where name = 'pg_net')
    and exists (select 1 from pg_available_extensions where name = 'supabase_vault') then
    create extension if not exists pg_cron;
    create extension if not exists pg_net with schema extensions;
    perform cron.schedule('careslot-maintenance', '*/5 * * * *', $job$
      select net.http_post(
        url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/maintenance',
        headers := jsonb_build_object('content-type', 'application/json',
          'apikey', (select decrypted_secret from vault.decrypted_secrets where name = 'cron_secret_key')),
        body := '{}'::jsonb, timeout_milliseconds := 30000) $job$);
    perform cron.schedule('careslot-calendar-sync', '* * * * *', $job$
      select net.http_post(
        url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/calendar-sync',
        headers := jsonb_build_object('content-type', 'application/json',
          'apikey', (select decrypted_secret from vault.decrypted_secrets where name = 'cron_secret_key')),
        body := '{}'::jsonb, timeout_milliseconds := 120000) $job$);
    perform cron.schedule('careslot-reminders', '* * * * *', $job$
      select net.http_post(
        url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/reminders',
        headers := jsonb_build_object('content-type', 'application/json',
          'apikey', (select decrypted_secret from vault.decrypted_secrets where name = 'cron_secret_key')),
        body := '{}'::jsonb, timeout_milliseconds := 120000) $job$);
    perform cron.schedule('careslot-notifications', '* * * * *', $job$
      select net.http_post(
        url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/notifications',
        headers := jsonb_build_object('content-type', 'application/json',
          'apikey', (select decrypted_secret from vault.decrypted_secrets where name = 'cron_secret_key')),
        body := '{}'::jsonb, timeout_milliseconds := 120000) $job$);
  end if;
end $do$;
