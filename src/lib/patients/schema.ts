import * as z from 'zod/mini';
import type { Columns } from '../columns.ts';

export const patientSchema = z.object({
  profile_id: z.string(),
  full_name: z.string(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
} satisfies Columns<'profiles'>);
export type Patient = z.infer<typeof patientSchema>;
