import type { ReactNode } from 'react';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { useFocusBack } from '../../../lib/focus-back.ts';

type Props = { title: string; size?: number; onClose: () => void; children: ReactNode };

/** A dialog that is in the address: it is drawn while it is open, and gives the focus back. */
export function FormSheet({ title, size = 480, onClose, children }: Props) {
  useFocusBack();
  return (
    <Sheet opened onClose={onClose} title={title} size={size}>
      {children}
    </Sheet>
  );
}
