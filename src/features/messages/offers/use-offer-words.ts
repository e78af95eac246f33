import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatDay } from '../../../lib/time.ts';
import type { Conversation, Offer, OfferStatus } from '../schema.ts';
import { clockRange } from './clock-range.ts';
import { titleOf } from './offer-state.ts';

/** What a card is called, how it stands, and what is said aloud when it is answered: in the words of one side. */
export function useOfferWords(conversation: Conversation, zone: string) {
  const { t } = useTranslation(['offers', 'common']);
  const types = useQuery(practiceQueries.appointmentTypes());
  const side = conversation.viewer_side;
  const patientName = conversation.patient_name || t('common:noPatientName');
  const otherName = side === 'patient' ? conversation.practice_name : patientName;
  const here = types.data?.filter((one) => one.practice_id === conversation.practice_id);
  const type = (offer: Offer) => typeName(offer.appointment_type, here);
  return {
    patientName,
    /** Whose answer it is if it is not one's own. */
    otherName,
    type,
    title: (offer: Offer) =>
      t(`title.${titleOf(offer, side)}`, { type: type(offer), clinician: offer.clinician_name, name: patientName }),
    state: (offer: Offer, status: OfferStatus) => {
      if (status !== 'pending') return t(`status.${status}`);
      return offer.awaits === side ? t('status.waitingYou') : t('status.waitingOther', { name: otherName });
    },
    say: (answered: Offer) => {
      const chosen = answered.time_options[answered.selected_time_index ?? -1];
      if (answered.status === 'accepted' && chosen) {
        announce(t('done.accepted', { day: formatDay(chosen.start, zone), time: clockRange(chosen, zone) }));
      } else if (answered.status === 'declined' || answered.status === 'cancelled') {
        announce(t(`done.${answered.status}`));
      }
    },
  };
}
