import { z } from 'zod';

/** One message of the Phoenix channel protocol as Supabase Realtime speaks it. */
export interface Frame {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
}

export type Version = '1.0.0' | '2.0.0';

const ref = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((v) => v ?? null);
const v2 = z.tuple([ref, ref, z.string(), z.string(), z.unknown()]);
const v1 = z.object({ join_ref: ref, ref, topic: z.string(), event: z.string(), payload: z.unknown() });

export const joinPayload = z.looseObject({
  access_token: z.string().nullish(),
  config: z
    .looseObject({ private: z.boolean().optional(), postgres_changes: z.array(z.unknown()).optional() })
    .optional(),
});
export const tokenPayload = z.looseObject({ access_token: z.string().nullish() });

/** Text → frame, in either version; null for anything else. */
export function decodeFrame(text: string): Frame | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (Array.isArray(json)) {
    const parsed = v2.safeParse(json);
    if (!parsed.success) return null;
    const [joinRef, reference, topic, event, payload] = parsed.data;
    return { joinRef, ref: reference, topic, event, payload };
  }
  const parsed = v1.safeParse(json);
  if (!parsed.success) return null;
  const { join_ref: joinRef, ...rest } = parsed.data;
  return { joinRef, ...rest };
}

export function encodeFrame(version: Version, { joinRef, ref: reference, topic, event, payload }: Frame): string {
  return version === '2.0.0'
    ? JSON.stringify([joinRef, reference, topic, event, payload])
    : JSON.stringify({ join_ref: joinRef, ref: reference, topic, event, payload });
}
