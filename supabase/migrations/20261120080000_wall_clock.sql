-- Wall-clock time to instants, as RFC 5545 §3.3.5 wants it.

create function private.wall_instant(wall timestamp, zone text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_instant timestamptz := wall at time zone zone;
  -- What the clocks showed a day earlier tells the offset in force before any change of that day.
  v_earlier timestamptz := v_instant - ((v_instant - interval '24 hours') at time zone zone - (wall - interval '1 day'));
begin
  -- Postgres takes the second of two equal readings; the first is meant. A skipped reading already moves forward.
  if v_earlier < v_instant and v_earlier at time zone zone = wall then
    return v_earlier;
  end if;
  return v_instant;
end $$;
comment on function private.wall_instant(timestamp, text) is
  'The instant of a local reading: a repeated one (clocks going back) means its first occurrence, a skipped one moves forward by the gap.';

create function private.wall_span(from_wall timestamp, until_wall timestamp, zone text) returns tstzrange
language plpgsql stable set search_path = '' as $$
declare
  v_from timestamptz := private.wall_instant(from_wall, zone);
begin
  -- 02:30–03:00 on a day that skips 02:00–03:00 would begin after it ends.
  return tstzrange(v_from, greatest(v_from, private.wall_instant(until_wall, zone)));
end $$;
comment on function private.wall_span(timestamp, timestamp, text) is 'The time between two local readings; empty when all of it is skipped by the clocks.';
