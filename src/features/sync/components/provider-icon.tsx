import { IconBrandApple, IconBrandGoogle, IconBrandWindows, IconCalendar } from '@tabler/icons-react';
import type { Provider } from '../schema.ts';

const icons: Record<Provider, typeof IconCalendar> = {
  google: IconBrandGoogle,
  microsoft: IconBrandWindows,
  outlook: IconBrandWindows,
  apple: IconBrandApple,
  caldav: IconCalendar,
};

export function ProviderIcon({ provider, size = 20 }: { provider: Provider; size?: number }) {
  const Icon = icons[provider];
  return <Icon size={size} stroke={1.5} aria-hidden="true" />;
}
