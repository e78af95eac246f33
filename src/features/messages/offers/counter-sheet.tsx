import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../components/ui/splash.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation, Offer } from '../schema.ts';
import { CounterForm } from './counter-form.tsx';
import { OfferSheet } from './offer-sheet.tsx';

type Props = {
  offer: Offer;
  conversation: Conversation;
  viewer: Viewer;
  /** The reader's clock. */
  zone: string;
  /** Chosen already, such as a proposal that came with a refusal. */
  times: readonly TimeRange[];
  onClose: () => void;
  onDone: () => void;
};

/** Answers a card with other times, or with words that say when. Kind and place stay as they are. */
export function CounterSheet({ onClose, ...props }: Props) {
  const { t } = useTranslation('offers');
  const types = useQuery(practiceQueries.appointmentTypes());
  const { offer, conversation } = props;
  const side = conversation.viewer_side;
  const title =
    offer.time_options.length > 0 ? t('otherTimes') : side === 'practice' ? t('offerTimes') : t('suggestTimes');
  return (
    <OfferSheet title={title} size={560} onClose={onClose}>
      {(frame) =>
        types.isPending ? (
          <Splash />
        ) : (
          <CounterForm
            {...props}
            types={(types.data ?? []).filter((one) => one.practice_id === conversation.practice_id)}
            frame={frame}
          />
        )
      }
    </OfferSheet>
  );
}
