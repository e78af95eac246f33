/** The inbox as a page without scripts: readable by a screen reader, with a keyboard, on a phone, in dark and light. */
import { conversation } from './conversation.ts';
import { asHtml, linked, timeOf } from './html.ts';
import type { Channel, Message } from './messages.ts';
import { style } from './style.ts';

export interface Wanted {
  channel?: Channel | undefined;
  /** An address, a number or the name of a browser. */
  to?: string | undefined;
}

const kinds: Record<Channel, string> = { email: 'E-mail', sms: 'Text message', push: 'Push' };
const plurals: Record<Channel, string> = { email: 'E-mails', sms: 'Text messages', push: 'Pushes' };

/** Who a message is with. */
export const personOf = ({ direction, from, to }: Message): string => (direction === 'in' ? from : to);

function addressOf({ channel, to }: Wanted): string {
  const query = new URLSearchParams({ ...(channel && { channel }), ...(to && { to }) });
  return query.size > 0 ? `/inbox?${query}` : '/inbox';
}

function files({ id, html, attachments }: Message): string {
  const links = [
    ...(html === null ? [] : [`<a href="/inbox/${id}/html">See the HTML part</a>`]),
    ...attachments.map(({ name, type, method }, n) => {
      const kind = method === null ? type : `invitation, ${method}`;
      return `<a href="/inbox/${id}/attachments/${n}">${asHtml(name)} (${asHtml(kind)})</a>`;
    }),
  ];
  return links.length ? `<ul class="files">${links.map((link) => `<li>${link}</li>`).join('')}</ul>` : '';
}

function article(message: Message, origin: string): string {
  const { id, channel, subject, text, at, via, status, repeats, url } = message;
  const facts = [
    `<span class="kind">${kinds[channel]}</span>`,
    `<span>to ${asHtml(message.to)}</span>`,
    timeOf(at),
    `<span>${asHtml(via)}${status === null ? '' : `: ${asHtml(status)}`}</span>`,
    ...(repeats > 0 ? [`<span>came ${repeats + 1} times, shown once</span>`] : []),
  ];
  return `<article aria-labelledby="m${id}">
  <p class="meta">${facts.join('\n')}</p>
  <h2 id="m${id}">${asHtml(subject)}</h2>
  <pre>${linked(text.trim(), origin)}</pre>
  ${url === null ? '' : `<ul class="files"><li>Opens ${linked(url, origin)}</li></ul>`}
  ${files(message)}
</article>`;
}

/** Newest first; all text messages of one number are one conversation, at the place of the newest. */
function articles(messages: Message[], origin: string): string[] {
  const seen = new Set<string>();
  return messages.flatMap((message) => {
    if (message.channel !== 'sms') return [article(message, origin)];
    const number = personOf(message);
    if (seen.has(number)) return [];
    seen.add(number);
    const exchanged = messages.filter((one) => one.channel === 'sms' && personOf(one) === number);
    return [conversation(number, exchanged.toReversed(), origin)];
  });
}

function filters(all: Message[], { channel, to }: Wanted): string {
  const link = (name: string, wanted: Channel | undefined) => {
    const count = all.filter((one) => (wanted ?? one.channel) === one.channel).length;
    const current = wanted === channel ? ' aria-current="page"' : '';
    return `<li><a href="${asHtml(addressOf({ channel: wanted, to }))}"${current}>${name} (${count})</a></li>`;
  };
  const people = [...new Set(all.map(personOf))].sort();
  const option = (person: string) =>
    `<option value="${asHtml(person)}"${person === to ? ' selected' : ''}>${asHtml(person)}</option>`;
  return `<nav aria-label="Kinds of message"><ul>
${[link('All', undefined), ...(['email', 'sms', 'push'] as const).map((one) => link(plurals[one], one))].join('\n')}
</ul></nav>
<form action="/inbox" method="get" class="row">
  ${channel ? `<input type="hidden" name="channel" value="${channel}">` : ''}
  <div class="field"><label for="to">Recipient</label>
  <select id="to" name="to"><option value="">Everybody</option>${people.map(option).join('')}</select></div>
  <button>Show</button>
</form>`;
}

/** `all` newest first; links to `origin` can be followed, others are text. */
export function inboxPage(all: Message[], origin: string, wanted: Wanted = {}): string {
  const { channel, to } = wanted;
  const shown = all.filter(
    (one) => (channel ?? one.channel) === one.channel && (to ?? personOf(one)) === personOf(one),
  );
  const list = shown.length
    ? articles(shown, origin).join('\n')
    : '<p>No messages yet. Sign-in codes, reminders and confirmations appear here; nothing is really sent.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox (${shown.length}) · Careslot on this machine</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>Inbox</h1>
<p>What Careslot would have sent, newest first.</p>
<ul class="links"><li><a href="${asHtml(addressOf(wanted))}">Refresh</a></li><li><a href="/">Back to Careslot</a></li></ul>
</header>
${filters(all, wanted)}
${list}
</main>
</body>
</html>
`;
}
