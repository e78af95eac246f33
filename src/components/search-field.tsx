import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { longestSearch } from '../lib/filters.ts';

type Props = {
  label: string;
  placeholder: string;
  value: string;
  onSearch: (text: string) => void;
  className?: string | undefined;
};

const pauseMs = 250;

/** Searches while one types; what is typed is never overtaken by an earlier answer coming back through the address. */
export function SearchField({ label, placeholder, value, onSearch, className = '' }: Props) {
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
      className={className}
      aria-label={label}
      placeholder={placeholder}
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
