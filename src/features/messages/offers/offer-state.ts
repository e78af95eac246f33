import type { TimeRange } from '../../../lib/errors.ts';
import type { Offer, OfferStatus, Side, TimeOption } from '../schema.ts';

/** A card ends by its clock while the page is open, whether or not the server has said so. */
export const statusNow = (offer: Pick<Offer, 'status' | 'expires_at'>, now: number): OfferStatus =>
  offer.status === 'pending' && Date.parse(offer.expires_at) <= now ? 'expired' : offer.status;

export const isGone = (option: TimeOption): boolean => option.free === false;

/** The times of a card that can still be had, with their place on it. */
export const stillFree = (options: readonly TimeOption[]): { index: number; option: TimeOption }[] =>
  options.map((option, index) => ({ option, index })).filter(({ option }) => !isGone(option));

/**
 * Which time is chosen: the one that was picked, unless it has gone; before anybody picked one, the only one there is.
 * A time that was refused is never replaced by another behind somebody's back.
 */
export function choiceOf(options: readonly TimeOption[], picked: number | undefined): number | undefined {
  const free = stillFree(options);
  if (picked !== undefined) return free.some(({ index }) => index === picked) ? picked : undefined;
  return free.length === 1 ? free[0]?.index : undefined;
}

export const titleOf = (offer: Pick<Offer, 'slot_type' | 'awaits' | 'clinician_name' | 'time_options'>, side: Side) => {
  if (offer.slot_type === 'offer') return offer.clinician_name ? 'offer' : 'offerPlain';
  if (offer.slot_type === 'counter_offer') return offer.time_options.length > 0 ? 'counter' : 'counterWords';
  return side === 'patient' ? 'requestOwn' : 'request';
};

/** Where the visit of an accepted card is now, if not where it was agreed. */
export function movedTo(offer: Offer): TimeRange | undefined {
  const agreed = offer.time_options[offer.selected_time_index ?? -1];
  const { appointment } = offer;
  if (!agreed || !appointment || Date.parse(agreed.start) === Date.parse(appointment.scheduled_start)) return undefined;
  return { start: appointment.scheduled_start, end: appointment.scheduled_end };
}
