import '@mantine/core/styles/Combobox.layer.css';
import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patientQueries } from '../queries.ts';
import type { Patient } from '../schema.ts';
import classes from './booking.module.css';

const createNew = '$new';

type Props = {
  ref?: Ref<HTMLInputElement>;
  practiceId: string;
  value: Patient | undefined;
  onChange: (patient: Patient | undefined) => void;
  onNew: (name: string) => void;
  error?: string | undefined;
};

/** Finds a patient by name, e-mail or phone, or starts a new one with the name typed so far. */
export function PatientField({ ref, practiceId, value, onChange, onNew, error }: Props) {
  const { t } = useTranslation(['booking', 'common']);
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
    if (choice === createNew) return onNew(text.trim());
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
          label={t('patient')}
          placeholder={t('patientPlaceholder')}
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
        <Combobox.Options aria-label={t('patients')}>
          {offered?.map((patient) => (
            <Combobox.Option key={patient.profile_id} value={patient.profile_id}>
              <span className={classes.optionName}>{patient.full_name || t('common:noPatientName')}</span>
              <span className={classes.optionDetail}>{[patient.phone, patient.email].filter(Boolean).join(' · ')}</span>
            </Combobox.Option>
          ))}
          <Combobox.Option value={createNew}>
            <span className={classes.optionNew}>
              <IconUserPlus size={16} aria-hidden="true" />
              {text.trim() && !value ? t('newPatientNamed', { name: text.trim() }) : t('newPatient')}
            </span>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function matches(patient: Patient, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [patient.full_name, patient.email, patient.phone].some((value) => value?.toLowerCase().includes(wanted));
}
