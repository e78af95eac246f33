import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../components/ui/splash.tsx';
import type { SavedVisit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { BookingForm } from './booking-form.tsx';

type Props = {
  clinicians: readonly Clinician[];
  practiceId: string;
  /** Booking for oneself: no search, no overbooking. */
  self?: { profileId: string; name: string };
  mayChooseClinician: boolean;
  initial: { clinicianId: string; date: string; range?: TimeRange };
  zoneOf: (clinician: Clinician | undefined) => string;
  onClose: () => void;
  onBooked: (saved: SavedVisit, zone: string) => void;
};

export function BookingDialog(props: Props) {
  const { t } = useTranslation(['booking', 'common']);
  const phone = useIsPhone();
  const types = useQuery(practiceQueries.appointmentTypes());
  const usable = types.data?.filter(
    (type) => type.practice_id === props.practiceId && (type.self_bookable || !props.self),
  );
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('title')}
      size={860}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': t('common:close'), size: phone ? 44 : 'md' }}
    >
      {usable ? <BookingForm {...props} types={usable} /> : <Splash />}
    </Modal>
  );
}
