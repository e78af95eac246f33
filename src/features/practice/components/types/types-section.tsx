import '@mantine/core/styles/ActionIcon.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCheck, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../../components/location-icon.tsx';
import { Splash } from '../../../../components/ui/splash.tsx';
import { announce } from '../../../../lib/announce.ts';
import { typeName } from '../../../../lib/practice/type-name.ts';
import { typeMutations } from '../../mutations.ts';
import { adminQueries } from '../../queries.ts';
import type { TypeRow } from '../../schema.ts';
import { moved } from '../../type-order.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import { TypeSheet } from './type-sheet.tsx';
import own from './types.module.css';

/** The kinds of visit, in the order in which booking forms list them. */
export function TypesSection({ practice, open, onOpen }: SectionProps) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const types = useQuery(adminQueries.types(practice.practice_id));
  const reorder = useMutation(typeMutations.reorder(client, practice.practice_id));
  const rows = types.data ?? [];
  const shown = rows.find((row) => row.appointment_type === open);

  const move = (index: number, by: 1 | -1) => {
    const row = rows[index];
    if (!row) return;
    reorder.mutate(moved(rows, index, by));
    announce(
      t('types.movedTo', {
        name: typeName(row.appointment_type, rows),
        position: index + 1 + by,
        count: rows.length,
      }),
    );
  };
  return (
    <>
      <SectionHead
        title={t('section.types')}
        intro={t('types.intro')}
        action={{ label: t('types.add'), run: () => onOpen('new') }}
      />
      <Failed error={types.error} retry={() => void types.refetch()} />
      <Failed error={reorder.error} />
      {types.isPending ? <Splash /> : null}
      {types.data ? (
        <ol className={classes.list} aria-label={t('section.types')}>
          {rows.map((row, index) => (
            <li key={row.appointment_type}>
              <TypeLine
                row={row}
                name={typeName(row.appointment_type, rows)}
                onOpen={() => onOpen(row.appointment_type)}
              />
              <span className={classes.rowSide}>
                <MoveButton
                  label={t('types.moveUp', { name: typeName(row.appointment_type, rows) })}
                  up
                  disabled={index === 0}
                  onMove={() => move(index, -1)}
                />
                <MoveButton
                  label={t('types.moveDown', { name: typeName(row.appointment_type, rows) })}
                  disabled={index === rows.length - 1}
                  onMove={() => move(index, 1)}
                />
              </span>
            </li>
          ))}
        </ol>
      ) : null}
      {open === 'new' || shown ? (
        <TypeSheet
          key={open}
          practiceId={practice.practice_id}
          row={shown}
          rows={rows}
          onClose={() => onOpen(undefined)}
        />
      ) : null}
    </>
  );
}

type MoveProps = { label: string; up?: boolean; disabled: boolean; onMove: () => void };

/** aria-disabled instead of disabled: whoever moves a row to the top keeps the focus on the button they pressed. */
function MoveButton({ label, up = false, disabled, onMove }: MoveProps) {
  const Icon = up ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={label}
      aria-disabled={disabled}
      className={own.move}
      onClick={() => {
        if (!disabled) onMove();
      }}
    >
      <Icon size={18} aria-hidden="true" />
    </ActionIcon>
  );
}

function TypeLine({ row, name, onOpen }: { row: TypeRow; name: string; onOpen: () => void }) {
  const { t } = useTranslation(['practice', 'common']);
  const booking = row.self_bookable ? (row.auto_confirm ? 'confirmed' : 'requested') : 'staff';
  return (
    <button
      type="button"
      className={`${classes.row} ${own.type}`}
      onClick={onOpen}
      data-inactive={row.active ? undefined : true}
    >
      <span className={classes.cell}>
        <strong className={classes.named}>
          <span className={classes.swatch} style={{ background: row.color }} aria-hidden="true" />
          {name}
        </strong>
        <span className={`${classes.small} ${own.facts}`}>
          <LocationIcon type={row.default_location_type} />
          {t(`common:location.${row.default_location_type}`)} ·{' '}
          {t('common:minutes', { count: row.default_duration_minutes })}
          {row.buffer_minutes > 0 ? ` · ${t('types.bufferShort', { count: row.buffer_minutes })}` : ''}
        </span>
      </span>
      <span className={classes.state} data-good={(row.active && row.self_bookable) || undefined}>
        {row.active && row.self_bookable ? (
          <IconCheck size={16} aria-hidden="true" />
        ) : (
          <IconEyeOff size={16} aria-hidden="true" />
        )}
        {row.active ? t(`types.booking.${booking}`) : t('types.inactive')}
      </span>
    </button>
  );
}
