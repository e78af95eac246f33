import '@mantine/core/styles/Checkbox.layer.css';
import { Alert, Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { formatLocale, today } from '../../../lib/time.ts';
import { guessCountry, type HolidayBook, openHolidayBook } from '../holidays.ts';
import { mergeDays } from '../imports.ts';
import { CandidateList } from './candidate-list.tsx';
import classes from './month.module.css';

type Props = { clinicianId: string; zone: string; practiceZone: string; onClose: () => void };

/** The days on which a country rests, from a library that comes only when this dialog opens. */
export function ImportHolidays({ clinicianId, zone, practiceZone, onClose }: Props) {
  const { t } = useTranslation('availability');
  const locale = formatLocale();
  const book = useQuery({
    queryKey: ['holiday-book', locale],
    queryFn: () => openHolidayBook(locale),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Sheet opened onClose={onClose} title={t('holidays.title')} size={520}>
      <div className={classes.form}>
        {book.isPending ? <p role="status">{t('holidays.loading')}</p> : null}
        {book.isError ? (
          <Alert color="red" role="alert">
            {t('holidays.failed')}
          </Alert>
        ) : null}
        {book.data ? (
          <Chooser
            book={book.data}
            clinicianId={clinicianId}
            zone={zone}
            country={guessCountry(
              practiceZone,
              navigator.language,
              new Map(book.data.countries.map(({ code, zones }) => [code, zones])),
            )}
            onClose={onClose}
          />
        ) : null}
      </div>
    </Sheet>
  );
}

type ChooserProps = {
  book: HolidayBook;
  clinicianId: string;
  zone: string;
  country: string | undefined;
  onClose: () => void;
};

function Chooser({ book, clinicianId, zone, country: guessed, onClose }: ChooserProps) {
  const { t } = useTranslation('availability');
  const now = today(zone);
  const thisYear = Number(now.slice(0, 4));
  const [country, setCountry] = useState(guessed ?? '');
  const [state, setState] = useState('');
  const [years, setYears] = useState<'this' | 'next' | 'both'>('both');
  const [everyKind, setEveryKind] = useState(false);
  const states = country ? book.states(country) : [];
  const chosen = { this: [thisYear], next: [thisYear + 1], both: [thisYear, thisYear + 1] }[years];
  // What is over needs no day off any more.
  const days = country
    ? mergeDays(book.days({ country, state, years: chosen, everyKind })).filter((day) => day.date >= now)
    : [];
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          data-autofocus
          label={t('holidays.country')}
          value={country}
          onChange={(event) => {
            setCountry(event.currentTarget.value);
            setState('');
          }}
          data={[
            ...(country ? [] : [{ value: '', label: t('holidays.chooseCountry') }]),
            ...book.countries.map(({ code, name }) => ({ value: code, label: name })),
          ]}
        />
        {states.length > 0 ? (
          <NativeSelect
            label={t('holidays.state')}
            value={state}
            onChange={(event) => setState(event.currentTarget.value)}
            data={[
              { value: '', label: t('holidays.wholeCountry') },
              ...states.map(({ code, name }) => ({ value: code, label: name })),
            ]}
          />
        ) : null}
        <NativeSelect
          label={t('holidays.years')}
          value={years}
          onChange={(event) =>
            setYears((['this', 'next', 'both'] as const).find((one) => one === event.currentTarget.value) ?? 'both')
          }
          data={[
            { value: 'both', label: t('holidays.bothYears', { first: thisYear, second: thisYear + 1 }) },
            { value: 'this', label: String(thisYear) },
            { value: 'next', label: String(thisYear + 1) },
          ]}
        />
      </div>
      <Checkbox
        label={t('holidays.everyKind')}
        checked={everyKind}
        onChange={(event) => setEveryKind(event.currentTarget.checked)}
      />
      {country && days.length === 0 ? <p role="status">{t('holidays.nothing')}</p> : null}
      {days.length > 0 ? (
        <CandidateList
          key={`${country}-${state}-${years}-${everyKind}`}
          clinicianId={clinicianId}
          days={days}
          onClose={onClose}
          onDone={onClose}
        />
      ) : null}
      <p className={classes.hint}>{t('holidays.source')}</p>
    </>
  );
}
