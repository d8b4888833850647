/** Objectives and optimizers that throw, hang, exit or eat memory: recorded with their reason, and the campaign goes on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/results/journal.ts';
import { batch, folder, plugin } from './command.ts';

const here = folder();
afterAll(() => here.remove());

const hostile = (out: string, problems: string, ...flags: string[]): string[] =>
  [
    'run',
    '--json',
    '--suites',
    plugin('hostile-suite'),
    '--optimizers',
    'random',
    '--problems',
    problems,
    '--out',
    out,
  ].concat(flags);
const results = batch(
  {
    threads: hostile(
      'threads',
      'throws,nan,string,infinite,hangs,never-answers,exits,throws-later',
      '--timeout',
      '0.3',
    ),
    heap: hostile('heap', 'fills-the-heap', '--memory', '64'),
    processes: hostile(
      'processes',
      'fills-memory,aborts,exits,hangs',
      '--timeout',
      '5',
      '--memory',
      '400',
      '--isolate',
      'process',
    ),
    optimizers: [
      'run',
      '--json',
      '--suites',
      plugin('spheres'),
      '--problems',
      'sphere-d1',
      '--seeds',
      '1',
      '--patience',
      '1.5',
    ].concat('--optimizers', plugin('hostile-optimizers'), '--out', 'optimizers'),
    again: ['run', '--json', '--resume', '--out', 'optimizers'],
  },
  here.path,
);

const trialsOf = (campaign: string, problem: string) => {
  const journal = readJournal(join(here.path, campaign, 'runs', 'hostile', 'random', `${problem}.s0.jsonl`));
  expect(journal?.outcome).toEqual({ kind: 'finished' });
  expect(journal?.trials.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  expect(journal?.trials.filter(({ id }) => id !== 3).every(({ status }) => status === 'ok')).toBe(true);
  const { value, status, reason } = journal!.trials[3]!;
  return { value, status, reason };
};

describe('an objective that goes wrong costs one trial, recorded with its reason, where it', () => {
  it.each([
    ['throws', 'failed', 'threw: no such luck'],
    ['nan', 'failed', 'returned NaN'],
    ['string', 'failed', 'returned {"value":"3"} where { value: number } is expected'],
    ['infinite', 'failed', 'returned Infinity'],
    ['hangs', 'timeout', 'took longer than 0.3 s'],
    ['never-answers', 'timeout', 'took longer than 0.3 s'],
    ['exits', 'failed', 'exited the process with code 7'],
    ['throws-later', 'failed', 'threw where nothing could catch it: too late'],
  ])('%s', (problem, status, reason) => {
    expect(trialsOf('threads', problem)).toEqual({ value: null, status, reason });
  });

  it('fills the heap of its thread', () => {
    expect(trialsOf('heap', 'fills-the-heap')).toEqual({
      value: null,
      status: 'failed',
      reason: 'ran out of memory (the JavaScript heap is full)',
    });
  });

  it.each([
    ['fills-memory', 'failed', 'used more than 400 MB of memory'],
    ['aborts', 'failed', 'was aborted (SIGABRT: a crash, or the JavaScript heap is full)'],
    ['exits', 'failed', 'exited the process with code 7'],
    ['hangs', 'timeout', 'took longer than 5 s'],
  ])('%s (in a process of its own)', (problem, status, reason) => {
    expect(trialsOf('processes', problem)).toEqual({ value: null, status, reason });
  });

  it('and the campaign counts as finished', () => {
    for (const { code, err } of [results.threads, results.heap, results.processes])
      expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(results.threads.out).runs).toEqual({ total: 8, before: 0, finished: 8, failed: 0, left: 0 });
  });
});

describe('an optimizer that goes wrong fails its run, with the trial named, where it', () => {
  const { failures, unfit } = JSON.parse(results.optimizers.out) as {
    failures: { optimizer: string; reason: string }[];
    unfit: { optimizer: string; reason: string }[];
  };
  it.each([
    ['ask-throws', 'ask-throws threw when asked for trial 5: out of ideas'],
    ['ask-outside', 'ask-outside, trial 5: coordinate 0 (x1) must be in [0, 1], got 1.5'],
    ['ask-nan', 'ask-nan, trial 5: coordinate 0 (x1) must be in [0, 1], got NaN'],
    ['ask-hangs', 'ask-hangs took longer than 1.5 s when asked for trial 5'],
    ['ask-never-answers', 'ask-never-answers took longer than 1.5 s when asked for trial 5'],
    ['ask-exits', 'ask-exits exited the process with code 3 when asked for trial 5'],
    ['gradient-ask-exits', 'gradient-ask-exits exited the process with code 4 when asked for trial 5'],
    ['tell-hangs', 'tell-hangs took longer than 1.5 s when told trial 0'],
    ['start-hangs', 'start-hangs took longer than 1.5 s while the run was started'],
    ['start-throws', 'start-throws threw on start: out of ideas'],
  ])('%s', (name, reason) => {
    expect(failures.find(({ optimizer }) => optimizer === name)?.reason).toBe(reason);
    const path = join(here.path, 'optimizers', 'runs', 'spheres', name, 'sphere-d1.s0.jsonl');
    const { outcome, trials } = readJournal(path)!;
    expect(outcome).toEqual({ kind: 'failed', reason });
    expect(trials).toHaveLength(name.includes('ask') ? 5 : 0);
    expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
  });

  it('is left out of what it declines, with the reason kept', () => {
    expect(unfit.map(({ optimizer, reason }) => [optimizer, reason])).toEqual([['declines', 'too hard for me']]);
  });

  it('and the exit code says that runs failed, also when there is nothing left to do', () => {
    expect(results.optimizers.code).toBe(2);
    expect(results.again.code).toBe(2);
    expect(JSON.parse(results.again.out).runs).toEqual({ total: 10, before: 10, finished: 0, failed: 0, left: 0 });
  });
});
