import { Button, Modal } from '@mantine/core';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import classes from './sheets.module.css';

export type Frame = {
  /** The way out, which asks first when something would be lost. */
  close: () => void;
  /** The form says here whether closing would lose something. */
  dirty: RefObject<boolean>;
};
type Props = { title: string; size: number; onClose: () => void; children: (frame: Frame) => ReactNode };

/** A sheet that asks before it throws work away. */
export function OfferSheet({ title, size, onClose, children }: Props) {
  const [asking, setAsking] = useState(false);
  const dirty = useRef(false);
  const close = () => {
    // While the question is open, its Escape is not for the sheet behind it.
    if (asking) return;
    if (dirty.current) setAsking(true);
    else onClose();
  };
  return (
    <>
      <Sheet opened onClose={close} title={title} size={size}>
        {children({ close, dirty })}
      </Sheet>
      {/* Made anew each time: one that waited closed would hear the Escape that opens it, and close again. */}
      {asking ? <Discard onKeep={() => setAsking(false)} onDiscard={onClose} /> : null}
    </>
  );
}

function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const { t } = useTranslation('offers');
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
