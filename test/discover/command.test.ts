/** `optbench discover`: its journal, and that a search killed at any time goes on as if nothing had happened. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { command, folder, start } from '../cli/command.ts';

const place = folder();
afterAll(() => place.remove());

const argv = (out: string, ...more: string[]): string[] => [
  ...['discover', '--by', 'evolution', '--children', '300', '--child', 'quadratics', '--family', '{"definition":"b"}'],
  ...['--out', out, ...more],
];
const journal = (out: string): string => join(place.path, out, 'evolution-1.jsonl');
const lines = (out: string): string[] => readFileSync(journal(out), 'utf8').split('\n');

it('journals the same children with one thread or two, killed and resumed or not', async () => {
  const whole = command(argv('whole'), place.path);
  expect(whole.code).toBe(0);
  expect(whole.err).toMatch(/evolution: 300 children of \d+ programs, best 0\.\d+ by child \d+: /);
  expect(lines('whole')).toHaveLength(302);

  const victim = start(argv('killed', '--jobs', '2'), place.path);
  const gone = new Promise((resolve) => victim.once('exit', resolve));
  while (!existsSync(journal('killed')) || lines('killed').length < 60) await sleep(10);
  victim.kill('SIGKILL');
  await gone;
  const survived = lines('killed').length;
  expect(survived).toBeLessThan(302);
  appendFileSync(journal('killed'), '{"child":'); // a torn line
  expect(command(argv('killed', '--jobs', '2', '--resume', '--quiet'), place.path)).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  expect(lines('killed')).toEqual(lines('whole'));
});

it('refuses what cannot be meant, in one line', () => {
  const refused = (...more: string[]) => command(argv('whole', ...more), place.path);
  expect(refused().err).toMatch(
    /^optbench: .*evolution-1\.jsonl: there is such a search already; go on with it by --resume/,
  );
  expect(refused('--resume', '--groups', '2').err).toMatch(/is a search with groups 3, not 2; begin anew\n$/);
  expect(refused('--family', '{"split":"validation"}').err).toMatch(/trained on the train split/);
  expect(refused('--family', '{').err).toMatch(/expected settings as JSON/);
  expect(refused('--child', 'quadratic').err).toMatch(/the suite 'quadratic' has no family/);
  expect(refused('--by', 'gradient').err).toMatch(/Allowed choices are ppo, evolution, random/);
});
