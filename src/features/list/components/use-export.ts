import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { downloadText, toCsv } from '../../../lib/csv.ts';
import { recordExport } from '../../../lib/practice/record-export.ts';
import { auditFilter, collect, csvColumns, csvFileName, csvRows } from '../export.ts';
import type { ListFilters } from '../location.ts';
import { fetchPage, listQueries, type Scope } from '../queries.ts';

type Wanted = {
  scope: Scope;
  filters: ListFilters;
  practice: string;
  clinicianName: (id: string) => string;
  typeName: (key: string) => string;
};

/** Everything that matches as a file, not only what has been scrolled to. */
export function useExport() {
  const { t } = useTranslation('list');
  const client = useQueryClient();
  const [rows, setRows] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const { mutateAsync: record } = useMutation(recordExport());
  const mutation = useMutation({
    mutationKey: ['list', 'export'],
    mutationFn: async ({ scope, filters, practice, clinicianName, typeName }: Wanted) => {
      const control = new AbortController();
      stop.current = control;
      setRows(0);
      // Retried like any other reading; a visit read twice is written once.
      const page: Parameters<typeof collect>[0] = (param) =>
        client.fetchQuery({
          queryKey: [...listQueries.rows(scope, filters).queryKey, 'export', param],
          queryFn: () => fetchPage(scope, filters, param, control.signal),
          retry: 2,
          staleTime: 0,
          gcTime: 0,
        });
      const visits = await collect(page, setRows, control.signal);
      const table = csvRows(visits, { zone: scope.zone, clinician: clinicianName, type: typeName });
      const text = await toCsv(csvColumns, table);
      control.signal.throwIfAborted();
      await record({
        practiceId: scope.practiceId,
        entity: 'appointment',
        filter: auditFilter(scope, filters),
        rows: visits.length,
      });
      downloadText(csvFileName(practice, filters), text);
      return visits.length;
    },
    onSuccess: (count) => announce(t('export.done', { count })),
    onError: () => {
      if (stop.current?.signal.aborted) announce(t('export.stopped'));
    },
  });
  const stopped = stop.current?.signal.aborted === true;
  return {
    start: mutation.mutate,
    stop: () => stop.current?.abort(),
    running: mutation.isPending,
    rows,
    // A stop is no failure.
    error: mutation.isError && !stopped ? mutation.error : undefined,
  };
}
