import '@mantine/core/styles/Notification.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';
import { useIsPhone } from '../../lib/media.ts';

/** Short messages at the edge. Comes after the page: until then messages wait in the library's own queue. */
export function Toasts() {
  const phone = useIsPhone();
  return <Notifications position={phone ? 'top-center' : 'bottom-right'} autoClose={6000} limit={3} />;
}
