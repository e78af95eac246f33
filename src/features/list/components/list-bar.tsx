import { ActionIcon, Button } from '@mantine/core';
import { IconCheck, IconChecklist, IconDownload, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import classes from './bulk.module.css';

type Props = {
  total: number | undefined;
  loaded: number;
  selected: number;
  /** On a phone the boxes appear on request. */
  selecting: boolean;
  busy: boolean;
  zoneText: string | undefined;
  presets: ReactNode;
  onSelecting: (on: boolean) => void;
  onAll: () => void;
  onClear: () => void;
  onConfirm: () => void;
  onCancel: () => void;
  onExport: () => void;
};

/** How many there are, and what can be done with them. The same line turns into the bar of the selection: nothing jumps. */
export function ListBar(props: Props) {
  const { total, selected, selecting } = props;
  const { t } = useTranslation('list');
  const phone = useIsPhone();
  const count = (
    <h1 className={classes.count} aria-live="polite">
      {total === undefined ? t('title') : t('count', { count: total })}
    </h1>
  );
  if (selected > 0 || (phone && selecting)) {
    return (
      <div className={classes.barBox}>
        <h1 className="visually-hidden">{total === undefined ? t('title') : t('count', { count: total })}</h1>
        <div className={classes.line} role="toolbar" aria-label={t('bulk.label')} data-selecting>
          <span className={classes.selected}>{t('selected', { count: selected })}</span>
          <Button
            variant="subtle"
            className={classes.finish}
            onClick={phone ? () => props.onSelecting(false) : props.onClear}
          >
            {phone ? t('done') : t('clearSelection')}
          </Button>
          <Button
            disabled={props.busy || selected === 0}
            leftSection={<IconCheck size={16} aria-hidden="true" />}
            onClick={props.onConfirm}
          >
            {t('bulk.confirm')}
          </Button>
          <Button
            variant="default"
            disabled={props.busy || selected === 0}
            leftSection={<IconX size={16} aria-hidden="true" />}
            onClick={props.onCancel}
          >
            {t('bulk.cancel')}
          </Button>
          {phone ? (
            <Button variant="default" aria-label={t('selectAll')} onClick={props.onAll}>
              {t('selectAllShort')}
            </Button>
          ) : null}
        </div>
        {total !== undefined && selected > 0 && selected === props.loaded && total > props.loaded ? (
          <p className={classes.notAll}>{t('notAllLoaded', { total, shown: props.loaded })}</p>
        ) : null}
      </div>
    );
  }
  if (phone) {
    return (
      <div className={classes.line}>
        {props.presets}
        <Button
          variant="default"
          leftSection={<IconChecklist size={18} aria-hidden="true" />}
          onClick={() => props.onSelecting(true)}
        >
          {t('select')}
        </Button>
        <ActionIcon
          variant="default"
          size={44}
          disabled={!total || props.busy}
          aria-label={t('export.start')}
          onClick={props.onExport}
        >
          <IconDownload size={20} aria-hidden="true" />
        </ActionIcon>
        <div className={classes.facts}>
          {count}
          {props.zoneText ? <span className={classes.zone}>{props.zoneText}</span> : null}
        </div>
      </div>
    );
  }
  return (
    <div className={classes.line}>
      {count}
      {props.presets}
      {props.zoneText ? <span className={classes.zone}>{props.zoneText}</span> : null}
      <span className={classes.space} />
      <Button
        variant="default"
        disabled={!total || props.busy}
        leftSection={<IconDownload size={16} aria-hidden="true" />}
        onClick={props.onExport}
      >
        {t('export.start')}
      </Button>
    </div>
  );
}
