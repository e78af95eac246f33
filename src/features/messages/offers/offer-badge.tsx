import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconCheck,
  IconClock,
  IconHourglassEmpty,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Ref } from 'react';
import type { OfferStatus } from '../schema.ts';
import classes from './offer-card.module.css';

/** The colours of a visit's states, each for the state of a card that means the same to the reader. */
const looks: Record<OfferStatus, { Icon: TablerIcon; colours: string }> = {
  pending: { Icon: IconClock, colours: 'requested' },
  accepted: { Icon: IconCheck, colours: 'confirmed' },
  declined: { Icon: IconX, colours: 'cancelled' },
  countered: { Icon: IconArrowsExchange, colours: 'in-progress' },
  expired: { Icon: IconHourglassEmpty, colours: 'completed' },
  cancelled: { Icon: IconArrowBackUp, colours: 'no-show' },
};

export const barOf = (status: OfferStatus): string => `var(--cs-status-${looks[status].colours}-bar)`;

/** Sign and word of a card's state. Takes the focus when an answer has taken the buttons away. */
export function OfferBadge({
  ref,
  status,
  text,
}: {
  ref: Ref<HTMLParagraphElement>;
  status: OfferStatus;
  text: string;
}) {
  const { Icon, colours } = looks[status];
  const prefix = `--cs-status-${colours}`;
  return (
    <p
      ref={ref}
      tabIndex={-1}
      className={classes.badge}
      style={{ background: `var(${prefix}-background)`, color: `var(${prefix}-text)` }}
      data-status={status}
    >
      <Icon size={14} className={status === 'cancelled' ? 'cs-flip-rtl' : undefined} aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}
