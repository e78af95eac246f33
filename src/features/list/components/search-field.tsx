import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { longestSearch } from '../../../lib/filters.ts';
import classes from './filters.module.css';

type Props = { value: string; onSearch: (text: string) => void };

const pauseMs = 250;

/** Searches while one types; what is typed is never overtaken by an earlier answer coming back through the address. */
export function SearchField({ value, onSearch }: Props) {
  const { t } = useTranslation('list');
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== sent) {
    // Changed by somebody else: the back button, a preset, "Clear filters".
    setSent(value);
    setText(value);
  }
  const send = useDebouncedCallback((wanted: string) => {
    setSent(wanted);
    onSearch(wanted);
  }, pauseMs);
  return (
    <TextInput
      type="search"
      className={classes.search}
      aria-label={t('search')}
      placeholder={t('searchHint')}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      maxLength={longestSearch}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }}
    />
  );
}
