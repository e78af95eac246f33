/** Text as HTML: nothing in a message can become a tag, an attribute or a script. */
export const asHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Addresses of this stack become links; everything else stays text. */
export const linked = (text: string, origin: string): string =>
  asHtml(text).replace(/https?:\/\/[^\s<>]+/g, (url) => {
    const target = url.replace(/&#38;/g, '&');
    return target === origin || target.startsWith(`${origin}/`) ? `<a href="${url}">${url}</a>` : url;
  });

const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** In the zone of this machine, which is named. */
export const timeOf = (instant: string): string =>
  `<time datetime="${asHtml(instant)}">${asHtml(format.format(new Date(instant)))}</time>`;
