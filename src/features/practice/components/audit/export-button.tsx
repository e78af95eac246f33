import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../../lib/announce.ts';
import { downloadText, fileNamePart, toCsv } from '../../../../lib/csv.ts';
import { recordExport } from '../../../../lib/practice/record-export.ts';
import { today } from '../../../../lib/time.ts';
import { auditColumns, auditFilter, collectAudit } from '../../audit/export.ts';
import { type AuditQuestion, readAudit } from '../../audit/queries.ts';
import type { AuditWords } from '../../audit/use-audit-words.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import own from './audit.module.css';

type Props = { question: AuditQuestion; words: AuditWords; practiceName: string; empty: boolean };

/** Everything that matches, not only what is on the screen. It may take a while: it says how far it is and can be stopped. */
export function ExportButton({ question, words, practiceName, empty }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const [rows, setRows] = useState(0);
  const [slow, setSlow] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const { mutateAsync: record } = useMutation(recordExport());
  const run = useMutation({
    mutationKey: ['practice', 'export-audit'],
    mutationFn: async () => {
      const controller = new AbortController();
      stop.current = controller;
      setRows(0);
      const timer = setTimeout(() => setSlow(true), 1000);
      try {
        const found = await collectAudit(question, words, {
          read: readAudit,
          progress: setRows,
          signal: controller.signal,
        });
        const named = found.map((row) =>
          Object.fromEntries(auditColumns.map((column) => [t(`audit.csv.${column}`), row[column]])),
        );
        const csv = await toCsv(
          auditColumns.map((column) => t(`audit.csv.${column}`)),
          named,
        );
        controller.signal.throwIfAborted();
        await record({
          practiceId: question.practiceId,
          entity: 'audit_event',
          filter: auditFilter(question.filters),
          rows: found.length,
        });
        downloadText(`${fileNamePart(`${t('audit.csv.file')} ${practiceName} ${today(question.zone)}`)}.csv`, csv);
        announce(t('audit.exported', { count: found.length }));
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      } finally {
        clearTimeout(timer);
        setSlow(false);
      }
    },
  });
  return (
    <span className={own.export}>
      <Failed error={run.error} />
      <span role="status" className={classes.small}>
        {slow ? t('audit.exporting', { count: rows }) : ''}
      </span>
      {slow ? (
        <Button variant="subtle" onClick={() => stop.current?.abort()}>
          {t('common:cancel')}
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden="true" />}
        loading={run.isPending}
        disabled={empty}
        onClick={() => run.mutate()}
      >
        {t('audit.export')}
      </Button>
    </span>
  );
}
