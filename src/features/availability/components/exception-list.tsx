import { ActionIcon, Alert } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { useIsPhone } from '../../../lib/media.ts';
import { type ExceptionGroup, groupExceptions } from '../exceptions.ts';
import { availabilityMutations } from '../mutations.ts';
import type { Override } from '../schema.ts';
import { weekdayDateText } from '../words.ts';
import classes from './month.module.css';
import { OverrideIcon } from './override-icon.tsx';
import { useOverrideWords } from './override-words.ts';
import { useRestoreDays } from './use-restore-days.ts';

type Props = {
  clinicianId: string;
  rows: readonly Override[] | undefined;
  onEdit: (group: ExceptionGroup) => void;
};

/** What is coming, each stretch of days once. Taking one away can be undone. */
export function ExceptionList({ clinicianId, rows, onEdit }: Props) {
  const { t } = useTranslation('availability');
  const errorText = useErrorText();
  const client = useQueryClient();
  const phone = useIsPhone();
  const words = useOverrideWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const restore = useMutation(availabilityMutations.restoreOverrides(client));
  const undo = useRestoreDays(clinicianId);
  const size = phone ? 44 : 32;
  const days = (group: ExceptionGroup): string =>
    group.from === group.until
      ? weekdayDateText(group.from)
      : t('month.range', { from: weekdayDateText(group.from), until: weekdayDateText(group.until) });
  const remove = async (group: ExceptionGroup) => {
    try {
      await restore.mutateAsync({ clinicianId, written: group.rows, before: [] });
      toast({
        message: t('exceptions.removed', { count: group.rows.length }),
        undo: () => undo([], group.rows),
      });
      heading.current?.focus();
    } catch {
      // Shown from the mutation's own state.
    }
  };
  if (!rows) return null;
  const groups = groupExceptions(rows);
  return (
    <div>
      <h3 ref={heading} tabIndex={-1} className={classes.listTitle}>
        {t('exceptions.coming')}
      </h3>
      {restore.error ? (
        <Alert color="red" role="alert">
          {errorText(restore.error)}
        </Alert>
      ) : null}
      {groups.length === 0 ? <p className={classes.hint}>{t('exceptions.none')}</p> : null}
      <ul className={classes.list}>
        {groups.map((group) => {
          const [row] = group.rows;
          if (!row) return null;
          return (
            <li key={group.key} className={classes.item}>
              <OverrideIcon type={row.override_type} />
              <div className={classes.itemText}>
                <span className={classes.itemDays}>{days(group)}</span>
                <span className={classes.itemKind}>
                  {words.sentence(row)}
                  {row.reason ? ` · ${row.reason}` : null}
                </span>
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={size}
                aria-label={t('exceptions.edit', { days: days(group) })}
                onClick={() => onEdit(group)}
              >
                <IconPencil size={18} aria-hidden="true" />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={size}
                disabled={restore.isPending}
                aria-label={t('exceptions.remove', { days: days(group) })}
                onClick={() => void remove(group)}
              >
                <IconTrash size={18} aria-hidden="true" />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
