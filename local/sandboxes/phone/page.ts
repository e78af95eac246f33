/** The phone's page: plain HTML for a small screen, a keyboard and a screen reader, in light and dark. */
import { DateTime } from 'luxon';
import { asHtml } from '../../inbox/html.ts';
import type { ActionName, Place } from './actions.ts';
import type { CalendarApp, Item } from './calendar-app.ts';
import { style } from './style.ts';

interface PhonePage {
  place: Place;
  apps: CalendarApp[];
  items: Item[];
  /** Milliseconds. */
  now: number;
  /** When the service's trouble ends; null for none. */
  troubleUntil: number | null;
  done?: string;
  wrong?: string;
}

const zones = ['Europe/London', 'Europe/Zurich', 'America/New_York', 'America/Los_Angeles', 'Asia/Tokyo', 'UTC'];

const option = (value: string, text: string, chosen: boolean) =>
  `<option value="${asHtml(value)}"${chosen ? ' selected' : ''}>${asHtml(text)}</option>`;

const hidden = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${asHtml(value)}">`)
    .join('');

/** A form that does one thing in this calendar. */
const form = (action: ActionName, { calendar, zone }: Place, inner: string, values: Record<string, string> = {}) =>
  `<form method="post" action="/sandbox/phone/${action}">${hidden({ calendar, zone, ...values })}${inner}</form>`;

function chooser({ apps, place }: PhonePage): string {
  const groups = apps.map((app) => {
    const options = app
      .accounts()
      .flatMap(({ email, calendars }) =>
        calendars.map(({ id, summary }) =>
          option(id, calendars.length === 1 ? email : `${email}, ${summary}`, id === place.calendar),
        ),
      );
    return `<optgroup label="${app.name}">${options.join('')}</optgroup>`;
  });
  const all = [...new Set([place.zone, ...zones])].map((zone) => option(zone, zone, zone === place.zone));
  return `<form method="get" action="/sandbox/phone" class="fields">
<div class="wide"><label for="calendar">Calendar</label><select id="calendar" name="calendar">${groups.join('')}</select></div>
<div><label for="zone">Time zone</label><select id="zone" name="zone">${all.join('')}</select></div>
<button>Show</button></form>`;
}

const whenFields = (key: string, date: string, time: string, minutes: number) => `
<div><label for="date${key}">Date</label><input id="date${key}" type="date" name="date" value="${date}" required></div>
<div><label for="time${key}">Time</label><input id="time${key}" type="time" name="time" value="${time}" required></div>
<div><label for="minutes${key}">Minutes</label><input id="minutes${key}" type="number" name="minutes" min="5" max="1440" value="${minutes}" required></div>`;

function adding({ place, now }: PhonePage): string {
  const next = DateTime.fromMillis(now, { zone: place.zone }).plus({ days: 1 }).set({ hour: 10 });
  const shows = ['Busy', 'Tentative', 'Free'].map((name) => option(name.toLowerCase(), name, name === 'Busy'));
  return `<section aria-labelledby="new"><h2 id="new">New event</h2>
${form(
  'add',
  place,
  `<div class="fields"><div class="wide"><label for="title">Title</label><input id="title" name="title" maxlength="200" autocomplete="off"></div>
${whenFields('', next.toFormat('yyyy-MM-dd'), next.toFormat("HH':00'"), 60)}
<div><label for="shows">Shows as</label><select id="shows" name="shows">${shows.join('')}</select></div></div>
<div class="checks"><label><input type="checkbox" name="private"> Private</label><label><input type="checkbox" name="weekly"> Every week, 8 times</label></div>
<button class="main">Add event</button>`,
)}</section>`;
}

function signs({ shows, isPrivate, isDeclined, isCancelled, isRepeated }: Item): string {
  const words = [
    { busy: 'Busy', tentative: 'Tentative', free: 'Free' }[shows],
    ...(isPrivate ? ['Private'] : []),
    ...(isRepeated ? ['Weekly'] : []),
    ...(isDeclined ? ['Declined'] : []),
    ...(isCancelled ? ['Cancelled'] : []),
  ];
  return words.map((word) => `<span class="sign">${word}</span>`).join(' ');
}

