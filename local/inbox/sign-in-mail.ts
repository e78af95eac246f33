import type { Mailer } from '../api.ts';
import type { Messages } from './messages.ts';

const withoutTags = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Catches what the auth server sends (codes, confirmations) instead of sending it. */
export const signInMailer = (messages: Messages): Mailer => ({
  send: async ({ to, subject, text, html }) => {
    messages.add({
      channel: 'email',
      via: 'Sign-in',
      to,
      subject,
      text: text || withoutTags(html ?? ''),
      html: html || null,
    });
  },
});
