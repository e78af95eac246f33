/** The addresses of an e-mail, checked once: nothing of them can become a second recipient or another header. */

/** Printable, one @, no spaces, no list, no brackets: what every server takes for one mailbox (RFC 5321 §4.1.2). */
const mailbox = /^[^\s"(),:;<>@[\]\\\p{C}]{1,64}@[^\s"(),:;<>@[\]\\\p{C}]{1,253}$/u;

/** True for an address that can be one person's mailbox. */
export const isMailbox = (address: string): boolean => mailbox.test(address);

/** `Practice <mail@example.org>` or `mail@example.org` → its parts; null when it is neither. */
export function senderOf(text: string): { name: string; address: string } | null {
  const [, quoted, plain, bracketed] = /^(?:"([^"]*)"|([^"<>]*?))\s*<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  if (!isMailbox(address) || /\p{C}/u.test(text)) return null;
  return { name: (quoted ?? plain ?? '').trim(), address };
}

/** The host of the sender's address: it names our messages (RFC 5322 §3.6.4). */
export const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
