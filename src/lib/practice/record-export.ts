import { mutationOptions } from '@tanstack/react-query';
import { unwrap } from '../errors.ts';
import { supabase } from '../supabase.ts';

type Told = string | boolean | readonly string[];
export type ExportRecord = {
  practiceId: string;
  entity: 'appointment' | 'audit_event';
  /** By the names of columns; nothing that a person typed, and of a search (`q`) only that there was one. */
  filter: Readonly<Record<string, Told | undefined>>;
  rows: number;
};

/** The trail keeps 2,000 bytes of filters: longer lists are told by their length. */
const longestList = 12;

export function exportFilter(filter: ExportRecord['filter']): Record<string, string | boolean | number | string[]> {
  const kept: ReturnType<typeof exportFilter> = {};
  for (const [name, value] of Object.entries(filter)) {
    if (!value || (typeof value === 'object' && value.length === 0)) continue;
    if (typeof value !== 'object') kept[name] = value;
    else kept[name] = value.length > longestList ? value.length : [...value];
  }
  return kept;
}

/** Writes into the audit trail that data leaves as a file. Comes before the file: without the entry there is none. */
export const recordExport = () =>
  mutationOptions({
    mutationKey: ['practice', 'record-export'],
    mutationFn: async ({ practiceId, entity, filter, rows }: ExportRecord) => {
      const answer = await supabase().rpc('record_export', {
        practice_id: practiceId,
        entity,
        filter: exportFilter(filter),
        row_count: rows,
      });
      if (answer.error) unwrap(answer);
    },
  });
