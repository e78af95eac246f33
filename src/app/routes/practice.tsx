import { PracticePage } from '../../features/practice/components/practice-page.tsx';
import type { Viewer } from '../../lib/viewer/schema.ts';

/** Who works here, what can be booked, when the practice is shut, by which rules, and who changed what. */
export function PracticeRoute({ viewer }: { viewer: Viewer }) {
  return <PracticePage viewer={viewer} />;
}
