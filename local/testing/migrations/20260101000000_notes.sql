-- A schema for the tests of the stack itself: small, and independent of Careslot's own.

create extension if not exists btree_gist with schema extensions;

create table public.notes (
  note_id integer generated always as identity primary key,
  owner_id uuid not null default auth.uid(),
  body text not null,
  written_at timestamptz not null default now(),
  extra jsonb not null default '{}',
  price numeric(8, 2) not null default 12.50,
  secret text not null default 'hidden',
  constraint notes_body_short check (length(body) <= 100),
  constraint notes_no_overlap exclude using gist (body with =) where (body like 'exclusive%')
);
alter table public.notes enable row level security;
revoke all on public.notes from anon, authenticated;
grant select (note_id, owner_id, body, written_at, extra, price), insert (body, written_at, extra) on public.notes
  to authenticated;
create policy select_own on public.notes for select to authenticated using (owner_id = (select auth.uid()));
create policy insert_own on public.notes for insert to authenticated with check (owner_id = (select auth.uid()));
