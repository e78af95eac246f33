import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emailFor } from './email.ts';
import { smsSize } from './gsm-7.ts';
import { channelNames, type Notice, type NoticeKind, noticeKinds, type Visit } from './notice.ts';
import { pushFor } from './push.ts';
import { smsFor } from './sms.ts';
import { smsReply } from './sms-reply.ts';
import { links, noticeOf, now, seriesOf } from './testing.ts';
import { writingTime } from './writing-time.ts';

const sides = ['patient', 'clinician', 'staff'] as const;
const locales = ['en', 'en-GB', 'es', 'es-MX', 'ar', 'not a locale'];

describe('every message', () => {
  const all = noticeKinds.flatMap((kind) => sides.flatMap((side) => locales.map((locale) => ({ kind, side, locale }))));

  test.each(all)('$kind to $side in $locale', ({ kind, side, locale }) => {
    const notice = noticeOf(kind, { side, recipient: { locale } });
    const mail = emailFor(notice, links, now);
    const texts = [mail.subject, mail.text, mail.html, smsFor(notice, links, now)];
    const { title, body } = pushFor(notice, links, now);
    for (const text of [...texts, title, body]) {
      expect(text).not.toMatch(/undefined|null|\[object|NaN|Invalid/);
      expect(text.trim()).not.toBe('');
    }
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject).toContain('Harbour Street Practice');
    expect(title.length).toBeLessThanOrEqual(60);
    expect(body.length).toBeLessThanOrEqual(120);
    // Plain text and HTML lead to the same places.
    const inText = mail.text.match(/https:\S+/g) ?? [];
    const inHtml = [...mail.html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href?.replaceAll('&#38;', '&'));
    expect(new Set(inText)).toEqual(new Set(inHtml));
    expect(inText).toContain(links.preferences);
  });

  test('[NT14] only patients get one-click links, and nobody gets type, clinician or reason', () => {
    for (const kind of noticeKinds)
      for (const side of sides) {
        const notice = noticeOf(kind, { side, visit: { type_name: 'SECRET-TYPE', clinician_name: 'SECRET-NAME' } });
        const mail = emailFor(notice, links, now);
        const said = [
          mail.subject,
          mail.text,
          mail.html,
          smsFor(notice, links, now),
          JSON.stringify(pushFor(notice, links, now)),
        ];
        expect(said.join(' ')).not.toContain('SECRET');
        if (side !== 'patient') expect(said.join(' ')).not.toContain('/v/');
      }
    expect(channelNames).toHaveLength(4);
  });
});

describe('time', () => {
  test('is the reader’s, with the practice’s where their clocks differ', () => {
    const notice = noticeOf('reminder', { recipient: { timezone: 'Pacific/Auckland', locale: 'en-NZ' } });
    const { text } = emailFor(notice, links, now);
    expect(text).toContain('10:00');
    expect(text).toContain('Auckland time');
    expect(text).toContain('In Zurich: Tuesday, 24 November');
    // In Auckland it is the 24th already.
    expect(text).toMatch(/Today, Tuesday/);
  });

  test('another zone with the same clock is not mentioned', () => {
    const { text } = emailFor(noticeOf('reminder', { recipient: { timezone: 'Europe/Berlin' } }), links, now);
    expect(text).not.toContain('Berlin');
    expect(text).toMatch(/Tomorrow, Tuesday/);
  });

  test.each([
    // Clocks go back on the 25th of October at 01:00 UTC, and forward on the 28th of March.
    ['2026-10-24T08:00:00Z', ' 10:00'],
    ['2026-10-25T08:00:00Z', ' 9:00'],
    ['2027-03-27T08:00:00Z', ' 9:00'],
    ['2027-03-28T08:00:00Z', ' 10:00'],
  ])('around a change of the clocks, %s is %s in Zurich', (start, wall) => {
    const notice = noticeOf('reminder', { visit: { start, end: start }, recipient: { locale: 'en-GB' } });
    expect(emailFor(notice, links, new Date('2026-10-20T10:00:00Z')).text).toContain(wall);
  });

  test('a zone that Intl does not know is read as the practice’s', () => {
    const notice = noticeOf('reminder', { recipient: { timezone: 'Mars/Olympus' } });
    expect(emailFor(notice, links, now).text).toContain('10:00');
    expect(writingTime(notice, now)).toEqual(now);
  });

  test('[NT6] a second try has the words of the first, unless midnight lies between', () => {
    const first = '2026-11-23T22:30:00Z';
    const notice = noticeOf('reminder', { written_at: first });
    expect(writingTime(notice, new Date('2026-11-23T22:59:00Z'))).toEqual(new Date(first));
    const later = new Date('2026-11-23T23:01:00Z');
    expect(writingTime(notice, later)).toEqual(later);
    expect(emailFor(notice, links, writingTime(notice, later)).text).toMatch(/Today/);
  });
});

