import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import type { Visit } from '../../../lib/appointments/schema.ts';
import type { BulkAction, BulkReport } from '../bulk.ts';
import { listMutations } from '../mutations.ts';
import { useReportText } from './report-text.ts';

type Running = { action: BulkAction; handled: number; total: number; stop: () => void };

/** Runs a change over the selected visits and keeps what came of it until it is closed. */
export function useBulk(onDone: (report: BulkReport) => void) {
  const { t } = useTranslation('list');
  const client = useQueryClient();
  const text = useReportText();
  const { mutateAsync } = useMutation(listMutations.bulk(client));
  const [running, setRunning] = useState<Running>();
  const [report, setReport] = useState<BulkReport>();
  const busy = useRef(false);

  const run = async (action: BulkAction, visits: readonly Visit[]) => {
    if (busy.current || visits.length === 0) return;
    busy.current = true;
    const control = new AbortController();
    const at = (handled: number): Running => ({ action, handled, total: visits.length, stop: () => control.abort() });
    setReport(undefined);
    setRunning(at(0));
    announce(t(action.kind === 'confirm' ? 'bulk.confirming' : 'bulk.cancelling', { done: 0, total: visits.length }));
    try {
      const made = await mutateAsync({
        visits,
        action,
        signal: control.signal,
        onProgress: (handled) => setRunning(at(handled)),
      });
      setReport(made);
      announce(text.summary(made));
      onDone(made);
    } finally {
      busy.current = false;
      setRunning(undefined);
    }
  };
  return { run, running, report, close: () => setReport(undefined) };
}
