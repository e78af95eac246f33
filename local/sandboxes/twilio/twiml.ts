/** The messages that a webhook answers with (https://www.twilio.com/docs/messaging/twiml/message). */

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plain = (xml: string) =>
  xml.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[name ?? ''] ?? whole;
  });

/** `<Response><Message>…</Message></Response>` → the texts; with or without a `<Body>` inside. */
export function messagesOf(twiml: string): string[] {
  return [...twiml.matchAll(/<Message\b[^>]*>([\s\S]*?)<\/Message>/g)].map(([, inside = '']) => {
    const body = /<Body\b[^>]*>([\s\S]*?)<\/Body>/.exec(inside)?.[1] ?? inside;
    return plain(body).trim();
  });
}
