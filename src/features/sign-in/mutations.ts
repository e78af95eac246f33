import { mutationOptions } from '@tanstack/react-query';
import { toAppError } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';

const check = ({ error }: { error: unknown }) => {
  if (error) throw toAppError(error);
};

export const signInMutations = {
  password: () =>
    mutationOptions({
      mutationFn: async (account: { email: string; password: string }) =>
        check(await supabase().auth.signInWithPassword(account)),
    }),
  /** Also for people who never signed in: a patient the practice entered claims their record with the first code. */
  sendCode: () =>
    mutationOptions({
      mutationFn: async (email: string) => check(await supabase().auth.signInWithOtp({ email })),
    }),
  verifyCode: () =>
    mutationOptions({
      mutationFn: async (attempt: { email: string; code: string }) =>
        check(await supabase().auth.verifyOtp({ email: attempt.email, token: attempt.code, type: 'email' })),
    }),
};
