import { Alert, UnstyledButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { signInMutations } from '../mutations.ts';
import { signInQueries } from '../queries.ts';
import { demoRoles } from '../schema.ts';
import classes from './sign-in.module.css';

/** One click per demo person, so that a newcomer needs no password list. */
export function DemoSignIns() {
  const { t } = useTranslation('sign-in');
  const errorText = useErrorText();
  const accounts = useQuery(signInQueries.demoAccounts());
  const signIn = useMutation(signInMutations.password());
  if (!accounts.data || accounts.data.length === 0) return null;
  return (
    <section aria-labelledby="demo-title" className={classes.demo}>
      <h2 id="demo-title" className={classes.demoTitle}>
        {t('demoTitle')}
      </h2>
      {signIn.isError ? (
        <Alert color="red" role="alert">
          {errorText(signIn.error)}
        </Alert>
      ) : null}
      <dl className={classes.roles}>
        {demoRoles.map((role) => {
          const people = accounts.data.filter((account) => account.role === role);
          if (people.length === 0) return null;
          return (
            <div key={role} className={classes.role}>
              <dt>{t(`roles.${role}`)}</dt>
              <dd>
                {people.map((person) => (
                  <UnstyledButton
                    key={person.email}
                    className={classes.person}
                    disabled={signIn.isPending}
                    onClick={() => signIn.mutate({ email: person.email, password: person.password })}
                  >
                    {person.fullName}
                  </UnstyledButton>
                ))}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
