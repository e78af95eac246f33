import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import classes from '../../../components/ui/settings-section.module.css';
import { toast } from '../../../components/ui/toast.tsx';
import { AppError } from '../../../lib/errors.ts';
import { subscribeAddress } from '../address.ts';
import { feedMutations } from '../mutations.ts';
import own from './feeds.module.css';

const longestLabel = 120;

/** Makes an address. It is shown once, until the person is done with it. */
export function NewFeed() {
  const { t } = useTranslation('feeds');
  const errorText = useErrorText();
  const client = useQueryClient();
  const create = useMutation(feedMutations.create(client));
  const [label, setLabel] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(label.trim(), { onSuccess: () => setLabel('') });
  };
  if (create.data) return <NewAddress address={create.data} onDone={create.reset} />;
  return (
    <form className={own.form} onSubmit={submit} aria-label={t('new')}>
      {create.isError ? (
        <Alert color="red" role="alert">
          {create.error instanceof AppError && create.error.code === 'rate_limited'
            ? t('tooMany')
            : errorText(create.error)}
        </Alert>
      ) : null}
      <TextInput
        label={t('label')}
        description={t('labelHint')}
        value={label}
        maxLength={longestLabel}
        autoComplete="off"
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" className={classes.start} loading={create.isPending}>
        {t('create')}
      </Button>
    </form>
  );
}

function NewAddress({ address, onDone }: { address: string; onDone: () => void }) {
  const { t } = useTranslation('feeds');
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      toast({ message: t('copied') });
    } catch {
      // Forbidden or not there: what is selected can be copied by hand.
      field.current?.focus();
      field.current?.select();
    }
  };
  return (
    <section className={own.form} aria-labelledby="feed-made">
      <h3 id="feed-made" className={classes.subhead}>
        {t('made')}
      </h3>
      <TextInput
        ref={field}
        label={t('address')}
        description={t('addressHint')}
        value={address}
        readOnly
        dir="ltr"
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={own.buttons}>
        <Button component="a" href={subscribeAddress(address)} rel="noreferrer">
          {t('openInCalendar')}
        </Button>
        <Button variant="default" onClick={() => void copy()}>
          {t('copy')}
        </Button>
        <Button variant="subtle" onClick={onDone}>
          {t('done')}
        </Button>
      </div>
    </section>
  );
}
