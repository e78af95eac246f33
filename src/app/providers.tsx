import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import '@mantine/core/styles/UnstyledButton.layer.css';
import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/Loader.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Alert.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import './theme/base.css';
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toAppError } from '../lib/errors.ts';
import { cssVariablesResolver, theme } from './theme/theme.ts';

const worthRetrying = new Set(['unreachable', 'unexpected', 'rate_limited']);

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < 2 && worthRetrying.has(toAppError(error).code),
        refetchOnWindowFocus: true,
        gcTime: 10 * 60_000,
      },
      // Offline, a booking fails at once and keeps the form, instead of being sent unseen an hour later.
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

const colorSchemeManager = localStorageColorSchemeManager({ key: 'careslot-color-scheme' });

type Props = { client: QueryClient; children: ReactNode; env?: 'default' | 'test' };

export function Providers({ client, children, env = 'default' }: Props) {
  return (
    // Follows the dir of <html>, which follows the language.
    <DirectionProvider>
      <MantineProvider
        env={env}
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
