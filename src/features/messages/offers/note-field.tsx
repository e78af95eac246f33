import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CardForm } from './use-card-form.ts';

type Props = { form: CardForm; label: 'note' | 'noteWhen' | 'noteWhenPractice'; hint?: boolean };

/** Words to a card. Where they may stand in for times, they say when. */
export function NoteField({ form, label, hint = false }: Props) {
  const { t } = useTranslation('offers');
  return (
    <Textarea
      label={t(`form.${label}`)}
      description={hint ? t('form.noteWhenHint') : undefined}
      rows={3}
      maxLength={2000}
      value={form.note}
      onChange={(event) => form.setNote(event.currentTarget.value)}
      error={form.problem === 'nothingSaid' ? t('pick.nothingSaid') : null}
    />
  );
}
