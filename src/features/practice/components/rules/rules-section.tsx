import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Splash } from '../../../../components/ui/splash.tsx';
import { adminQueries } from '../../queries.ts';
import type { PracticeRules } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import { RulesForm } from './rules-form.tsx';

/** The form keeps the version it was opened with: a refetch in the background must not change what somebody edits. */
export function RulesSection({ practice }: SectionProps) {
  const { t } = useTranslation('practice');
  const rules = useQuery(adminQueries.rules(practice.practice_id));
  const [opened, setOpened] = useState<PracticeRules>();
  if (!opened && rules.data) setOpened(rules.data);
  return (
    <>
      <SectionHead title={t('section.rules')} intro={t('rules.intro')} />
      <Failed error={rules.error} retry={() => void rules.refetch()} />
      {rules.isPending ? <Splash /> : null}
      {opened ? (
        <RulesForm
          practiceId={practice.practice_id}
          rules={opened}
          onSaved={setOpened}
          reload={async () => {
            const again = await rules.refetch();
            return again.isSuccess ? again.data : undefined;
          }}
        />
      ) : null}
    </>
  );
}
