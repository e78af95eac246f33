import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useIsPhone, useIsTablet } from '../../../lib/media.ts';
import { type PresetName, presetNames } from '../presets.ts';
import classes from './filters.module.css';

type Props = { current: PresetName | undefined; onChoose: (name: PresetName) => void };

/** The everyday questions: a row of buttons where there is room, else one menu. */
export function Presets({ current, onChoose }: Props) {
  const { t } = useTranslation('list');
  const [phone, tablet] = [useIsPhone(), useIsTablet()];
  if (phone || tablet) {
    return (
      <NativeSelect
        className={classes.presetSelect}
        aria-label={t('show')}
        value={current ?? ''}
        onChange={(event) => {
          const name = presetNames.find((each) => each === event.currentTarget.value);
          if (name) onChoose(name);
        }}
        data={[
          ...(current ? [] : [{ value: '', label: t('custom') }]),
          ...presetNames.map((name) => ({ value: name, label: t(`preset.${name}`) })),
        ]}
      />
    );
  }
  return (
    <fieldset className={classes.presets}>
      <legend className="visually-hidden">{t('show')}</legend>
      {presetNames.map((name) => (
        <button key={name} type="button" aria-pressed={name === current} onClick={() => onChoose(name)}>
          {t(`preset.${name}`)}
        </button>
      ))}
    </fieldset>
  );
}
