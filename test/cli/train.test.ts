/** `optbench train`: the files it leaves, and that a training stopped at any time goes on as if nothing had happened. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { type TrainOptions, train } from '../../src/cli/train/train.ts';
import { plugin, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECIPES = plugin('recipes');

/** Trains one recipe in this process; `stopAfter` milliseconds comes an interrupt. */
async function trained(name: string, options: TrainOptions & { out: string }, stopAfter?: number) {
  const said = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    read: () => '',
    terminal: undefined,
    cwd: folder,
    onInterrupt(listener) {
      const timer = stopAfter === undefined ? undefined : setTimeout(() => listener('SIGINT'), stopAfter);
      return () => clearTimeout(timer);
    },
  };
  const code = await train([`${RECIPES}:${name}`], options, io);
  return { code, ...said };
}

const weights = (out: string, name = 'tiny-d2'): Buffer => readFileSync(join(folder, out, `${name}.safetensors`));
const report = (out: string, name = 'tiny-d2') => JSON.parse(readFileSync(join(folder, out, `${name}.json`), 'utf8'));

describe('a training', () => {
  it('leaves the weights, their recipe with its learning curve, and a checkpoint; no half-written file', async () => {
    const { code, err } = await trained('tiny-d2', { out: 'whole' });
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'whole')).sort()).toEqual([
      'tiny-d2.checkpoint.safetensors',
      'tiny-d2.json',
      'tiny-d2.safetensors',
    ]);
    const told = report('whole');
    expect(told).toMatchObject({ finished: true, skipped: 0, divergedAt: [], threads: 1, recipe: { seed: 1 } });
    expect(told.command).toMatch(/^optbench train .*tiny-d2$/);
    expect(told.curve.map((look: { iteration: number }) => look.iteration)).toEqual([3, 6, 9, 12]);
    expect(told.origin).toMatch(/^optbench \d/);
    expect(err).toMatch(/tiny-d2 3\/12, phase 1\/1 \(sum, horizon 3\), loss -?\d.*independent draws.* left\n/);
    expect(err).toMatch(/tiny-d2: the best weights are those of iteration \d+/);
  });

  it('gives the same weights to the last bit whatever the number of threads', async () => {
    await trained('tiny-d2', { out: 'threads', threads: 2, quiet: true });
    expect(weights('threads').equals(weights('whole'))).toBe(true);
  });

  it('stopped and resumed again and again ends with the same weights', async () => {
    let rounds = 0;
    for (let finished = false; !finished; rounds++) {
      await trained('tiny-d2', { out: 'pieces', quiet: true, resume: true }, 60);
      finished = existsSync(join(folder, 'pieces/tiny-d2.json')) && report('pieces').finished;
    }
    expect(rounds).toBeLessThan(50);
    expect(weights('pieces').equals(weights('whole'))).toBe(true);
  });

  it.each([
    ['of a gradient method', 'tiny-descent', 'relative, 12 steps', 24],
    ['of a gradient method on one large problem', 'tiny-cut', 'sum, 6 steps', 12],
  ])(
    '%s gives the same weights with any number of threads, stopped and resumed or not',
    async (_, name, stage, iterations) => {
      const { err } = await trained(name, { out: 'whole' });
      expect(err).toContain(`${name} 6/${iterations}, phase 1/1 (${stage}), loss `);
      expect(err).toMatch(/log \(tuned Adam\) .* left\n/);
      expect(report('whole', name)).toMatchObject({ finished: true, skipped: 0, recipe: { kind: 'descent' } });
      for (const threads of [2, 3]) {
        await trained(name, { out: 'threads', threads, quiet: true });
        expect(weights('threads', name).equals(weights('whole', name))).toBe(true);
      }
      for (let round = 0; round < 200 && !existsSync(join(folder, 'pieces', `${name}.safetensors`)); round++) {
        await trained(name, { out: 'pieces', threads: 1 + (round % 2), quiet: true, resume: true, checkpoint: 0 }, 150);
        if (existsSync(join(folder, 'pieces', `${name}.json`)) && !report('pieces', name).finished) {
          rmSync(join(folder, 'pieces', `${name}.safetensors`));
        }
      }
      expect(report('pieces', name).finished).toBe(true);
      expect(weights('pieces', name).equals(weights('whole', name))).toBe(true);
    },
  );

  it('that is done already is not begun again by --resume', async () => {
    const before = weights('whole');
    await trained('tiny-d2', { out: 'whole', quiet: true, resume: true });
    expect(weights('whole').equals(before)).toBe(true);
  });

  it('leaves out what is not finite, and says so while it runs and in the report', async () => {
    const { err } = await trained('poisoned-d2', { out: 'poisoned' });
    expect(err).toMatch(/2 skipped for a gradient that was not finite/);
    expect(report('poisoned', 'poisoned-d2').skipped).toBe(2);
    const { out } = await trained('poisoned-d2', { out: 'poisoned', json: true });
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).skipped),
    ).toEqual([0, 1, 2, 2]);
  });

  it('in which a thread fails ends with what it said', async () => {
    await expect(trained('broken-d2', { out: 'none', threads: 2, quiet: true })).rejects.toThrow(
      /no functions at broken-d2 1 3/,
    );
  });

  it('of an unknown name is refused, with a guess at what was meant', async () => {
    const io = { cwd: folder, onInterrupt: () => () => {} } as unknown as Io;
    await expect(train(['rnn-oi-d66'], { quiet: true }, io)).rejects.toThrow(
      /unknown recipe 'rnn-oi-d66'; did you mean/,
    );
    await expect(trained('tiny-d3', { out: 'none' })).rejects.toThrow(/recipes\.ts: holds no recipe 'tiny-d3'/);
  });

  it('with a bad recipe of a gradient method, or settings that its family refuses, ends with the place and no file', async () => {
    await expect(trained('misspelt-descent', { out: 'none' })).rejects.toThrow(
      /recipes\.ts: the recipe misspelt-descent cannot be used\n.*\n.*at phases\[0\]\.loss/,
    );
    await expect(trained('unasked-descent', { out: 'none' })).rejects.toThrow(
      /quadratics: the family's settings are wrong:\n.*condition/,
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('whose suite has no family is refused', async () => {
    await expect(trained('homeless-d2', { out: 'none' })).rejects.toThrow(
      /homeless-d2: the suite 'classic' has no family to train on/,
    );
  });
});

describe('a training that is killed', () => {
  it('at any time loses no more than what came after its last checkpoint, and ends with the same weights', async () => {
    const argv = ['train', `${RECIPES}:long-d2`, '--quiet', '--resume', '--checkpoint', '0.01'];
    const checkpoint = join(folder, 'killed', 'long-d2.checkpoint.safetensors');
    for (const grace of [0, 150]) {
      rmSync(checkpoint.replace('checkpoint', 'none'), { force: true });
      const child = start([...argv, '--out', 'killed'], folder);
      const before = existsSync(checkpoint) ? readFileSync(checkpoint) : Buffer.alloc(0);
      while (!existsSync(checkpoint) || readFileSync(checkpoint).equals(before)) await sleep(5);
      await sleep(grace);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    expect(existsSync(join(folder, 'killed', 'long-d2.json'))).toBe(false);
    await trained('long-d2', { out: 'killed', quiet: true, resume: true });
    await trained('long-d2', { out: 'undisturbed', quiet: true });
    expect(weights('killed', 'long-d2').equals(weights('undisturbed', 'long-d2'))).toBe(true);
  });
});
