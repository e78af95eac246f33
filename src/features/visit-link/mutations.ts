import { mutationOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { callFunction } from '../../lib/functions.ts';
import { type Shown, shownSchema, type Time } from './schema.ts';

export type Act = { action: 'show' } | { action: 'confirm' } | { action: 'cancel' } | ({ action: 'reschedule' } & Time);

export const visitLinkMutations = {
  /** Shows the visit, or does what the link was made for; the visit as it is afterwards, in its reader's language. */
  act: (token: string, onReader: (locale: string) => Promise<void>) =>
    mutationOptions({
      mutationKey: ['visit-link', token],
      mutationFn: async (body: Act): Promise<Shown> => {
        const answer = await callFunction(`visit-link/${encodeURIComponent(token)}`, { method: 'POST', body });
        const shown = z.parse(shownSchema, answer);
        // A language that does not load leaves the page in the one it has.
        await onReader(shown.reader.locale).catch(() => undefined);
        return shown;
      },
    }),
};
