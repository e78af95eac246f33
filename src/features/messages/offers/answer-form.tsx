import { Button } from '@mantine/core';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayTime } from '../../../lib/time.ts';
import type { Offer, Side } from '../schema.ts';
import { DeclineForm } from './decline-form.tsx';
import classes from './offer-card.module.css';
import { choiceOf, isGone, stillFree } from './offer-state.ts';
import { OptionList } from './option-list.tsx';
import { OptionText } from './option-text.tsx';
import optionClasses from './options.module.css';
import type { OfferAnswers } from './use-offer-answers.ts';

type Props = {
  offer: Offer;
  answers: OfferAnswers;
  side: Side;
  zone: string;
  practiceZone: string;
  onCounter: () => void;
};

/** For the side a card waits for: one of its times, other times, or no. */
export function AnswerForm({ offer, answers, side, zone, practiceZone, onCounter }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const errorId = useId();
  const name = useId();
  const form = useRef<HTMLFormElement>(null);
  const declineButton = useRef<HTMLButtonElement>(null);
  const [picked, setPicked] = useState<number>();
  const [missing, setMissing] = useState(false);
  const [declining, setDeclining] = useState(false);
  const options = offer.time_options;
  const choice = choiceOf(options, picked);
  const chosen = choice === undefined ? undefined : options[choice];
  const open = stillFree(options).length > 0;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(choice === undefined);
    if (choice !== undefined) return answers.accept(choice);
    return form.current?.querySelector<HTMLElement>('input[type="radio"]:not(:disabled)')?.focus();
  };
  const counter = options.length > 0 ? t('otherTimes') : side === 'practice' ? t('offerTimes') : t('suggestTimes');
  return (
    <form ref={form} onSubmit={submit} noValidate className={classes.answer}>
      {open ? (
        <fieldset className={optionClasses.choices} aria-describedby={missing ? errorId : undefined}>
          <legend>{t(`which.${side}`)}</legend>
          {options.map((option, index) => (
            <label key={option.start} className={optionClasses.option} data-chosen={choice === index || undefined}>
              <input
                type="radio"
                name={name}
                checked={choice === index}
                disabled={isGone(option)}
                onChange={() => {
                  setPicked(index);
                  setMissing(false);
                }}
              />
              <OptionText option={option} zone={zone} practiceZone={practiceZone} pending />
            </label>
          ))}
          {missing ? (
            <p id={errorId} role="alert" className={classes.fieldError}>
              {t('chooseTime')}
            </p>
          ) : null}
        </fieldset>
      ) : (
        <OptionList offer={offer} zone={zone} practiceZone={practiceZone} pending />
      )}
      {!open && options.length > 0 ? <p className={classes.none}>{t('noneFree')}</p> : null}
      {declining ? (
        <DeclineForm
          busy={answers.declining}
          onDecline={answers.decline}
          onBack={() => {
            setDeclining(false);
            requestAnimationFrame(() => declineButton.current?.focus());
          }}
        />
      ) : (
        <div className={classes.actions}>
          {open ? (
            <Button type="submit" loading={answers.accepting}>
              {chosen ? t('acceptTime', { time: formatDayTime(chosen.start, zone) }) : t('accept')}
            </Button>
          ) : null}
          <Button variant={open ? 'default' : 'filled'} onClick={onCounter}>
            {counter}
          </Button>
          <Button ref={declineButton} variant="default" onClick={() => setDeclining(true)}>
            {t('decline')}
          </Button>
        </div>
      )}
    </form>
  );
}
