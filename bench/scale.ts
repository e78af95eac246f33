/** How much is built and measured. */
export interface Scale {
  /** Clinicians of the measured database, 1,000 visits each. */
  clinicians: number;
  practices: number;
  /** Clinicians of the small database that shows how little the size matters. */
  smallClinicians: number;
  /** Every case is measured in this many rounds, in turn with the others, so that a noisy minute spoils none of them alone. */
  rounds: number;
  /** Calls of each case in a round. */
  calls: number;
  /** Bookings of the throughput run, over HTTP and in SQL each. */
  bookings: number;
  /** Slots that eight clients race for, over HTTP and in SQL each. */
  racedSlots: number;
}

export const scales = {
  full: {
    clinicians: 1_000,
    practices: 10,
    smallClinicians: 10,
    rounds: 5,
    calls: 100,
    bookings: 1_000,
    racedSlots: 200,
  },
  quick: { clinicians: 100, practices: 1, smallClinicians: 10, rounds: 3, calls: 60, bookings: 400, racedSlots: 50 },
  smoke: { clinicians: 4, practices: 2, smallClinicians: 2, rounds: 2, calls: 3, bookings: 10, racedSlots: 3 },
} satisfies Record<string, Scale>;

export type ScaleName = keyof typeof scales;

export const isScaleName = (text: string): text is ScaleName => Object.hasOwn(scales, text);
