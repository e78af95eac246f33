import { type AppointmentStatus, allowedNext, type Visit } from '../../lib/appointments/schema.ts';
import { type AppError, type ErrorCode, toAppError } from '../../lib/errors.ts';

/**
 * One change for many visits, one call each and not one transaction on purpose: eleven requests that can be confirmed
 * are not held up by the twelfth, which somebody cancelled a minute ago. What could not be done is told visit by visit.
 */
export type BulkAction = { kind: 'confirm' } | { kind: 'cancel'; reason: string };
export type Refusal = {
  visit: Visit;
  why: { kind: 'status'; status: AppointmentStatus } | { kind: 'error'; error: AppError };
};
export type BulkReport = { action: BulkAction; done: Visit[]; refused: Refusal[]; untried: Visit[] };

const targetStatus = (action: BulkAction): AppointmentStatus => (action.kind === 'confirm' ? 'confirmed' : 'cancelled');

/** After these the next call would fail as well: the rest is left alone and said to be. */
const hopeless = new Set<ErrorCode>(['unreachable', 'signed_out', 'rate_limited']);

type Run = {
  visits: readonly Visit[];
  action: BulkAction;
  change: (visit: Visit, action: BulkAction) => Promise<unknown>;
  onProgress: (handled: number) => void;
  /** Stops before the next visit; a call that is on its way is waited for, because it may well succeed. */
  signal: AbortSignal;
  atOnce?: number;
};

export async function runBulk({ visits, action, change, onProgress, signal, atOnce = 4 }: Run): Promise<BulkReport> {
  const report: BulkReport = { action, done: [], refused: [], untried: [] };
  const target = targetStatus(action);
  const queue = [...visits];
  let given = false;
  let handled = 0;
  const refuse = (visit: Visit, why: Refusal['why']) => report.refused.push({ visit, why });

  async function work() {
    for (let visit = queue.shift(); visit; visit = queue.shift()) {
      if (signal.aborted || given) {
        report.untried.push(visit);
        continue;
      }
      // R3 has no way back to an earlier status: what the row shows is enough to know, and spares a call.
      if (!allowedNext(visit.status).includes(target)) refuse(visit, { kind: 'status', status: visit.status });
      else {
        try {
          await change(visit, action);
          report.done.push(visit);
        } catch (thrown) {
          const error = toAppError(thrown);
          refuse(visit, { kind: 'error', error });
          given ||= hopeless.has(error.code);
        }
      }
      onProgress(++handled);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));

  const order = new Map(visits.map((visit, index) => [visit.appointment_id, index]));
  const place = (visit: Visit) => order.get(visit.appointment_id) ?? 0;
  report.refused.sort((a, b) => place(a.visit) - place(b.visit));
  return report;
}

/** What stays selected: everything that was not done. */
export const leftOver = (report: BulkReport): Visit[] => [
  ...report.refused.map(({ visit }) => visit),
  ...report.untried,
];
