import { testConformance } from '../../../tests/providers/conformance.ts';
import { NOW } from './testing.ts';
import { openGoogle } from './under-test.ts';

testConformance('Google', () => openGoogle(() => NOW));
