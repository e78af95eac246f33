import type { MessageFigures } from './schema.ts';

/** What the app can say about a failure; anything the database may add later is `unexpected`. */
const known = [
  'provider_unreachable',
  'rate_limited',
  'credentials_refused',
  'channel_off',
  'provider_refused',
  'bad_address',
  'opted_out',
  'rejected',
  'no_address',
  'unexpected',
] as const;
export type FailureWord = (typeof known)[number];

/** `provider_refused_503` → provider_refused. */
export function failureWord(code: string): FailureWord {
  if (code.startsWith('provider_refused_')) return 'provider_refused';
  return known.find((word) => word === code) ?? 'unexpected';
}

/** About one address and not about the channel: nothing for the operator to do. */
const ofAnAddress: readonly FailureWord[] = ['bad_address', 'opted_out', 'rejected', 'no_address'];

export type ChannelState =
  | { state: 'off' }
  | { state: 'failing'; word: FailureWord }
  | { state: 'late'; since: string }
  | { state: 'address'; word: FailureWord }
  | { state: 'undelivered' }
  | { state: 'good' };

/** A message is due at most once a minute; ten minutes without an attempt is no chance. The same as the health function. */
const lateMs = 10 * 60_000;

/** The one thing that matters about a channel, the worst first. `on`: whether the operator has set it up. */
export function channelState(figures: MessageFigures, on: boolean, now: number): ChannelState {
  if (!on) return { state: 'off' };
  const word = figures.last_failure ? failureWord(figures.last_failure) : undefined;
  const open = figures.day_failed > 0 || figures.waiting > 0;
  if (word && open && !ofAnAddress.includes(word)) return { state: 'failing', word };
  if (figures.oldest_due && now - Date.parse(figures.oldest_due) > lateMs) {
    return { state: 'late', since: figures.oldest_due };
  }
  if (word && open) return { state: 'address', word };
  if (figures.day_undelivered > 0) return { state: 'undelivered' };
  return { state: 'good' };
}
