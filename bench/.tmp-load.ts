import { readStack } from '../tests/support/stack-process.ts';
import { load } from './data.ts';

const d = await load(readStack('/tmp/bench-1m'), process.argv[2]!, {
  clinicians: +process.argv[3]!,
  practices: +process.argv[4]!,
});
console.log(d.visits, d.loadSeconds, d.clinicians.length, d.dense);
