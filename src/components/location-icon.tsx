import { IconBuilding, IconPhone, type IconProps, IconVideo } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { LocationType } from '../lib/appointments/schema.ts';

const icons: Record<LocationType, ComponentType<IconProps>> = {
  in_person: IconBuilding,
  video: IconVideo,
  phone: IconPhone,
};

export function LocationIcon({ type, size = 14 }: { type: LocationType; size?: number }) {
  const Icon = icons[type];
  return <Icon size={size} aria-hidden="true" style={{ flex: 'none' }} />;
}
