import { lazy, Suspense, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../../../lib/errors.ts';
import { useNow } from '../../../lib/now.ts';
import { sameClock, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation, Offer } from '../schema.ts';
import { AnswerForm } from './answer-form.tsx';
import { AnswerRefused } from './answer-refused.tsx';
import { barOf, OfferBadge } from './offer-badge.tsx';
import classes from './offer-card.module.css';
import { OfferFacts } from './offer-facts.tsx';
import { OfferOutcome } from './offer-outcome.tsx';
import { statusNow, stillFree } from './offer-state.ts';
import { OfferTerms } from './offer-terms.tsx';
import { OptionList } from './option-list.tsx';
import { useFocusWithin } from './use-focus-within.ts';
import { useOfferAnswers } from './use-offer-answers.ts';
import { useOfferWords } from './use-offer-words.ts';
import { WithdrawForm } from './withdraw-form.tsx';

const CounterSheet = lazy(async () => ({ default: (await import('./counter-sheet.tsx')).CounterSheet }));

type Props = {
  offer: Offer;
  conversation: Conversation;
  viewer: Viewer;
  /** The reader's clock. */
  zone: string;
  onOpenVisit: (appointmentId: string) => void;
};

/** A card in a thread: times that were offered, asked for or suggested instead, and their answer. */
export function OfferCard({ offer: given, conversation, viewer, zone, onOpenVisit }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const titleId = useId();
  const badge = useRef<HTMLParagraphElement>(null);
  const [counter, setCounter] = useState<readonly TimeRange[]>();
  const words = useOfferWords(conversation, zone);
  const side = conversation.viewer_side;
  const practiceZone = conversation.practice_timezone;

  const answers = useOfferAnswers(given, words.say);
  const { offer } = answers;
  // Nothing on a closed card depends on the clock.
  const now = useNow(offer.status === 'pending' ? 20_000 : 60 * 60_000);
  const status = statusNow(offer, now);
  const pending = status === 'pending';
  const mine = pending && offer.awaits === side;
  const within = useFocusWithin(status, badge);

  const twoClocks = offer.time_options.find(({ start }) => !sameClock(zone, practiceZone, new Date(start)));

  return (
    <article
      aria-labelledby={titleId}
      className={classes.card}
      style={{ borderInlineStartColor: barOf(status) }}
      {...within}
    >
      <div className={classes.head}>
        <h3 id={titleId} className={classes.title}>
          {words.title(offer)}
        </h3>
        <OfferBadge ref={badge} status={status} text={words.state(offer, status)} />
      </div>
      <OfferFacts offer={offer} type={words.type(offer)} />
      {offer.note ? <p className={classes.note}>{offer.note}</p> : null}
      {twoClocks ? (
        <p className={classes.terms}>{t('twoClocks', { zone: zoneName(zone, new Date(twoClocks.start)) })}</p>
      ) : null}
      {mine ? (
        <AnswerForm
          offer={offer}
          answers={answers}
          side={side}
          zone={zone}
          practiceZone={practiceZone}
          onCounter={() => setCounter([])}
        />
      ) : (
        <OptionList offer={offer} zone={zone} practiceZone={practiceZone} pending={pending} />
      )}
      {pending && !mine && offer.time_options.length > 0 && stillFree(offer.time_options).length === 0 ? (
        <p className={classes.none}>{t('noneFreeOwn')}</p>
      ) : null}
      {answers.problem ? (
        <AnswerRefused
          error={answers.problem}
          offer={{ ...offer, status }}
          side={side}
          zone={zone}
          onPick={(slot) => setCounter([slot])}
        />
      ) : null}
      <OfferTerms offer={offer} status={status} side={side} patientName={words.patientName} zone={zone} now={now} />
      {pending ? null : <OfferOutcome offer={offer} zone={zone} onOpenVisit={onOpenVisit} />}
      {pending && !mine ? (
        <WithdrawForm busy={answers.withdrawing} otherName={words.otherName} onWithdraw={answers.withdraw} />
      ) : null}
      {counter ? (
        <Suspense>
          <CounterSheet
            offer={offer}
            conversation={conversation}
            viewer={viewer}
            zone={zone}
            times={counter}
            onClose={() => setCounter(undefined)}
            onDone={() => {
              setCounter(undefined);
              answers.countered();
              requestAnimationFrame(() => badge.current?.focus());
            }}
          />
        </Suspense>
      ) : null}
    </article>
  );
}
