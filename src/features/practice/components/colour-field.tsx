import { IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './practice.module.css';

const named = {
  '#0F766E': 'teal',
  '#1D4ED8': 'blue',
  '#7C3AED': 'violet',
  '#B45309': 'amber',
  '#B91C1C': 'red',
  '#15803D': 'green',
  '#0369A1': 'sky',
  '#4D7C0F': 'olive',
  '#6B7280': 'grey',
} as const;
const isNamed = (colour: string): colour is keyof typeof named => colour in named;
export const firstColour = '#0F766E';

type Props = { value: string; onChange: (colour: string) => void };

/** A few colours that stay apart from each other in both themes, each with a name; one set elsewhere is kept. */
export function ColourField({ value, onChange }: Props) {
  const { t } = useTranslation('practice');
  const name = useId();
  const current = value.toUpperCase();
  const choices = [...Object.keys(named), ...(isNamed(current) ? [] : [current])];
  return (
    <fieldset className={classes.set}>
      <legend>{t('colour.label')}</legend>
      <div className={classes.swatches}>
        {choices.map((colour) => (
          <label key={colour} className={classes.swatchChoice}>
            <input
              type="radio"
              name={name}
              value={colour}
              checked={colour === current}
              onChange={() => onChange(colour)}
              aria-label={isNamed(colour) ? t(`colour.${named[colour]}`) : colour}
            />
            <span style={{ background: colour }} aria-hidden="true">
              <IconCheck size={16} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
