import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { offerMutations } from '../mutations.ts';
import type { Offer } from '../schema.ts';

/** Answering a card. The answer counts at once; the thread may take a moment to say the same. */
export function useOfferAnswers(given: Offer, onDone: (answered: Offer) => void) {
  const client = useQueryClient();
  const [answered, setAnswered] = useState<Offer>();
  const sending = useRef(false);
  const accept = useMutation(offerMutations.accept(client));
  const decline = useMutation(offerMutations.decline(client));
  const withdraw = useMutation(offerMutations.withdraw(client));

  const forget = () => {
    for (const one of [accept, decline, withdraw]) one.reset();
  };
  function run<Values>(mutation: UseMutationResult<Offer, Error, Values>, values: Values) {
    // Two presses can come before the first one is drawn.
    if (sending.current) return;
    sending.current = true;
    forget();
    mutation.mutate(values, {
      onSuccess: (answer) => {
        setAnswered(answer);
        onDone(answer);
      },
      onSettled: () => {
        sending.current = false;
      },
    });
  }
  return {
    offer: given.status === 'pending' && answered ? answered : given,
    problem: accept.error ?? decline.error ?? withdraw.error,
    accepting: accept.isPending,
    declining: decline.isPending,
    withdrawing: withdraw.isPending,
    accept: (index: number) => run(accept, { slotId: given.slot_id, index }),
    decline: (note: string) => run(decline, { slotId: given.slot_id, note }),
    withdraw: () => run(withdraw, { slotId: given.slot_id }),
    /** The other side's answer is known: other times were sent instead. */
    countered: () => {
      forget();
      setAnswered({ ...given, status: 'countered' });
    },
  };
}

export type OfferAnswers = ReturnType<typeof useOfferAnswers>;
