// biome-ignore-all lint/a11y/useSemanticElements: a <table> would lay out all its rows; of a virtual grid only some are there
// biome-ignore-all lint/a11y/useFocusableInteractive: one row is the tab stop, its cells are not
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './grid.module.css';

type Props = {
  withClinician: boolean;
  /** With it come the boxes in front of the rows. */
  selectable: boolean;
  all: 'none' | 'some' | 'all';
  newestFirst: boolean;
  /** On a phone the head is for screen readers only; order and "all" are elsewhere. */
  phone: boolean;
  onAll: () => void;
  onOrder: () => void;
};

/** Names of the columns, "select all" and the order. */
export function GridHead({ withClinician, selectable, all, newestFirst, phone, onAll, onOrder }: Props) {
  const { t } = useTranslation('list');
  const Arrow = newestFirst ? IconArrowDown : IconArrowUp;
  return (
    <div role="row" aria-rowindex={1} className={phone ? 'visually-hidden' : classes.head}>
      {selectable ? (
        <span role="columnheader" className={classes.check}>
          {phone ? (
            t('column.select')
          ) : (
            <input
              type="checkbox"
              aria-label={t('selectAll')}
              checked={all === 'all'}
              ref={(box) => {
                if (box) box.indeterminate = all === 'some';
              }}
              onChange={onAll}
            />
          )}
        </span>
      ) : null}
      <span role="columnheader" aria-sort={newestFirst ? 'descending' : 'ascending'} className={classes.time}>
        {phone ? (
          t('column.time')
        ) : (
          <button type="button" className={classes.order} onClick={onOrder}>
            {t('column.time')}
            <Arrow size={14} aria-hidden="true" />
            <span className="visually-hidden">{newestFirst ? t('newestFirst') : t('oldestFirst')}</span>
          </button>
        )}
      </span>
      <span role="columnheader" className={classes.patient}>
        {t('column.patient')}
      </span>
      {withClinician ? (
        <span role="columnheader" className={classes.clinician}>
          {t('column.clinician')}
        </span>
      ) : null}
      <span role="columnheader" className={classes.type}>
        {t('column.type')}
      </span>
      <span role="columnheader" className={classes.place}>
        {t('column.place')}
      </span>
      <span role="columnheader" className={classes.status}>
        {t('column.status')}
      </span>
    </div>
  );
}
