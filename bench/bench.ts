/** One whole run on stacks that are up: load, sign in, measure. */
import type { Stack } from '../tests/support/stack-process.ts';
import { measureBooking } from './booking.ts';
import { createCallers } from './callers.ts';
import { load } from './data.ts';
import { describeMachine, type Noise, sampleNoise } from './machine.ts';
import type { Run } from './results.ts';
import { type ScaleName, scales } from './scale.ts';
import { measureSlots } from './slots.ts';

export type Part = 'slots' | 'booking';

interface Options {
  stack: Stack;
  /** Where the small database lives; the same stack will do for a trial. */
  smallStack: Stack;
  scale: ScaleName;
  parts: Part[];
  /** How busy the machine was before anything was started. */
  quiet: Noise;
  say(line: string): void;
}

export async function bench({ stack, smallStack, scale, parts, quiet, say }: Options): Promise<Run> {
  const size = scales[scale];
  const started = new Date();
  say(`loading ${(size.clinicians * 1000).toLocaleString('en')} visits …`);
  const big = await load(stack, scale, size);
  const small = await load(smallStack, `${scale}-small`, { clinicians: size.smallClinicians, practices: 1 });
  say(big.loadSeconds ? `loaded in ${big.loadSeconds.toFixed(0)} s` : 'they are there from an earlier run');
  const callers = { big: await createCallers(big), small: await createCallers(small) };
  const loaded = await sampleNoise();
  say('measuring …');
  const slots = parts.includes('slots') ? await measureSlots(big, small, callers, size) : undefined;
  const booking = parts.includes('booking') ? await measureBooking(big, callers.big.desk, size) : undefined;
  return {
    slots,
    booking,
    scale: { name: scale, size },
    machine: await describeMachine(stack),
    noise: { start: quiet, loaded, end: await sampleNoise() },
    visits: { big: big.visits, small: small.visits },
    loadSeconds: big.loadSeconds,
    started,
  };
}
