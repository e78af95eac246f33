/** Where the real service is undocumented, or differs from day to day: what the sandbox does about it, switchable at any time. */
export interface Settings {
  /** The account that consents without a page being shown to a browser; null shows the page. */
  autoConsent: string | null;
  /** True: only an administrator may consent. */
  adminConsentRequired: boolean;
  /** True: granted scopes are named with https://graph.microsoft.com/ in front. */
  qualifiedScopes: boolean;
  /** How long the old refresh token still works after a new one was given; 0 is strict. */
  refreshGraceSeconds: number;
  accessTokenSeconds: number;
  /** What a second POST with the same transactionId gets: 201 with the event that is there, or 409. */
  duplicateTransaction: 'existing' | 'conflict';
  /** True: transaction ids are not remembered, so that a second POST makes a second event. */
  forgetTransactions: boolean;
  /** True: an immutable id still leads to an event that lies in Deleted Items. */
  readDeletedItems: boolean;
  /** How a lost sync state is told: 410 with a Location, or 400 or 404 with the code syncStateNotFound. */
  lostSyncState: 410 | 400 | 404;
  /** True: occurrences that follow their rule come in delta with id, type, series and times only. */
  sparseOccurrences: boolean;
  /** True: the master of a series comes in delta before its occurrences. */
  mastersInDelta: boolean;
  /** True: changed single events come in delta without what did not change, as far as Graph reserves that to itself. */
  partialRows: boolean;
  /** True: a delta round has an empty page with a nextLink before every page. */
  emptyPages: boolean;
  /** True: rows of a delta round come twice. */
  repeatRows: boolean;
  /** The most rows of a page, whatever odata.maxpagesize asks for. */
  pageSize: number;
  maxSubscriptionMinutes: number;
  /** True: a second subscription to the same resource with the same address gets 409. */
  refuseSecondSubscription: boolean;
  /** How many requests of one mailbox may run at the same time; more get 429. */
  concurrency: number;
}

export const usual: Settings = {
  autoConsent: null,
  adminConsentRequired: false,
  qualifiedScopes: false,
  refreshGraceSeconds: 60,
  accessTokenSeconds: 3599,
  duplicateTransaction: 'existing',
  forgetTransactions: false,
  readDeletedItems: true,
  lostSyncState: 410,
  sparseOccurrences: true,
  mastersInDelta: true,
  partialRows: false,
  emptyPages: false,
  repeatRows: false,
  pageSize: 1000,
  maxSubscriptionMinutes: 4230,
  refuseSecondSubscription: false,
  concurrency: 4,
};
