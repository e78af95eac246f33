import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { availabilityMutations } from '../mutations.ts';
import type { Override } from '../schema.ts';

/** "Undo" on days. Its dialog is closed by then, so a failure is told where the offer was. */
export function useRestoreDays(clinicianId: string) {
  const client = useQueryClient();
  const errorText = useErrorText();
  const restore = useMutation(availabilityMutations.restoreOverrides(client));
  return async (written: readonly Override[], before: readonly Override[]) => {
    try {
      await restore.mutateAsync({ clinicianId, written, before });
    } catch (error) {
      toast({ message: errorText(error) });
    }
  };
}
