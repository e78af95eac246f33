import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import type { SavedVisit } from '../../../lib/appointments/schema.ts';
import { useIsPhone } from '../../../lib/media.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { BookingFormProps } from '../use-booking-form.ts';
import classes from './booking.module.css';
import { BookingForm } from './booking-form.tsx';

type Props = Omit<BookingFormProps, 'types'> & {
  onClose: () => void;
  /** One visit was booked. A series is reported inside the dialog, which then closes. */
  onBooked: (saved: SavedVisit, zone: string) => void;
  /** Opens a visit of a series that was just booked. */
  onOpen?: (appointmentId: string, start: string) => void;
};

/** Booking a visit. Closing it asks first when something was put in. */
export function BookingDialog(props: Props) {
  const { t } = useTranslation(['booking', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const types = useQuery(practiceQueries.appointmentTypes());
  const dirty = useRef(false);
  const [asking, setAsking] = useState(false);
  const usable = types.data?.filter((type) => type.self_bookable || !props.self);
  const close = () => {
    if (dirty.current) setAsking(true);
    else props.onClose();
  };
  return (
    <>
      <Modal
        opened
        onClose={close}
        title={t('title')}
        size={920}
        fullScreen={phone}
        closeOnEscape={!asking}
        classNames={{ content: classes.dialog, body: classes.body }}
        closeButtonProps={{ 'aria-label': t('common:close'), size: phone ? 44 : 'md' }}
      >
        {usable ? (
          <BookingForm {...props} types={usable} dirty={dirty} onClose={close} />
        ) : types.isError ? (
          <div role="alert">
            <p>{errorText(types.error)}</p>
            <Button variant="default" onClick={() => void types.refetch()}>
              {t('common:retry')}
            </Button>
          </div>
        ) : (
          <Splash />
        )}
      </Modal>
      {/* Made anew each time: one that waited closed would hear the Escape that opens it, and close again. */}
      {asking ? <Discard onKeep={() => setAsking(false)} onDiscard={props.onClose} /> : null}
    </>
  );
}

function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const { t } = useTranslation('booking');
  return (
    <Modal opened onClose={onKeep} title={t('discard.title')} size={400} zIndex={300} withCloseButton={false}>
      <p className={classes.prose}>{t('discard.body')}</p>
      <div className={classes.answers}>
        <Button variant="default" data-autofocus onClick={onKeep}>
          {t('discard.keep')}
        </Button>
        <Button color="red" onClick={onDiscard}>
          {t('discard.discard')}
        </Button>
      </div>
    </Modal>
  );
}
