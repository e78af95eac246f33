import { Kbd, Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { setShortcutsEnabled, useShortcutsEnabled } from '../../lib/shortcuts.ts';
import classes from './shell.module.css';

const shortcuts = [
  { keys: ['N'], text: 'help.newAppointment' },
  { keys: ['T'], text: 'help.today' },
  { keys: ['J'], text: 'help.next' },
  { keys: ['K'], text: 'help.previous' },
  { keys: ['D'], text: 'help.day' },
  { keys: ['W'], text: 'help.week' },
  { keys: ['M'], text: 'help.month' },
  { keys: ['L'], text: 'help.list' },
  { keys: ['V'], text: 'help.team' },
  { keys: ['C'], text: 'help.cancelled' },
  { keys: ['Enter'], text: 'help.openVisit' },
  { keys: ['Alt', '↑ ↓'], text: 'help.moveTime' },
  { keys: ['Alt', '← →'], text: 'help.moveDay' },
  { keys: ['Alt', '← →'], text: 'help.handOver' },
  { keys: ['Alt', 'Shift', '↑ ↓'], text: 'help.resize' },
  { keys: ['Shift'], text: 'help.exact' },
  { keys: ['↑ ↓'], text: 'help.rows' },
  { keys: ['Space'], text: 'help.select' },
  { keys: ['Shift', 'Space'], text: 'help.selectRange' },
  { keys: ['Ctrl', 'A'], text: 'help.selectAll' },
  { keys: ['Enter'], text: 'help.send' },
  { keys: ['Shift', 'Enter'], text: 'help.newLine' },
  { keys: ['?'], text: 'help.open' },
] as const;

export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const on = useShortcutsEnabled();
  return (
    <Modal opened onClose={onClose} title={t('help.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className={classes.shortcuts}>
        {shortcuts.map(({ keys, text }) => (
          <div key={text} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 ? ' + ' : null}
                  <Kbd>{key}</Kbd>
                </span>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('help.singleKeys')}
        checked={on}
        onChange={(event) => setShortcutsEnabled(event.currentTarget.checked)}
      />
    </Modal>
  );
}
