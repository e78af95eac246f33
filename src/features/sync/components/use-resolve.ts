import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import { syncMutations } from '../mutations.ts';
import type { Resolution } from '../schema.ts';

/** Takes a decision and says what became of it. `done` is for whoever has to close something. */
export function useResolve(conflictId: string) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const run = useMutation(syncMutations.resolve(client));
  // The decision leaves the page as soon as it is read again, and with it whatever waits for the answer in a component.
  const resolve = async (
    resolution: Resolution,
    said: string,
    { slot, done }: { slot?: TimeRange; done?: () => void } = {},
  ) => {
    let outcome: 'closed' | 'resolved';
    try {
      outcome = await run.mutateAsync({ conflictId, resolution, ...(slot ? { slot } : {}) });
    } catch {
      return; // shown from the mutation's own state
    }
    done?.();
    toast({ message: outcome === 'closed' ? t('conflicts.done.closed') : said });
    if (document.activeElement === document.body) document.getElementById('main')?.focus();
  };
  return { resolve, busy: run.isPending ? run.variables.resolution : undefined, error: run.error };
}
