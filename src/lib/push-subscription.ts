/**
 * This browser's push subscription (Push API, W3C) as far as every page needs it: which of the server's rows is this
 * browser's is kept here, because an endpoint cannot be read back.
 */
const prefix = 'careslot-push-';

/** Kept for `profileId`. Without storage this browser is shown among the others, and can be removed there. */
export function rememberPush(profileId: string, subscriptionId: string): void {
  try {
    localStorage.setItem(prefix + profileId, subscriptionId);
  } catch {
    // Forbidden or full.
  }
}

export function rememberedPush(profileId: string): string | undefined {
  try {
    return localStorage.getItem(prefix + profileId) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Ends the browser's own side: what the server still sends is answered 410 Gone, and the server forgets it then. */
export async function unsubscribeHere(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

/** What was remembered, for whomever, and is no more. */
function takeRemembered(): string[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    const ids = keys.flatMap((key) => localStorage.getItem(key) ?? []);
    for (const key of keys) localStorage.removeItem(key);
    return ids;
  } catch {
    return [];
  }
}

/**
 * At a sign-out: nothing about this person reaches this browser any more. `forget` deletes rows on the server; neither
 * it nor the browser can keep somebody from signing out, so what fails is left to the 410 above.
 */
export async function endPushHere(forget: (subscriptionIds: string[]) => PromiseLike<unknown>): Promise<void> {
  const ids = takeRemembered();
  await Promise.allSettled([unsubscribeHere(), ...(ids.length > 0 ? [forget(ids)] : [])]);
}
