/** [MS2] start_conversation: whose thread with whom, and one thread however often it is started. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { ask } from '../booking/answers.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret } from './scene.ts';
import { setDesk, setMember, startThread, type Thread, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const withClinician = () => ({ clinician_id: clinic.clinician.clinician_id });
const withDesk = () => ({ practice_id: clinic.practice_id });
const thePatient = () => ({ patient_id: clinic.patient.patient_id });
const start = (on: Scene, who: Caller, args: Record<string, unknown>) =>
  on.done<Thread>(who, 'start_conversation', args);

test('[MS2] a patient and a clinician have one thread, whoever starts it', () =>
  scene(sql, async (on) => {
    const first = await start(on, clinic.patient, { ...withClinician(), subject: '  My knee ' });
    expect(first).toMatchObject({ practice_id: clinic.practice_id, ...thePatient(), subject: 'My knee' });
    expect(first.participants.sort()).toEqual([clinic.patient.patient_id, clinic.clinician.clinician_id].sort());
    for (const [who, args] of [
      [clinic.patient, { ...withClinician(), ...thePatient(), subject: 'Another' }],
      [clinic.clinician, thePatient()],
      [clinic.clinician, { ...withClinician(), ...thePatient(), ...withDesk() }],
      [clinic.desk, { ...withClinician(), ...thePatient() }],
      [clinic.admin, { ...withClinician(), ...thePatient() }],
      [secret, { ...withClinician(), ...thePatient() }],
    ] as const)
      expect(await start(on, who, args)).toEqual(first);
  }));

test('[MS2] another clinician, another patient and the front desk have threads of their own', () =>
  scene(sql, async (on) => {
    const { paper, colleague } = clinic;
    const all = [
      await start(on, clinic.desk, { ...withClinician(), ...thePatient() }),
      await start(on, colleague, thePatient()),
      await start(on, clinic.patient, withDesk()),
      await start(on, clinic.clinician, { patient_id: paper.patient_id }),
      await start(on, clinic.desk, { ...withDesk(), patient_id: paper.patient_id }),
    ];
    expect(new Set(all.map((thread) => thread.conversation_id)).size).toBe(5);
    expect(all[2]?.participants, 'the front desk reads by rule').toEqual([clinic.patient.patient_id]);
    expect(await start(on, clinic.admin, { ...withDesk(), ...thePatient() })).toEqual(all[2]);
  }));

test('[MS2] the latest of several threads with the same people is taken up again', () =>
  scene(sql, async (on) => {
    const older = await startThread(on, clinic);
    const [copy] = await on.tx<{ conversation_id: string }[]>`
      insert into public.conversations (practice_id, patient_id) values (${clinic.practice_id}, ${clinic.patient.patient_id})
      returning conversation_id`;
    const newer = copy?.conversation_id ?? '';
    for (const profile_id of [clinic.patient.patient_id, clinic.clinician.clinician_id])
      await on.tx`insert into public.conversation_participants ${on.tx({ conversation_id: newer, profile_id })}`;
    expect(await write(on, clinic.patient, newer)).toBe('sent');
    expect(await startThread(on, clinic)).toBe(newer);
    await on.at(1);
    expect(await write(on, clinic.patient, older)).toBe('sent');
    expect(await startThread(on, clinic)).toBe(older);
  }));

test('[MS2] ten starts at once, from both sides, end in one thread', async () => {
  const one = await createClinic(sql);
  const { clinician_id } = one.clinician;
  const { patient_id } = one.patient;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      ask<Thread>([one.patient, one.clinician, one.desk][n % 3] ?? one.desk, 'start_conversation', {
        clinician_id,
        patient_id,
      }),
    ),
  );
  expect(answers.flatMap(({ refusal }) => refusal ?? [])).toEqual([]);
  expect(new Set(answers.map(({ value }) => value?.conversation_id)).size).toBe(1);
  const made = await sql`select 1 from public.conversations where practice_id = ${one.practice_id}`;
  expect(made).toHaveLength(1);
});

describe('[MS2] is refused', () => {
  const nobody = randomUUID();
  const cases: [name: string, who: () => Caller, args: () => object, code: string][] = [
    ['to a stranger', () => clinic.stranger, withClinician, 'not_found'],
    ['to a stranger, with the front desk', () => clinic.stranger, withDesk, 'not_found'],
    [
      'to staff of another practice',
      () => clinic.outsider,
      () => ({ ...withClinician(), ...thePatient() }),
      'not_found',
    ],
    [
      'to a patient whom the clinician does not treat',
      () => clinic.patient,
      () => ({ clinician_id: clinic.colleague.clinician_id }),
      'not_found',
    ],
    ['with a clinician that is nobody', () => clinic.patient, () => ({ clinician_id: nobody }), 'not_found'],
    ['with a practice that is none', () => clinic.patient, () => ({ practice_id: nobody }), 'not_found'],
    [
      'with a clinician of another practice',
      () => clinic.patient,
      () => ({ ...withClinician(), practice_id: nobody }),
      'not_found',
    ],
    [
      'about a patient of another practice',
      () => clinic.clinician,
      () => ({ patient_id: clinic.stranger.patient_id }),
      'not_found',
    ],
    ['about a patient who is nobody', () => clinic.desk, () => ({ ...withDesk(), patient_id: nobody }), 'not_found'],
    [
      'to a clinician for a colleague',
      () => clinic.colleague,
      () => ({ ...withClinician(), ...thePatient() }),
      'not_found',
    ],
    [
      'to a clinician for the front desk',
      () => clinic.clinician,
      () => ({ ...withDesk(), ...thePatient() }),
      'not_found',
    ],
    [
      'to a patient about another',
      () => clinic.patient,
      () => ({ ...withClinician(), patient_id: clinic.paper.patient_id }),
      'forbidden',
    ],
    ['without anybody', () => clinic.patient, () => ({}), 'invalid_input'],
    ['to staff without a patient', () => clinic.desk, withClinician, 'invalid_input'],
    [
      'with a subject that is too long',
      () => clinic.patient,
      () => ({ ...withClinician(), subject: 'x'.repeat(301) }),
      'invalid_input',
    ],
  ];
  test.each(cases)('%s', (_, who, args, code) =>
    scene(sql, async (on) => {
      expect((await on.refused(who(), 'start_conversation', { ...args() })).code).toBe(code);
      expect(await on.tx`select 1 from public.conversations where practice_id = ${clinic.practice_id}`).toHaveLength(0);
    }),
  );

  test('to a front desk that reads no messages, and to patients who would write to it', () =>
    scene(sql, async (on) => {
      await startThread(on, clinic, { subject: 'Secret' });
      await setDesk(on, clinic.practice_id, false);
      for (const who of [clinic.desk, clinic.admin])
        for (const args of [
          { ...withClinician(), ...thePatient() },
          { ...withDesk(), ...thePatient() },
        ]) {
          const refusal = await on.refused(who, 'start_conversation', args);
          expect(refusal.code).toBe('not_found');
          expect(JSON.stringify(refusal)).not.toContain('Secret');
        }
      const refusal = await on.refused(clinic.patient, 'start_conversation', withDesk());
      expect(refusal).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(/choose a clinician/) });
      expect((await start(on, clinic.patient, withClinician())).subject, 'with a clinician it works').toBe('Secret');
    }));

  test('to a clinician who is no longer a member, also for the thread they had', () =>
    scene(sql, async (on) => {
      await startThread(on, clinic);
      await setMember(on, clinic.clinician.profile_id, false);
      expect((await on.refused(clinic.clinician, 'start_conversation', thePatient())).code).toBe('invalid_input');
      const args = { ...withClinician(), ...thePatient() };
      expect((await on.refused(clinic.clinician, 'start_conversation', args)).code).toBe('not_found');
    }));
});
