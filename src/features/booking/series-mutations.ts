import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { bookingArguments, type NewBooking } from '../../lib/appointments/mutations.ts';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import { savedVisitSchema } from '../../lib/appointments/schema.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import type { SeriesException } from './series.ts';

const seriesSchema = z.object({
  booked: z.array(z.extend(savedVisitSchema, { overbooked: z.optional(z.boolean()) })),
  clashes: z.array(
    z.object({
      occurrence: z.string(),
      start: z.string(),
      end: z.string(),
      code: z.string(),
      alternatives: z.array(z.object({ start: z.string(), end: z.string() })),
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof seriesSchema>;

type Series = NewBooking & { recurrence: string; exceptions: readonly SeriesException[]; idempotencyKey: string };

export const seriesMutations = {
  /** All dates or none: with a clash nothing is booked and the answer lists the dates that clash. */
  book: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'book-series'],
      mutationFn: async (series: Series): Promise<SeriesAnswer> => {
        const answer = await supabase().rpc('book_series', {
          ...bookingArguments(series),
          recurrence: series.recurrence,
          accept_partial: false,
          ...(series.exceptions.length > 0 ? { exceptions: series.exceptions.map((one) => ({ ...one })) } : {}),
        });
        return z.parse(seriesSchema, unwrap(answer));
      },
      onSettled: () => client.invalidateQueries({ queryKey: appointmentKeys.all }),
    }),
};
