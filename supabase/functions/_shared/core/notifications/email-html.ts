/**
 * HTML for mail programs, from Outlook to a screen reader: one column without tables, styles at each element (many
 * programs drop style sheets), colours for dark mode in the one style sheet that is left to those that know it, nothing
 * loaded from elsewhere. Contrast is at least 4.5:1 in both (WCAG 2.2, 1.4.3).
 */
import { factsOf } from './email-facts.ts';
import type { Links } from './links.ts';
import type { Message } from './message.ts';
import { escapeHtml } from './outside-text.ts';

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const dark = `
@media (prefers-color-scheme: dark) {
  .page { background: #0f1317 !important }
  .card { background: #14181d !important; border-color: #2a2f36 !important }
  .ink { color: #e8ecf0 !important }
  .quiet { color: #a3aebb !important }
  .first { background: #3bb8ac !important; border-color: #3bb8ac !important; color: #0f1317 !important }
  .more { border-color: #5a6672 !important; color: #3bb8ac !important }
  .link { color: #3bb8ac !important }
}`;

export function emailHtml(message: Message, { preferences }: Links): string {
  const { words, format, title, lead, practice, actions, change, preparation, more, footer, when } = message;
  const facts = factsOf(message).map(
    ({ label, value }) =>
      `<dt class="quiet" style="margin:0;font-size:14px;color:#56616f">${escapeHtml(label)}</dt>
<dd class="ink" style="margin:0 0 12px;font-size:16px;font-weight:600;color:#1b2430"><bdi>${escapeHtml(value)}</bdi></dd>`,
  );
  const buttons = actions.map(
    ({ name, href }, at) => `<a href="${escapeHtml(href)}" ${buttonOf(at)}>${escapeHtml(words.actions[name])}</a>`,
  );
  const notes = [more, change, preparation].flatMap((note) => (note ? [paragraph(note)] : []));
  const preheader = [lead, when?.both].filter(Boolean).join(' ');
  return `<!doctype html>
<html lang="${escapeHtml(format)}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(title)}</title>
<style>:root { color-scheme: light dark }${dark}</style>
</head>
<body class="page" style="margin:0;padding:24px 12px;background:#f6f7f7;${font};line-height:1.5">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preheader)}</div>
<div style="max-width:600px;margin:0 auto">
<main class="card" style="display:block;padding:24px;background:#ffffff;border:1px solid #d9dde1;border-radius:6px">
<p class="quiet" style="margin:0 0 4px;font-size:14px;color:#56616f"><bdi>${escapeHtml(practice)}</bdi></p>
<h1 class="ink" style="margin:0 0 12px;font-size:22px;line-height:1.3;font-weight:600;color:#1b2430">${escapeHtml(title)}</h1>
${paragraph(lead)}
${facts.length > 0 ? `<dl style="margin:16px 0 8px">\n${facts.join('\n')}\n</dl>` : ''}
<p style="margin:8px 0 12px">
${buttons.join('\n')}
</p>
${notes.join('\n')}
</main>
<footer style="display:block;padding:16px 24px">
<p class="quiet" style="margin:0;font-size:14px;color:#56616f">${escapeHtml(footer)}
<a class="link" href="${escapeHtml(preferences)}" style="color:#0f766e">${escapeHtml(words.settings)}</a></p>
</footer>
</div>
</body>
</html>
`;
}

const paragraph = (text: string): string =>
  `<p class="ink" style="margin:0 0 12px;font-size:16px;color:#1b2430">${escapeHtml(text)}</p>`;

/** Tall enough for a thumb (WCAG 2.2, 2.5.8), one beside the other where there is room. */
function buttonOf(at: number): string {
  const shape =
    'display:inline-block;margin:0 8px 8px 0;padding:11px 18px;border-radius:6px;font-size:16px;line-height:1.25;font-weight:600;text-decoration:none';
  return at === 0
    ? `class="first" style="${shape};border:1px solid #0f766e;background:#0f766e;color:#ffffff"`
    : `class="more" style="${shape};border:1px solid #7d8793;color:#0f766e"`;
}
