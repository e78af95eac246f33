import { TextInput } from '@mantine/core';
import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookingForm } from '../use-booking-form.ts';
import classes from './booking.module.css';

/** Where a visit in person takes place, or where a video visit is joined. */
export function PlaceFields({ form, linkRef }: { form: BookingForm; linkRef: Ref<HTMLInputElement> }) {
  const { t } = useTranslation('booking');
  const name = useId();
  const { values, change, clinician, wrong } = form;
  if (values.locationType === 'in_person') {
    return (
      <TextInput
        label={t('place')}
        maxLength={500}
        value={values.place}
        onChange={(event) => change({ place: event.currentTarget.value })}
      />
    );
  }
  if (values.locationType !== 'video') return null;
  const room = clinician?.video_link ?? undefined;
  const other = values.videoLink !== undefined;
  const hint = room ?? (clinician ? t('video.addLater') : t('video.roomUnknown'));
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.label}>{t('video.legend')}</legend>
      <label className={classes.choice}>
        <input type="radio" name={name} checked={!other} onChange={() => change({ videoLink: undefined })} />
        <span>
          {clinician && !room ? t('video.none') : t('video.room')}
          <small className={classes.hint}>{hint}</small>
        </span>
      </label>
      <label className={classes.choice}>
        <input type="radio" name={name} checked={other} onChange={() => change({ videoLink: '' })} />
        <span>{t('video.other')}</span>
      </label>
      {other ? (
        <TextInput
          ref={linkRef}
          type="url"
          label={t('video.link')}
          placeholder="https://"
          maxLength={2000}
          value={values.videoLink}
          onChange={(event) => change({ videoLink: event.currentTarget.value })}
          error={wrong.includes('videoLink') ? t('errors.videoLink') : null}
        />
      ) : null}
    </fieldset>
  );
}
