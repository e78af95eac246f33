/** Loaded before every test file: random tests share the run's seed. */
import fc from 'fast-check';
import { seed } from './random.ts';

fc.configureGlobal({ seed });
