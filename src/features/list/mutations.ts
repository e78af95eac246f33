import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { appointmentKeys } from '../../lib/appointments/queries.ts';
import type { Visit } from '../../lib/appointments/schema.ts';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import { type BulkAction, runBulk } from './bulk.ts';

/** One visit of many. The version on the screen goes along: what has changed since is refused, not overwritten. */
async function change(visit: Visit, action: BulkAction) {
  const { appointment_id, version } = visit;
  unwrap(
    action.kind === 'confirm'
      ? await supabase().rpc('transition_appointment', {
          appointment_id,
          status: 'confirmed',
          expected_version: version,
        })
      : await supabase().rpc('cancel_appointment', {
          appointment_id,
          reason: action.reason,
          expected_version: version,
        }),
  );
}

type BulkOrder = {
  visits: readonly Visit[];
  action: BulkAction;
  onProgress: (handled: number) => void;
  signal: AbortSignal;
};

export const listMutations = {
  bulk: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['appointments', 'bulk'],
      mutationFn: (order: BulkOrder) => runBulk({ ...order, change }),
      onSettled: () => client.invalidateQueries({ queryKey: appointmentKeys.all }),
    }),
};
