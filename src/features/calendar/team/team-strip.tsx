import { ActionIcon, Button, NativeSelect, Popover } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { choiceOf } from './shown.ts';
import classes from './team.module.css';

type ChoiceProps = {
  clinicians: readonly Clinician[];
  shown: readonly Clinician[];
  onShown: (ids: readonly string[]) => void;
};

/** Whose day is shown, by ticking names. The last one cannot be taken away. */
export function TeamChoice({ clinicians, shown, onShown }: ChoiceProps) {
  const { t } = useTranslation('team');
  const [opened, setOpened] = useState(false);
  const ids = shown.map((clinician) => clinician.clinician_id);
  const toggle = (id: string) =>
    onShown(choiceOf(clinicians, ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]));
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          className={classes.chooser}
          leftSection={<IconUsers size={16} aria-hidden="true" />}
          onClick={() => setOpened((now) => !now)}
        >
          {t('choose', { shown: shown.length, all: clinicians.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('chooseTitle')}>
        <fieldset className={classes.choice}>
          <legend>{t('chooseTitle')}</legend>
          {clinicians.map((clinician) => {
            const ticked = ids.includes(clinician.clinician_id);
            return (
              <label key={clinician.clinician_id}>
                <input
                  type="checkbox"
                  checked={ticked}
                  disabled={ticked && ids.length === 1}
                  onChange={() => toggle(clinician.clinician_id)}
                />
                <span className={classes.dot} style={{ background: clinician.color }} />
                {clinician.display_name}
              </label>
            );
          })}
        </fieldset>
        <Button
          variant="subtle"
          size="compact-md"
          disabled={ids.length === clinicians.length}
          onClick={() => onShown([])}
        >
          {t('showAll')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

type SwitchProps = { shown: readonly Clinician[]; current: Clinician; onClinician: (id: string) => void };

/** On a phone there is room for one: the others are one press away. */
export function ClinicianSwitch({ shown, current, onClinician }: SwitchProps) {
  const { t } = useTranslation('team');
  const index = shown.indexOf(current);
  const step = (direction: 1 | -1) => {
    const next = shown[index + direction];
    if (next) onClinician(next.clinician_id);
  };
  return (
    <div className={classes.switch}>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t('previousClinician')}
        disabled={index <= 0}
        onClick={() => step(-1)}
      >
        <IconChevronLeft size={18} aria-hidden="true" className="cs-flip-rtl" />
      </ActionIcon>
      <NativeSelect
        aria-label={t('clinician')}
        className={classes.switchSelect}
        value={current.clinician_id}
        onChange={(event) => onClinician(event.currentTarget.value)}
        data={shown.map((clinician) => ({ value: clinician.clinician_id, label: clinician.display_name }))}
      />
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t('nextClinician')}
        disabled={index >= shown.length - 1}
        onClick={() => step(1)}
      >
        <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
      </ActionIcon>
    </div>
  );
}
