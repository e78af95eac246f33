import { IconStethoscope, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../components/location-icon.tsx';
import { withCommas } from '../../../lib/words.ts';
import type { Offer } from '../schema.ts';
import classes from './offer-card.module.css';

/** Kind and length of the visit, where it takes place and, where the title does not say so, with whom. */
export function OfferFacts({ offer, type }: { offer: Offer; type: string }) {
  const { t } = useTranslation(['offers', 'common']);
  const minutes = offer.time_options[0]?.duration;
  return (
    <ul className={classes.facts}>
      <li>
        <IconStethoscope size={16} aria-hidden="true" />
        {minutes ? withCommas(type, t('common:minutes', { count: minutes })) : type}
      </li>
      <li>
        <LocationIcon type={offer.location_type} size={16} />
        {t(`common:location.${offer.location_type}`)}
      </li>
      {offer.slot_type !== 'offer' && offer.clinician_name ? (
        <li>
          <IconUser size={16} aria-hidden="true" />
          {t('with', { clinician: offer.clinician_name })}
        </li>
      ) : null}
    </ul>
  );
}
