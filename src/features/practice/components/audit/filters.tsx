import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../../lib/media.ts';
import { parseDate } from '../../../../lib/time.ts';
import { actionsOf } from '../../audit/schema.ts';
import { type AuditEntity, type AuditFilters, auditEntities } from '../../location.ts';
import { adminQueries } from '../../queries.ts';
import own from './audit.module.css';
import { PatientFilter } from './patient-filter.tsx';

type Props = {
  practiceId: string;
  filters: AuditFilters;
  onChange: (change: AuditFilters) => void;
  onClear: () => void;
};

/** On a phone the fields are folded away, and the button says how many are set. */
export function Filters({ practiceId, filters, onChange, onClear }: Props) {
  const { t } = useTranslation('practice');
  const phone = useIsPhone();
  const id = useId();
  const [open, setOpen] = useState(false);
  const members = useQuery(adminQueries.members(practiceId));
  const set = Object.values(filters).filter((value) => value !== undefined).length;
  const clear =
    set > 0 ? (
      <Button
        variant="subtle"
        className={own.clear}
        leftSection={<IconX size={16} aria-hidden="true" />}
        onClick={onClear}
      >
        {t('audit.clear')}
      </Button>
    ) : null;
  return (
    <section aria-label={t('audit.filters')} className={own.filters}>
      {phone ? (
        <div className={own.fold}>
          <Button
            variant="default"
            aria-expanded={open}
            aria-controls={id}
            leftSection={<IconFilter size={18} aria-hidden="true" />}
            onClick={() => setOpen(!open)}
          >
            {set > 0 ? t('audit.filtersSet', { count: set }) : t('audit.filters')}
          </Button>
          {clear}
        </div>
      ) : null}
      <div id={id} className={own.fields} hidden={phone && !open}>
        <NativeSelect
          label={t('audit.who')}
          value={filters.who ?? ''}
          onChange={(event) => onChange({ who: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('audit.anyone') },
            ...(members.data ?? []).map((member) => ({ value: member.profileId, label: member.name })),
            { value: 'system', label: t('audit.system') },
          ]}
        />
        <NativeSelect
          label={t('audit.kind')}
          value={filters.entity ?? ''}
          onChange={(event) => {
            const entity = (event.currentTarget.value || undefined) as AuditEntity | undefined;
            const fits = actionsOf(entity).some((action) => action === filters.action);
            onChange({ entity, ...(fits ? {} : { action: undefined }) });
          }}
          data={[
            { value: '', label: t('audit.anything') },
            ...auditEntities.map((entity) => ({ value: entity, label: t(`audit.entity.${entity}`) })),
          ]}
        />
        <NativeSelect
          label={t('audit.action')}
          value={filters.action ?? ''}
          onChange={(event) => onChange({ action: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('audit.anyAction') },
            ...actionsOf(filters.entity).map((action) => ({ value: action, label: t(`audit.actions.${action}`) })),
          ]}
        />
        <PatientFilter
          key={filters.patient}
          practiceId={practiceId}
          patientId={filters.patient}
          onChange={(patient) => onChange({ patient })}
        />
        <TextInput
          type="date"
          label={t('audit.from')}
          value={filters.from ?? ''}
          max={filters.to}
          onChange={(event) => onChange({ from: parseDate(event.currentTarget.value) })}
        />
        <TextInput
          type="date"
          label={t('audit.to')}
          value={filters.to ?? ''}
          min={filters.from}
          onChange={(event) => onChange({ to: parseDate(event.currentTarget.value) })}
        />
        {phone ? null : clear}
      </div>
      {filters.visit ? <p className={own.oneVisit}>{t('audit.oneVisit')}</p> : null}
    </section>
  );
}
