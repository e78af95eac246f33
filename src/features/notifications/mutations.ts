import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { unwrap } from '../../lib/errors.ts';
import { supabase } from '../../lib/supabase.ts';
import type { PushBrowser } from './push-browser.ts';
import { noticeKeys } from './queries.ts';
import type { NoticeRow } from './schema.ts';

/** Marks on the screen at once what is being marked on the server. */
function markShown(client: QueryClient, isMeant: (row: NoticeRow) => boolean, readAt: string) {
  const rows = client.getQueryData<NoticeRow[]>(noticeKeys.latest);
  const marked = rows?.filter((row) => row.read_at === null && isMeant(row)).length ?? 0;
  client.setQueryData<NoticeRow[]>(noticeKeys.latest, (all) =>
    all?.map((row) => (row.read_at === null && isMeant(row) ? { ...row, read_at: readAt } : row)),
  );
  client.setQueryData<number>(noticeKeys.unread, (count) =>
    count === undefined ? count : Math.max(0, count - marked),
  );
}

const lookAgain = (client: QueryClient) => client.invalidateQueries({ queryKey: noticeKeys.all });

export const noticeMutations = {
  /** One has been read. */
  read: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['notifications', 'read'],
      onMutate: ({ id, at }: { id: string; at: string }) => markShown(client, (row) => row.notification_id === id, at),
      mutationFn: async ({ id, at }: { id: string; at: string }) => {
        const answer = await supabase()
          .from('notifications')
          .update({ read_at: at })
          .eq('notification_id', id)
          .is('read_at', null)
          .select('notification_id');
        return unwrap(answer);
      },
      onSettled: () => lookAgain(client),
    }),
  /** Everything up to the newest one that was shown: what came in the meantime stays unread. */
  readAll: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['notifications', 'read-all'],
      onMutate: ({ upTo, at }: { upTo: string; at: string }) =>
        markShown(client, (row) => Date.parse(row.created_at) <= Date.parse(upTo), at),
      mutationFn: async ({ upTo, at }: { upTo: string; at: string }) => {
        const answer = await supabase()
          .from('notifications')
          .update({ read_at: at })
          .is('read_at', null)
          .lte('created_at', upTo)
          .select('notification_id');
        return unwrap(answer);
      },
      onSettled: () => lookAgain(client),
    }),
};

const forget = async (subscriptionId: string) =>
  unwrap(
    await supabase()
      .from('push_subscriptions')
      .delete()
      .eq('subscription_id', subscriptionId)
      .select('subscription_id'),
  );

export const blockMutations = {
  /** One's own mailbox is tried again with the next message. */
  unblockEmail: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['notifications', 'unblock-email'],
      mutationFn: async () => unwrap(await supabase().rpc('unblock_my_email')),
      onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.blocks }),
    }),
};

export const pushMutations = {
  /** Asks the person, subscribes this browser and tells the server; nothing is left when the server refuses. */
  turnOn: (client: QueryClient, browser: PushBrowser, profileId: string) =>
    mutationOptions({
      mutationKey: ['push', 'on'],
      mutationFn: async (publicKey: string): Promise<'on' | 'not-granted'> => {
        if ((await browser.ask()) !== 'granted') return 'not-granted';
        const keys = await browser.subscribe(publicKey);
        try {
          const row = unwrap(
            await supabase()
              .from('push_subscriptions')
              .insert({ profile_id: profileId, user_agent: browser.userAgent.slice(0, 500), ...keys })
              .select('subscription_id')
              .single(),
          );
          browser.remember(profileId, row.subscription_id);
        } catch (error) {
          await browser.unsubscribe();
          throw error;
        }
        return 'on';
      },
      onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.browsers }),
    }),
  /** This browser: the server forgets it first, so that it never keeps an address that is gone. */
  turnOff: (client: QueryClient, browser: PushBrowser) =>
    mutationOptions({
      mutationKey: ['push', 'off'],
      mutationFn: async (subscriptionId: string) => {
        await forget(subscriptionId);
        await browser.unsubscribe();
      },
      onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.browsers }),
    }),
  /** Another browser, such as one that was lost. */
  remove: (client: QueryClient) =>
    mutationOptions({
      mutationKey: ['push', 'remove'],
      mutationFn: forget,
      onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.browsers }),
    }),
};
