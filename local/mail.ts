import type { Mailer } from './api.ts';

export interface Mail {
  id: number;
  at: string;
  to: string;
  subject: string;
  text: string;
}

export interface Inbox extends Mailer {
  /** Newest first. */
  list(): Mail[];
}

const KEPT = 200;

/** Catches every message instead of sending it. In memory only: codes and links are worthless after a restart. */
export function createInbox(now: () => Date = () => new Date()): Inbox {
  const mails: Mail[] = [];
  let next = 1;
  return {
    send: async ({ to, subject, text, html }) => {
      mails.unshift({ id: next++, at: now().toISOString(), to, subject, text: text ?? withoutTags(html ?? '') });
      mails.length = Math.min(mails.length, KEPT);
    },
    list: () => [...mails],
  };
}

const withoutTags = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const asHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Addresses of this stack become links; everything else stays text. */
const linked = (text: string, origin: string) =>
  asHtml(text).replace(/https?:\/\/[^\s<>]+/g, (url) => {
    const target = url.replace(/&#38;/g, '&');
    return target.startsWith(origin) ? `<a href="${url}">${url}</a>` : url;
  });

function article(mail: Mail, origin: string): string {
  return `<article aria-labelledby="m${mail.id}">
  <h2 id="m${mail.id}">${asHtml(mail.subject)}</h2>
  <dl><dt>To</dt><dd>${asHtml(mail.to)}</dd><dt>Sent</dt><dd><time datetime="${mail.at}">${mail.at}</time></dd></dl>
  <pre>${linked(mail.text.trim(), origin)}</pre>
</article>`;
}

/** The inbox as a page without scripts: readable by a screen reader, with a keyboard, in dark and light. */
export function inboxPage(mails: Mail[], origin: string): string {
  const list = mails.length
    ? mails.map((mail) => article(mail, origin)).join('\n')
    : '<p>No messages yet. Sign-up confirmations and sign-in codes appear here; nothing is really sent.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox (${mails.length}) · Careslot on this machine</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid GrayText; padding: .5rem 0 1rem; }
h2 { font-size: 1.1rem; margin: .5rem 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
</style>
</head>
<body>
<main>
<h1>Inbox</h1>
<p>Messages that Careslot would have sent, newest first. <a href="/inbox">Refresh</a> · <a href="/">Back to Careslot</a></p>
${list}
</main>
</body>
</html>
`;
}
