import { testConformance } from '../../../tests/providers/conformance.ts';
import { openMicrosoft } from './under-test.ts';

const now = () => new Date('2026-11-16T08:00:00Z');
const forgetsDeleted = true;

testConformance('Microsoft', () => openMicrosoft(now), { forgetsDeleted });

// Where Graph is undocumented it is tried both ways.
testConformance(
  'Microsoft on its other days',
  () =>
    openMicrosoft(now, {
      duplicateTransaction: 'conflict',
      readDeletedItems: false,
      lostSyncState: 404,
      sparseOccurrences: false,
      mastersInDelta: false,
      partialRows: true,
      repeatRows: true,
    }),
  { forgetsDeleted },
);
