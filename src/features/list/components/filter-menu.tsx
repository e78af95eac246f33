import '@mantine/core/styles/Popover.layer.css';
import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CheckList, type Choice } from './check-list.tsx';
import classes from './filters.module.css';

type Props = {
  name: string;
  /** What is chosen, in words; undefined when everything is. */
  value: string | undefined;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** A filter as a button that says what it is set to, and opens to be changed. */
export function FilterMenu({ name, value, choices, chosen, onChange }: Props) {
  const { t } = useTranslation('list');
  return (
    <Popover position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          className={classes.menu}
          data-set={value === undefined ? undefined : true}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {value === undefined ? name : t('filter.chosen', { name, value })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={name} className={classes.dropdown}>
        <CheckList legend={name} hideLegend choices={choices} chosen={chosen} onChange={onChange} />
        {chosen.length > 0 ? (
          <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>
            {t('filter.all')}
          </Button>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