function row(item: Item, place: Place, key: number): string {
  const { id, title, start, end, isAllDay, isRepeated } = item;
  const from = DateTime.fromMillis(start, { zone: place.zone });
  const date = from.toFormat('yyyy-MM-dd');
  const time = isAllDay
    ? 'All day'
    : `${from.toFormat('HH:mm')}–${DateTime.fromMillis(end, { zone: place.zone }).toFormat('HH:mm')}`;
  const button = (action: ActionName, text: string) =>
    form(action, place, `<button aria-label="${text}: ${asHtml(title)}, ${time}">${text}</button>`, { id, date });
  const fields = whenFields(`-${key}`, date, from.toFormat('HH:mm'), Math.round((end - start) / 60_000));
  const move = `<div class="fields">${fields}<button aria-label="Move: ${asHtml(title)}, ${time}">Move</button></div>`;
  const quiet = item.isDeclined || item.isCancelled ? ' class="off"' : '';
  return `<li${quiet}><p class="event"><span class="time">${time}</span> <span class="title">${asHtml(title)}</span></p>
<p class="signs">${signs(item)}</p>
<details><summary>Change<span class="unseen">: ${asHtml(title)}, ${time}</span></summary>
${isAllDay ? '' : form('move', place, move, { id })}
<div class="buttons">${button('copy', 'Copy')}${isRepeated ? '' : button('repeat', 'Make weekly')}${button('decline', 'Decline')}${button('cancel', 'Organiser cancels')}${button('delete', 'Delete')}</div>
</details></li>`;
}

function days({ items, place }: PhonePage): string {
  const byDay = new Map<string, string[]>();
  items.forEach((item, key) => {
    // A whole day has no zone.
    const day = DateTime.fromMillis(item.start, { zone: item.isAllDay ? 'UTC' : place.zone }).setLocale('en-GB');
    const name = day.toLocaleString({ weekday: 'long', day: 'numeric', month: 'long' });
    byDay.set(name, [...(byDay.get(name) ?? []), row(item, place, key)]);
  });
  if (byDay.size === 0) return '<p>Nothing in the next two weeks.</p>';
  return [...byDay].map(([name, rows]) => `<h3>${name}</h3><ul class="events">${rows.join('\n')}</ul>`).join('\n');
}

function service({ place, troubleUntil }: PhonePage): string {
  const trouble = (kind: string, text: string) => form('trouble', place, `<button>${text}</button>`, { kind });
  const until = troubleUntil && DateTime.fromMillis(troubleUntil, { zone: place.zone }).toFormat('HH:mm:ss');
  return `<section aria-labelledby="service"><h2 id="service">${place.app.name} on a bad day</h2>
<p class="quiet">${until ? `Trouble until ${until}.` : 'Everything works. Trouble lasts a minute and meets every account of the service.'}</p>
<div class="buttons">${trouble('slow', 'Slow (4 s)')}${trouble('throttled', 'Too many requests (429)')}${trouble('down', 'Out of service (503)')}
${until ? form('recover', place, '<button>End the trouble</button>') : ''}
${form('forget', place, '<button>Forget the sync token (410)</button>')}${form('revoke', place, '<button>Take away access</button>')}</div></section>`;
}

export function phonePage(page: PhonePage): string {
  const { place, done, wrong } = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phone of ${asHtml(place.email)} · Careslot on this machine</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Phone</h1>
<p class="quiet">The calendar app of somebody whose calendar Careslot is connected to. Nothing leaves this computer.</p>
<p><a href="/sync">Calendar sync in Careslot</a></p>
${chooser(page)}
${done ? `<p role="status" class="note">${asHtml(done)}</p>` : ''}
${wrong ? `<p role="alert" class="note wrong">${asHtml(wrong)}</p>` : ''}
<section aria-labelledby="coming"><h2 id="coming">Next two weeks</h2>
<p class="quiet">${asHtml(place.email)}, times in ${asHtml(place.zone)}</p>
${days(page)}</section>
${adding(page)}
${service(page)}
</main>
</body>
</html>
`;
}
