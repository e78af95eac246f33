import '@mantine/core/styles/Combobox.layer.css';
import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQueries } from '../../audit/queries.ts';
import classes from '../practice.module.css';

type Props = { practiceId: string; patientId: string | undefined; onChange: (patientId: string | undefined) => void };

/** Chooses one patient by name, e-mail or phone. */
export function PatientFilter({ practiceId, patientId, onChange }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState<string>();
  const [wanted] = useDebouncedValue(text ?? '', 250);
  const chosen = useQuery({ ...auditQueries.person(patientId ?? ''), enabled: patientId !== undefined });
  const found = useQuery({ ...auditQueries.patients(wanted, practiceId), enabled: combobox.dropdownOpened });
  const name = patientId ? (chosen.data?.full_name ?? '') : '';
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      hideDetached={false}
      onOptionSubmit={(id) => {
        combobox.closeDropdown();
        setText(undefined);
        onChange(id);
      }}
    >
      <Combobox.Target>
        <TextInput
          label={t('audit.patient')}
          placeholder={t('audit.anyPatient')}
          autoComplete="off"
          value={text ?? name}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            setText(undefined);
          }}
          rightSection={
            patientId ? (
              <CloseButton size="sm" aria-label={t('audit.clearPatient')} onClick={() => onChange(undefined)} />
            ) : null
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={t('audit.patient')}>
          {found.data?.map((patient) => (
            <Combobox.Option key={patient.profile_id} value={patient.profile_id}>
              <span className={classes.cell}>
                {patient.full_name || t('common:noPatientName')}
                <span className={classes.small}>{[patient.phone, patient.email].filter(Boolean).join(' · ')}</span>
              </span>
            </Combobox.Option>
          ))}
          {found.data?.length === 0 ? <Combobox.Empty>{t('audit.noPatient')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
