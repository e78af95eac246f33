import { useTranslation } from 'react-i18next';
import { LocationIcon } from '../../../../components/location-icon.tsx';
import type { LocationType } from '../../../../lib/appointments/schema.ts';
import classes from '../practice.module.css';
import own from './types.module.css';

type Props = {
  type: {
    name: string;
    default_duration_minutes: number | undefined;
    default_location_type: LocationType;
    self_bookable: boolean;
    auto_confirm: boolean;
    preparation_instructions: string;
  };
};

/** The type as a patient reads it while booking. */
export function TypePreview({ type }: Props) {
  const { t } = useTranslation(['practice', 'common']);
  return (
    <section className={classes.preview} aria-label={t('types.preview')}>
      <h2 className={classes.previewTitle}>{t('types.preview')}</h2>
      {type.self_bookable ? (
        <>
          <strong>{type.name.trim() || t('types.unnamed')}</strong>
          <p className={`${classes.small} ${own.facts}`}>
            <LocationIcon type={type.default_location_type} />
            {t(`common:location.${type.default_location_type}`)}
            {type.default_duration_minutes
              ? ` · ${t('common:minutes', { count: type.default_duration_minutes })}`
              : null}
          </p>
          <p>{type.auto_confirm ? t('types.previewConfirmed') : t('types.previewRequested')}</p>
          {type.preparation_instructions.trim() ? <p>{type.preparation_instructions.trim()}</p> : null}
        </>
      ) : (
        <p>{t('types.previewHidden')}</p>
      )}
    </section>
  );
}
