import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { connectMutations, type OAuthProvider } from '../mutations.ts';
import type { Provider } from '../schema.ts';

/** Which of the two sign-in pages a connection has; the others take a password here. */
export const oauthOf = (provider: Provider): OAuthProvider | undefined => {
  if (provider === 'google') return 'google';
  return provider === 'microsoft' || provider === 'outlook' ? 'microsoft' : undefined;
};

export const syncPath = '/sync';

/** Takes the person to the provider. From the answer on the page is being left, and stays as it is. */
export function useConnect(leave: (url: string) => void) {
  const start = useMutation(connectMutations.start());
  const [leaving, setLeaving] = useState<OAuthProvider>();
  const connect = (provider: OAuthProvider) =>
    start.mutate(
      { provider, returnTo: syncPath },
      {
        onSuccess: (url) => {
          setLeaving(provider);
          leave(url);
        },
      },
    );
  return { connect, busy: start.isPending ? start.variables.provider : leaving, error: start.error };
}
