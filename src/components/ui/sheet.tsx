import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../lib/focus-back.ts';
import { useIsPhone } from '../../lib/media.ts';
import classes from './sheet.module.css';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Width on a desktop, in pixels. */
  size?: number;
  children: ReactNode;
};

/** A dialog where there is room, a sheet from the bottom edge on a phone, where the thumb is. */
export function Sheet({ opened, onClose, title, size = 480, children }: Props) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  useFocusBack();
  if (!phone) {
    return (
      <Modal
        opened={opened}
        onClose={onClose}
        title={title}
        size={size}
        closeButtonProps={{ 'aria-label': t('close'), size: 'md' }}
      >
        {children}
      </Modal>
    );
  }
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="bottom"
      size="auto"
      classNames={{ content: classes.content, body: classes.body }}
      closeButtonProps={{ 'aria-label': t('close'), size: 44 }}
    >
      {children}
    </Drawer>
  );
}
