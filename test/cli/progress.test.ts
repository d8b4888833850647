import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { duration, progressOn } from '../../src/cli/progress.ts';
import type { RunJob } from '../../src/cli/workers/jobs.ts';

const jobs = Array.from({ length: 400 }, (_, seed) => ({
  header: { suite: 's', problem: 'p', optimizer: seed % 2 === 0 ? 'fast' : 'slow', seed, budget: 10 },
})) as unknown as RunJob[];

function listener(terminal?: NodeJS.WriteStream): { io: Io; heard: () => string } {
  let heard = '';
  const io: Io = {
    out() {},
    err: (text) => {
      heard += text;
    },
    read: () => '',
    terminal,
    cwd: '.',
    onInterrupt: () => () => {},
  };
  return { io, heard: () => heard };
}

it.each([
  [0.04, '0.0 s'],
  [9.96, '10.0 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [7600, '2 h 06 min'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

describe('progress in a pipe', () => {
  it('is a line per run with the time left, by what such runs took before', async () => {
    const { io, heard } = listener();
    const progress = await progressOn(io, false);
    progress.begin(jobs.slice(0, 8), 2);
    progress.ended(jobs[0]!, { kind: 'finished', seconds: 1 });
    progress.ended(jobs[1]!, { kind: 'failed', reason: 'out of ideas', seconds: 5 });
    // Three fast ones of 1 s and three slow ones of 5 s, on two workers.
    expect(heard()).toBe(
      '[1/8, 3.5 s left] s/p, fast, seed 0: finished in 1.0 s\n[2/8, 9.0 s left] s/p, slow, seed 1: FAILED: out of ideas\n',
    );
  });

  it('is now and then a line where there are many runs, but one for each failure', async () => {
    const { io, heard } = listener();
    const progress = await progressOn(io, false);
    progress.begin(jobs, 2);
    for (const job of jobs) {
      progress.ended(
        job,
        job.header.seed === 7 ? { kind: 'failed', reason: 'no', seconds: 1 } : { kind: 'finished', seconds: 1 },
      );
    }
    const lines = heard().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('seed 7: FAILED: no');
    expect(lines[2]).toMatch(/^\[400\/400\]/);
  });

  it('is nothing where nothing is wanted', async () => {
    const { io, heard } = listener();
    const progress = await progressOn(io, true);
    progress.begin(jobs, 2);
    progress.note('a note');
    progress.finish();
    expect(heard()).toBe('');
  });
});

describe('progress on a terminal', () => {
  it.each([0, 20, 80])('is a bar, and no failure is lost, with %d columns', async (columns) => {
    let shown = '';
    const stream = new PassThrough().on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
    const terminal = Object.assign(stream, { isTTY: true, columns }) as unknown as NodeJS.WriteStream;
    const progress = await progressOn(listener(terminal).io, false);
    progress.begin(jobs.slice(0, 2), 1);
    progress.tick([{ job: jobs[0]!, trial: 5 }]);
    progress.ended(jobs[0]!, { kind: 'finished', seconds: 1 });
    progress.note('a note');
    await new Promise((resolve) => setTimeout(resolve, 300));
    progress.ended(jobs[1]!, { kind: 'failed', reason: 'out of ideas', seconds: 1 });
    progress.finish();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(shown).toContain('a note');
    expect(shown).toContain('s/p, slow, seed 1: FAILED: out of ideas');
    expect(shown.length).toBeLessThan(3000);
  });
});
