import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { callFunction } from '../../lib/functions.ts';
import { purposeSchema, timesSchema } from './schema.ts';

const pathOf = (token: string) => `visit-link/${encodeURIComponent(token)}`;

/** All free times that were asked for by this link. */
export const timesKey = (token: string) => ['visit-link', token, 'times'] as const;

export const visitLinkQueries = {
  /** What the link is for. Asking changes nothing and tells nothing about the visit. */
  purpose: (token: string) =>
    queryOptions({
      queryKey: ['visit-link', token],
      queryFn: async ({ signal }) =>
        z.parse(purposeSchema, await callFunction(pathOf(token), { method: 'GET', signal })).purpose,
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  /** The next free times from `after` on. */
  times: (token: string, after: string | undefined) =>
    queryOptions({
      queryKey: [...timesKey(token), after ?? 'now'],
      queryFn: async ({ signal }) => {
        const body = { action: 'times', ...(after ? { after } : {}) };
        return z.parse(timesSchema, await callFunction(pathOf(token), { method: 'POST', body, signal })).times;
      },
    }),
};
