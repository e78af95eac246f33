import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { ProblemError } from '../../../lib/functions.ts';
import { type Act, visitLinkMutations } from '../mutations.ts';
import { timesKey, visitLinkQueries } from '../queries.ts';
import { usePrivatePage } from '../use-private-page.ts';
import { LinkedVisit } from './linked-visit.tsx';
import classes from './visit-link.module.css';

/**
 * Where a link of a mail or text message leads, signed in or not. Nothing about the visit is on the page before somebody
 * asks for it, and nothing happens before they press a button.
 */
export function VisitLinkPage({ token, onReader }: { token: string; onReader: (locale: string) => Promise<void> }) {
  usePrivatePage();
  const { t } = useTranslation('visit-link');
  const errorText = useErrorText();
  const purpose = useQuery(visitLinkQueries.purpose(token));
  const client = useQueryClient();
  const act = useMutation({
    ...visitLinkMutations.act(token, onReader),
    // Somebody else may have taken the time.
    onError: () => client.invalidateQueries({ queryKey: timesKey(token) }),
  });
  const heading = useRef<HTMLHeadingElement>(null);
  // What was read last stays while the next step is on its way, and when it is refused.
  const shown = useRef(act.data);
  shown.current = act.data ?? shown.current;

  useEffect(() => {
    if (act.isSuccess) heading.current?.focus();
  }, [act.isSuccess]);

  if (purpose.isPending) return <Splash />;
  if (purpose.isError) {
    const code = purpose.error instanceof ProblemError ? purpose.error.problem : undefined;
    const known = code === 'link_expired' || code === 'link_invalid';
    return (
      <main className={classes.page}>
        <div className={classes.card}>
          <h1 className={classes.title}>{known ? t(`${code}.title`) : t('failed')}</h1>
          <p>{known ? t(`${code}.body`) : errorText(purpose.error)}</p>
          {known ? null : (
            <Button variant="default" onClick={() => void purpose.refetch()}>
              {t('again')}
            </Button>
          )}
        </div>
      </main>
    );
  }
  const run = (step: Act) => act.mutate(step);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <h1 className={classes.title} ref={heading} tabIndex={-1}>
          {t(`purpose.${purpose.data}`)}
        </h1>
        {act.isError ? (
          <Alert color="red" role="alert">
            {act.error instanceof ProblemError && act.error.problem === 'version_conflict'
              ? t('moved')
              : errorText(act.error)}
          </Alert>
        ) : null}
        {shown.current ? (
          <LinkedVisit
            token={token}
            shown={shown.current}
            done={act.isSuccess ? act.variables.action : undefined}
            pending={act.isPending}
            run={run}
          />
        ) : (
          <>
            <p>{t('before')}</p>
            <Button loading={act.isPending} onClick={() => run({ action: 'show' })}>
              {t('show')}
            </Button>
          </>
        )}
      </div>
    </main>
  );
}
