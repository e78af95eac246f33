/** As long as the database takes (messages_body_length). */
export const longestMessage = 10_000;
/** From here on it is said how much room is left. */
const nearEnd = 500;

export const charactersLeft = (text: string): number | undefined =>
  text.length > longestMessage - nearEnd ? longestMessage - text.length : undefined;

type Key = { key: string; shiftKey: boolean; altKey: boolean; composing: boolean };

/**
 * Enter sends, with Shift it begins a new line. On a phone, whose keyboard has no Shift and Enter, it always begins a
 * line; and never does it send while it chooses a word of an input method.
 */
export const sends = ({ key, shiftKey, altKey, composing }: Key, phone: boolean): boolean =>
  key === 'Enter' && !phone && !shiftKey && !altKey && !composing;
