import { useTranslation } from 'react-i18next';
import { type ListFilter, listFilters } from '../schema.ts';
import classes from './list.module.css';

type Props = { filter: ListFilter; onChange: (filter: ListFilter) => void };

/** All, what is new, or what waits for an answer. */
export function FilterButtons({ filter, onChange }: Props) {
  const { t } = useTranslation('messages');
  return (
    <fieldset className={classes.filters}>
      <legend className="visually-hidden">{t('filter.label')}</legend>
      {listFilters.map((one) => (
        <button key={one} type="button" aria-pressed={one === filter} onClick={() => onChange(one)}>
          {t(`filter.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}
