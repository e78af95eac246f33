import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import picker from '../../../components/slot-picker/slot-picker.module.css';
import classes from './booking.module.css';

type Props = {
  candidates: readonly string[];
  value: string | undefined;
  nameOf: (clinicianId: string) => string;
  onChange: (clinicianId: string) => void;
};

/** Several people are free at the chosen time: one is proposed, another can be taken. */
export function WithWhom({ candidates, value, nameOf, onChange }: Props) {
  const { t } = useTranslation('booking');
  const name = useId();
  const [only] = candidates;
  if (!only) return null;
  if (candidates.length === 1) return <p className={classes.prose}>{t('withOnly', { name: nameOf(only) })}</p>;
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.label}>{t('withWhom')}</legend>
      <p className={classes.note}>{t('withWhomHint')}</p>
      <div className={classes.chipRow}>
        {candidates.map((id) => (
          <label key={id} className={picker.chip}>
            <input type="radio" name={name} checked={id === value} onChange={() => onChange(id)} />
            <span>{nameOf(id)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