describe('what can still be done', () => {
  test('until the practice’s notice: move and cancel, with links and by answer', () => {
    const notice = noticeOf('reminder');
    expect(emailFor(notice, links, now).text).toContain(links.cancel);
    expect(smsFor(notice, links, now)).toContain('Reply C to confirm, X to cancel, R to reschedule.');
  });

  test('after it: confirm, and the number to call', () => {
    const notice = noticeOf('reminder');
    const late = new Date('2026-11-23T22:00:00Z');
    const { text } = emailFor(notice, links, late);
    expect(text).not.toContain(links.cancel);
    expect(text).toContain('+41 44 555 01 00');
    expect(smsFor(notice, links, late)).toMatch(/Reply C to confirm\..*\+41 44 555 01 00/);
  });

  test('a series says how many follow, and that their dates are attached where they are', () => {
    const series = seriesOf(5);
    const text = (kind: NoticeKind, side: Notice['side'], status: Visit['status']) =>
      emailFor(noticeOf(kind, { side, visit: { status, series } }), links, now).text;
    const attached = 'All dates are in the attached calendar file.';
    expect(text('visit_confirmed', 'patient', 'confirmed')).toContain(
      `5 more appointments of this series follow. ${attached}`,
    );
    for (const other of [
      text('visit_requested', 'patient', 'requested'),
      text('visit_requested', 'clinician', 'requested'),
    ]) {
      expect(other).toContain('5 more appointments');
      expect(other).not.toContain(attached);
    }
    expect(emailFor(noticeOf('reminder'), links, now).text).not.toContain('more appointment');
  });
});

describe('text messages', () => {
  test('a reminder fits into one, in both languages', () => {
    for (const locale of ['en', 'es']) {
      const text = smsFor(noticeOf('reminder', { recipient: { locale } }), links, now);
      expect(smsSize(text), text).toMatchObject({ segments: locale === 'en' ? 1 : expect.any(Number) });
      expect(text).not.toMatch(/\b(CANCEL|YES|END|QUIT)\b/);
    }
  });

  test('[NT28] an unknown number learns nothing', () => {
    const answer = smsReply('unknown', null, null, now);
    expect(smsReply('unknown', noticeOf('reminder'), links, now)).toBe(answer);
    expect(smsReply('confirmed', null, null, now)).toBe(answer);
    expect(answer).not.toContain('Harbour');
  });

  test.each(['confirmed', 'cancelled', 'too_late', 'reschedule', 'ambiguous', 'help', 'failed'] as const)(
    'the answer "%s" is short and names no one',
    (reply) => {
      for (const locale of ['en', 'es']) {
        const text = smsReply(reply, noticeOf('reminder', { recipient: { locale } }), links, now);
        expect(text).toMatch(/^Harbour Street Practice: /);
        expect(smsSize(text).length).toBeLessThanOrEqual(320);
      }
    },
  );
});

describe('texts from outside', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x>', 'a\r\nBcc: x@y.z', "'; --", '\u202egnp.exe', '{{x}}'),
  );

  test('never break mail, header or text message', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom(...noticeKinds), (name, location, kind) => {
        const notice = noticeOf(kind, { practice: { name }, visit: { location } });
        const { subject, html, text } = emailFor(notice, links, now);
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(html).not.toMatch(/<(script|img)/i);
        const tags = html.replaceAll(/<[^<>]*>/g, '');
        expect(tags).not.toMatch(/[<>]/);
        expect(text).not.toMatch(/\r/);
        expect(smsFor(notice, links, now)).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
