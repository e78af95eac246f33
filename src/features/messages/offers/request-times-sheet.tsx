import { useTranslation } from 'react-i18next';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';
import { OfferSheet } from './offer-sheet.tsx';
import { PracticeParts } from './practice-parts.tsx';
import { RequestTimesForm } from './request-times-form.tsx';

type Props = { conversation: Conversation; viewer: Viewer; onClose: () => void };

/** For patients: asks the practice of a thread for an appointment, at times of one's choice or in words. */
export function RequestTimesSheet({ conversation, viewer, onClose }: Props) {
  const { t } = useTranslation('offers');
  return (
    <OfferSheet title={t('form.requestTitle')} size={880} onClose={onClose}>
      {(frame) => (
        <PracticeParts conversation={conversation} viewer={viewer}>
          {(parts) => <RequestTimesForm {...parts} conversation={conversation} frame={frame} onDone={onClose} />}
        </PracticeParts>
      )}
    </OfferSheet>
  );
}
