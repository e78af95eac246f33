import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../schema.ts';
import { OptionText } from './option-text.tsx';
import classes from './options.module.css';

type Props = { offer: Offer; zone: string; practiceZone: string; pending: boolean };

/** The times of a card that is not one's own to answer, or not any more. */
export function OptionList({ offer, zone, practiceZone, pending }: Props) {
  const { t } = useTranslation('offers');
  if (offer.time_options.length === 0) return null;
  return (
    <ul className={classes.options} aria-label={t('times')} data-closed={!pending || undefined}>
      {offer.time_options.map((option, index) => {
        const chosen = offer.selected_time_index === index;
        return (
          <li key={option.start} className={classes.option} data-chosen={chosen || undefined}>
            <span className={classes.mark} aria-hidden="true">
              {chosen ? <IconCheck size={16} /> : null}
            </span>
            <OptionText option={option} zone={zone} practiceZone={practiceZone} pending={pending} chosen={chosen} />
          </li>
        );
      })}
    </ul>
  );
}
