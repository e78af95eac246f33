import { useTranslation } from 'react-i18next';
import { toAppError } from '../../lib/errors.ts';

/** What went wrong, in the words of a receptionist. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const { code, phone } = toAppError(error);
    return phone ? `${t(`errors.${code}`)} ${t('practicePhone', { phone })}` : t(`errors.${code}`);
  };
}
