import { Button, type ButtonProps } from '@mantine/core';

type Props = ButtonProps & { label: string; about: string; onClick: () => void };

/** One of several buttons with the same word: whoever hears the page is told what it is about. */
export function NamedButton({ label, about, ...button }: Props) {
  return (
    <Button variant="default" aria-label={`${label}: ${about}`} {...button}>
      {label}
    </Button>
  );
}
