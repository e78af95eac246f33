import { queryOptions } from '@tanstack/react-query';
import { parseDemoAccounts } from './schema.ts';

export const signInQueries = {
  /** Only the embedded home serves this file; everywhere else the answer is 404 and the list stays empty. */
  demoAccounts: () =>
    queryOptions({
      queryKey: ['demo-accounts'],
      queryFn: async ({ signal }) => {
        const response = await fetch('/demo-accounts.json', { signal, headers: { accept: 'application/json' } });
        return response.ok ? parseDemoAccounts(await response.json()) : [];
      },
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
};
