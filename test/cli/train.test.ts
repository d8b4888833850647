/** `optbench train`: the files it leaves, and that a training stopped at any time goes on as if nothing had happened. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Training } from 'optbench/learn';
import { afterAll, describe, expect, it } from 'vitest';
import { rnn } from '../../baselines/rnn/rule.ts';
import { carryOut, train } from '../../src/cli/train.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const family = { dim: 2, kernels: ['rbf'], lengthScale: [0.5, 1], features: 16 };
const training: Training = {
  rule: rnn(4),
  recipe: {
    name: 'tiny-d2',
    seed: 1,
    dim: 2,
    suite: 'gp',
    clip: 1,
    phases: [{ iterations: 12, horizon: 3, loss: 'sum', batch: 8, rate: [1e-2, 1e-3], family }],
    validation: { family, problems: 16, at: [2, 4], every: 4 },
  },
};
const weights = (out: string): Buffer => readFileSync(join(out, 'tiny-d2.safetensors'));

describe('a training', () => {
  it('leaves the weights, their recipe with its learning curve, and a checkpoint; no half-written file', async () => {
    const out = join(folder, 'whole');
    await carryOut(training, { out, quiet: true }, new AbortController().signal);
    expect(readdirSync(out).sort()).toEqual(['tiny-d2.checkpoint.safetensors', 'tiny-d2.json', 'tiny-d2.safetensors']);
    const report = JSON.parse(readFileSync(join(out, 'tiny-d2.json'), 'utf8'));
    expect(report).toMatchObject({
      command: 'optbench train tiny-d2',
      finished: true,
      skipped: 0,
      recipe: { seed: 1 },
    });
    expect(report.curve.map((look: { iteration: number }) => look.iteration)).toEqual([4, 8, 12]);
    expect(report.origin).toMatch(/^optbench \d/);
    expect(['native', 'wasm', 'cpu']).toContain(report.backend);
  });

  it('stopped and resumed again and again ends with the same weights', async () => {
    const [whole, pieces] = [join(folder, 'whole'), join(folder, 'pieces')];
    let rounds = 0;
    for (let finished = false; !finished; rounds++) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 60);
      await carryOut(training, { out: pieces, quiet: true, resume: true }, stop.signal);
      clearTimeout(timer);
      const path = join(pieces, 'tiny-d2.json');
      finished = existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).finished;
    }
    expect(rounds).toBeLessThan(50);
    expect(weights(pieces).equals(weights(whole))).toBe(true);
  });

  it('that is done already is not begun again by --resume', async () => {
    const out = join(folder, 'whole');
    const before = weights(out);
    await carryOut(training, { out, quiet: true, resume: true }, new AbortController().signal);
    expect(weights(out).equals(before)).toBe(true);
  });

  it('of an unknown name is refused, with a guess at what was meant', async () => {
    await expect(train(['rnn-d22'], { quiet: true })).rejects.toThrow(
      /unknown recipe 'rnn-d22'; did you mean 'rnn-d2'\?/,
    );
  });

  it('whose suite has no family is refused', async () => {
    const strange = { ...training, recipe: { ...training.recipe, suite: 'classic' } };
    await expect(carryOut(strange, { out: folder, quiet: true }, new AbortController().signal)).rejects.toThrow(
      /tiny-d2: the suite 'classic' has no family to train on/,
    );
  });
});
