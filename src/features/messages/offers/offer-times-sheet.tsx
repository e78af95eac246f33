import { useTranslation } from 'react-i18next';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';
import { OfferSheet } from './offer-sheet.tsx';
import { OfferTimesForm } from './offer-times-form.tsx';
import { PracticeParts } from './practice-parts.tsx';

type Props = { conversation: Conversation; viewer: Viewer; onClose: () => void };

/** For staff: two to five free times for the patient of a thread to choose from. */
export function OfferTimesSheet({ conversation, viewer, onClose }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const name = conversation.patient_name || t('common:noPatientName');
  return (
    <OfferSheet title={t('form.offerTitle', { name })} size={880} onClose={onClose}>
      {(frame) => (
        <PracticeParts conversation={conversation} viewer={viewer}>
          {(parts) => (
            <OfferTimesForm {...parts} conversation={conversation} viewer={viewer} frame={frame} onDone={onClose} />
          )}
        </PracticeParts>
      )}
    </OfferSheet>
  );
}
