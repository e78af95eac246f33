import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseCron } from './cron.ts';
import { createScheduler, readSchedule } from './scheduler.ts';

const job = (name: string, cron: string) => ({ name, function: name, cron: parseCron(cron) });
const at = (time: string) => new Date(`2026-11-20T${time}Z`);

function recorder() {
  const calls: string[] = [];
  const open = new Map<string, () => void>();
  return {
    calls,
    finish: (name: string) => open.get(name)?.(),
    call: ({ name }: { name: string }) => {
      calls.push(name);
      return new Promise<void>((resolve) => open.set(name, resolve));
    },
  };
}

describe('scheduler', () => {
  test('starts what is due, once a minute', () => {
    const { calls, call } = recorder();
    const scheduler = createScheduler([job('each', '* * * * *'), job('fifth', '*/5 * * * *')], call);
    void scheduler.tick(at('10:04:10'));
    void scheduler.tick(at('10:04:50'));
    expect(calls).toEqual(['each']);
  });

  test('does not start a job that still runs, and starts it again when it has ended', async () => {
    const { calls, call, finish } = recorder();
    const scheduler = createScheduler([job('slow', '* * * * *')], call);
    const first = scheduler.tick(at('10:00:00'));
    await scheduler.tick(at('10:01:00'));
    expect(calls).toEqual(['slow']);
    finish('slow');
    await first;
    void scheduler.tick(at('10:02:00'));
    expect(calls).toEqual(['slow', 'slow']);
  });

  test('a failing job is reported and neither stops the others nor itself', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => reported.mockRestore());
    const calls: string[] = [];
    const scheduler = createScheduler([job('bad', '* * * * *'), job('good', '* * * * *')], async ({ name }) => {
      calls.push(name);
      if (name === 'bad') throw new Error('503 no');
    });
    await scheduler.tick(at('10:00:00'));
    await scheduler.tick(at('10:01:00'));
    expect(calls).toEqual(['bad', 'good', 'bad', 'good']);
    expect(reported.mock.calls.flat()).toEqual(['[scheduler] bad: 503 no', '[scheduler] bad: 503 no']);
  });
});

describe('schedule.json', () => {
  test('of the project is readable and names functions that exist', async () => {
    const functions = path.resolve(import.meta.dirname, '../supabase/functions');
    const jobs = readSchedule(path.join(functions, 'schedule.json'));
    expect(jobs.map(({ name }) => name)).toContain('careslot-maintenance');
    const { existsSync } = await import('node:fs');
    for (const { function: name } of jobs) expect(existsSync(path.join(functions, name, 'index.ts'))).toBe(true);
  });

  test('with a mistake is refused with its file name', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'careslot-schedule-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'schedule.json');
    writeFileSync(file, '[{"name": "x", "function": "x", "cron": "99 * * * *"}]');
    expect(() => readSchedule(file)).toThrow(/schedule\.json: cron: "99"/);
    writeFileSync(file, '[{"name": "x", "function": "../x", "cron": "* * * * *"}]');
    expect(() => readSchedule(file)).toThrow(/schedule\.json/);
  });
});
