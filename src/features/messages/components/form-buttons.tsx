import '@mantine/core/styles/Menu.layer.css';
import { Button, Menu } from '@mantine/core';
import { IconCalendarPlus, IconChevronDown, IconForms } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';
import classes from './composer.module.css';

const OfferTimesSheet = lazy(async () => ({
  default: (await import('../offers/offer-times-sheet.tsx')).OfferTimesSheet,
}));
const RequestTimesSheet = lazy(async () => ({
  default: (await import('../offers/request-times-sheet.tsx')).RequestTimesSheet,
}));

type Props = { conversation: Conversation; viewer: Viewer };

/** What can be sent besides words: times by the practice, a wish for times by the patient. */
export function FormButtons({ conversation, viewer }: Props) {
  const { t } = useTranslation('messages');
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  const staff = conversation.viewer_side === 'practice';
  const Sheet = staff ? OfferTimesSheet : RequestTimesSheet;
  return (
    <>
      {staff ? (
        <Menu position="top-start" shadow="md">
          <Menu.Target>
            <Button
              variant="subtle"
              size="compact-md"
              className={classes.form}
              leftSection={<IconForms size={18} aria-hidden="true" />}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              {t('composer.sendForm')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              className={classes.item}
              leftSection={<IconCalendarPlus size={18} aria-hidden="true" />}
              onClick={() => setOpened(true)}
            >
              {t('composer.offerTimes')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.form}
          leftSection={<IconCalendarPlus size={18} aria-hidden="true" />}
          onClick={() => setOpened(true)}
        >
          {t('composer.ask')}
        </Button>
      )}
      <Suspense>{opened ? <Sheet conversation={conversation} viewer={viewer} onClose={close} /> : null}</Suspense>
    </>
  );
}
