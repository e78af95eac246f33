import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../../components/ui/toast.tsx';
import { type LocationType, locationTypes } from '../../../../lib/appointments/schema.ts';
import { typeName } from '../../../../lib/practice/type-name.ts';
import { minuteUnits } from '../../durations.ts';
import { type TypeValues, typeMutations } from '../../mutations.ts';
import type { TypeRow } from '../../schema.ts';
import { keyFromName } from '../../type-key.ts';
import { ColourField, firstColour } from '../colour-field.tsx';
import { DurationField } from '../duration-field.tsx';
import { Failed } from '../failed.tsx';
import { FormSheet } from '../form-sheet.tsx';
import classes from '../practice.module.css';
import { useFirstErrorFocus } from '../use-first-error.ts';
import { TypePreview } from './type-preview.tsx';

type Draft = Omit<TypeValues, 'default_duration_minutes' | 'buffer_minutes' | 'preparation_instructions'> & {
  default_duration_minutes: number | undefined;
  buffer_minutes: number | undefined;
  preparation_instructions: string;
};
type Props = { practiceId: string; row: TypeRow | undefined; rows: readonly TypeRow[]; onClose: () => void };

const { minutes, hours } = minuteUnits;
const units = { minutes, hours };

const toDraft = (row: TypeRow | undefined): Draft => ({
  name: row?.name ?? '',
  default_duration_minutes: row?.default_duration_minutes ?? 30,
  default_location_type: row?.default_location_type ?? 'in_person',
  buffer_minutes: row?.buffer_minutes ?? 0,
  self_bookable: row?.self_bookable ?? true,
  auto_confirm: row?.auto_confirm ?? true,
  color: row?.color ?? firstColour,
  preparation_instructions: row?.preparation_instructions ?? '',
});

const within = (value: number | undefined, from: number, to: number): value is number =>
  value !== undefined && value >= from && value <= to;

/** Edits one type or adds one. A type in use is never deleted, only taken out of the lists. */
export function TypeSheet({ practiceId, row, rows, onClose }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => toDraft(row));
  const [errors, setErrors] = useState<{ name?: string; duration?: string; buffer?: string }>({});
  const create = useMutation(typeMutations.create(client));
  const update = useMutation(typeMutations.update(client));
  const setActive = useMutation(typeMutations.update(client));
  useFirstErrorFocus(form, errors);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { default_duration_minutes: duration, buffer_minutes: buffer } = draft;
    const found: typeof errors = {};
    if (!draft.name.trim()) found.name = t('types.nameMissing');
    if (!within(duration, 5, 1440)) found.duration = t('types.durationWrong');
    if (!within(buffer, 0, 240)) found.buffer = t('types.bufferWrong');
    setErrors(found);
    if (duration === undefined || buffer === undefined || Object.keys(found).length > 0) return;
    const values: TypeValues = {
      ...draft,
      name: draft.name.trim(),
      default_duration_minutes: duration,
      buffer_minutes: buffer,
      preparation_instructions: draft.preparation_instructions.trim() || null,
    };
    const done = {
      onSuccess: () => {
        onClose();
        toast({ message: t('types.saved', { name: values.name }) });
      },
    };
    if (row) update.mutate({ practiceId, key: row.appointment_type, values }, done);
    else {
      const keys = rows.map((one) => one.appointment_type);
      const position = Math.max(0, ...rows.map((one) => one.position)) + 1;
      create.mutate({ practiceId, key: keyFromName(values.name, keys), position, values }, done);
    }
  };
  const toggleActive = (type: TypeRow) => {
    const target = { practiceId, key: type.appointment_type };
    setActive.mutate(
      { ...target, values: { active: !type.active } },
      {
        onSuccess: () => {
          onClose();
          toast({
            message: t(type.active ? 'types.deactivated' : 'types.reactivated', { name: type.name }),
            undo: () => update.mutate({ ...target, values: { active: type.active } }),
          });
        },
      },
    );
  };
  return (
    <FormSheet
      onClose={onClose}
      title={row ? t('types.edit', { name: typeName(row.appointment_type, [row]) }) : t('types.add')}
      size={620}
    >
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('types.name')}
          maxLength={120}
          data-autofocus
          value={draft.name}
          error={errors.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <DurationField
            label={t('types.duration')}
            description={t('types.durationHint')}
            units={units}
            value={draft.default_duration_minutes}
            onChange={(total) => change({ default_duration_minutes: total })}
            error={errors.duration}
          />
          <DurationField
            label={t('types.buffer')}
            description={t('types.bufferHint')}
            units={units}
            value={draft.buffer_minutes}
            onChange={(total) => change({ buffer_minutes: total })}
            error={errors.buffer}
          />
        </div>
        <NativeSelect
          label={t('types.place')}
          value={draft.default_location_type}
          onChange={(event) => change({ default_location_type: event.currentTarget.value as LocationType })}
          data={locationTypes.map((type) => ({ value: type, label: t(`common:location.${type}`) }))}
        />
        <Switch
          label={t('types.selfBookable')}
          checked={draft.self_bookable}
          onChange={(event) => change({ self_bookable: event.currentTarget.checked })}
        />
        <Switch
          label={t('types.autoConfirm')}
          description={t('types.autoConfirmHint')}
          checked={draft.auto_confirm}
          disabled={!draft.self_bookable}
          onChange={(event) => change({ auto_confirm: event.currentTarget.checked })}
        />
        <Textarea
          label={t('types.preparation')}
          description={t('types.preparationHint')}
          rows={3}
          maxLength={4000}
          value={draft.preparation_instructions}
          onChange={(event) => change({ preparation_instructions: event.currentTarget.value })}
        />
        <ColourField value={draft.color} onChange={(color) => change({ color })} />
        <TypePreview
          type={
            row
              ? {
                  ...draft,
                  name: typeName(row.appointment_type, [{ appointment_type: row.appointment_type, name: draft.name }]),
                }
              : draft
          }
        />
        <Failed error={create.error ?? update.error ?? setActive.error} />
        <div className={classes.actions}>
          {row ? (
            <Button
              variant="subtle"
              color={row.active ? 'red' : 'accent'}
              className={row.active ? `${classes.away} ${classes.danger}` : classes.away}
              loading={setActive.isPending}
              onClick={() => toggleActive(row)}
            >
              {row.active ? t('types.deactivate') : t('types.reactivate')}
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {t('common:save')}
          </Button>
        </div>
      </form>
    </FormSheet>
  );
}
