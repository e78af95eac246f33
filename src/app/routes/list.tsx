import type { Viewer } from '../../lib/viewer/schema.ts';

export function ListRoute({ viewer }: { viewer: Viewer }) {
  return <h1>{viewer.name}</h1>;
}
