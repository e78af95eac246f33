import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Alert, Button, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { formatDay, formatTime } from '../../../lib/time.ts';
import { visitLinkQueries } from '../queries.ts';
import type { Time } from '../schema.ts';
import classes from './visit-link.module.css';

type Props = { token: string; zone: string; pending: boolean; choose: (time: Time) => void };

/** The next free times, by day; further ones on demand. */
export function OtherTimes({ token, zone, pending, choose }: Props) {
  const { t } = useTranslation('visit-link');
  const errorText = useErrorText();
  const [after, setAfter] = useState<string>();
  const [start, setStart] = useState('');
  const times = useQuery(visitLinkQueries.times(token, after));
  const found = times.data ?? [];
  const chosen = found.find((time) => time.start === start);
  const days = [...new Set(found.map((time) => formatDay(time.start, zone)))];
  const last = found.at(-1);
  if (times.isError) return <Alert color="red">{errorText(times.error)}</Alert>;
  if (times.isPending) return <p role="status">{t('looking')}</p>;
  return (
    <form
      className={classes.times}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) choose(chosen);
      }}
    >
      {found.length === 0 ? <p role="status">{t('none')}</p> : null}
      {days.map((day) => (
        <fieldset key={day} className={classes.day}>
          <legend>{day}</legend>
          {found
            .filter((time) => formatDay(time.start, zone) === day)
            .map((time) => (
              <Radio
                key={time.start}
                name="time"
                value={time.start}
                label={formatTime(time.start, zone)}
                checked={time.start === start}
                onChange={() => setStart(time.start)}
              />
            ))}
        </fieldset>
      ))}
      <div className={classes.buttons}>
        <Button type="submit" disabled={!chosen} loading={pending}>
          {t('move')}
        </Button>
        {last ? (
          <Button variant="default" onClick={() => setAfter(last.end)}>
            {t('later')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
