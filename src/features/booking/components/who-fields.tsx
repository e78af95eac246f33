import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PatientField } from '../../../components/patient-field.tsx';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { anyClinician, type FieldName } from '../schema.ts';
import type { BookingForm } from '../use-booking-form.ts';
import { NewPatientFields } from './new-patient-fields.tsx';

type Props = {
  form: BookingForm;
  clinicians: readonly Clinician[];
  practiceId: string;
  mayChooseClinician: boolean;
  isSelf: boolean;
  fieldRef: (name: FieldName) => (element: HTMLElement | null) => void;
};

/** With whom, and for whom. */
export function WhoFields({ form, clinicians, practiceId, mayChooseClinician, isSelf, fieldRef }: Props) {
  const { t } = useTranslation('booking');
  const { values, wrong, change } = form;
  return (
    <>
      {mayChooseClinician && clinicians.length > 1 ? (
        <NativeSelect
          label={t('clinician')}
          value={values.clinicianId}
          onChange={(event) => form.changeClinician(event.currentTarget.value)}
          data={[
            ...(form.colleagues.length > 1 ? [{ value: anyClinician, label: t('anyClinician') }] : []),
            ...clinicians.map((c) => ({ value: c.clinician_id, label: c.display_name })),
          ]}
        />
      ) : null}
      {isSelf ? null : values.newPatient ? (
        <NewPatientFields
          value={values.newPatient}
          onChange={(newPatient) => change({ newPatient })}
          onBack={() => change({ newPatient: undefined })}
          wrong={wrong}
          nameRef={fieldRef('newName')}
          emailRef={fieldRef('newEmail')}
        />
      ) : (
        <PatientField
          key={values.patient?.profile_id ?? 'nobody'}
          ref={fieldRef('patient')}
          practiceId={practiceId}
          value={values.patient}
          onChange={(patient) => change({ patient })}
          onNew={(name) => change({ newPatient: { fullName: name, email: '', phone: '' }, patient: undefined })}
          error={wrong.includes('patient') ? t('errors.patient') : undefined}
        />
      )}
    </>
  );
}
