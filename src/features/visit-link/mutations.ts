import { mutationOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { callFunction } from '../../lib/functions.ts';
import { type Shown, shownSchema, type Time } from './schema.ts';

export type Act = { action: 'show' } | { action: 'confirm' } | { action: 'cancel' } | ({ action: 'reschedule' } & Time);

export const visitLinkMutations = {
  /** Shows the visit, or does what the link was made for; the visit as it is afterwards. */
  act: (token: string) =>
    mutationOptions({
      mutationKey: ['visit-link', token],
      mutationFn: async (body: Act): Promise<Shown> =>
        z.parse(shownSchema, await callFunction(`visit-link/${encodeURIComponent(token)}`, { method: 'POST', body })),
    }),
};
