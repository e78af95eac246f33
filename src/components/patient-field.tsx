import '@mantine/core/styles/Combobox.layer.css';
import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patientQueries } from '../lib/patients/queries.ts';
import type { Patient } from '../lib/patients/schema.ts';
import classes from './patient-field.module.css';

const createNew = '$new';

type Props = {
  ref?: Ref<HTMLInputElement>;
  practiceId: string;
  value: Patient | undefined;
  onChange: (patient: Patient | undefined) => void;
  /** Without it, only people the practice knows can be chosen. */
  onNew?: (name: string) => void;
  error?: string | undefined;
};

/** Finds a patient by name, e-mail or phone; where that is possible, starts a new one with the name typed so far. */
export function PatientField({ ref, practiceId, value, onChange, onNew, error }: Props) {
  const { t } = useTranslation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState(value?.full_name ?? '');
  const [wanted] = useDebouncedValue(text, 250);
  const found = useQuery({ ...patientQueries.search(wanted, practiceId), enabled: combobox.dropdownOpened });

  // While the answer for the latest letters is on its way, only those of the earlier one that still match are offered:
  // who presses Enter quickly must not get somebody else.
  const current = wanted === text && !found.isPlaceholderData;
  const offered = found.data?.filter((patient) => current || matches(patient, text));

  const submit = (choice: string) => {
    combobox.closeDropdown();
    if (choice === createNew) return onNew?.(text.trim());
    const patient = offered?.find((candidate) => candidate.profile_id === choice);
    if (!patient) return;
    setText(patient.full_name);
    onChange(patient);
  };

  return (
    <Combobox store={combobox} onOptionSubmit={submit} withinPortal={false} hideDetached={false}>
      <Combobox.Target>
        <TextInput
          {...(ref ? { ref } : {})}
          label={t('patientField.label')}
          placeholder={t('patientField.placeholder')}
          autoComplete="off"
          data-autofocus
          value={text}
          error={error ?? null}
          rightSection={found.isFetching ? <Loader size={16} /> : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (value) onChange(undefined);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            if (value) setText(value.full_name);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={t('patientField.list')}>
          {offered?.map((patient) => (
            <Combobox.Option key={patient.profile_id} value={patient.profile_id}>
              <span className={classes.name}>{patient.full_name || t('noPatientName')}</span>
              <span className={classes.detail}>{[patient.phone, patient.email].filter(Boolean).join(' · ')}</span>
            </Combobox.Option>
          ))}
          {onNew ? (
            <Combobox.Option value={createNew}>
              <span className={classes.new}>
                <IconUserPlus size={16} aria-hidden="true" />
                {text.trim() && !value ? t('patientField.newNamed', { name: text.trim() }) : t('patientField.new')}
              </span>
            </Combobox.Option>
          ) : null}
          {!onNew && found.data && offered?.length === 0 ? (
            <Combobox.Empty>{t('patientField.none')}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function matches(patient: Patient, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [patient.full_name, patient.email, patient.phone].some((value) => value?.toLowerCase().includes(wanted));
}
