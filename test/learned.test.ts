/** The laws of learned optimizers, on every design of the recurrent network with fresh weights, and on all shipped ones. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stream } from 'optbench';
import { checkLearned, learnedLaws, type Verdict } from 'optbench/check';
import { type LearnedOptimizer, loadWeights, type Weights } from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../baselines/rnn/design.ts';
import { designs } from '../baselines/rnn/designs.ts';
import { dnc } from '../baselines/rnn/dnc.ts';
import { lstm } from '../baselines/rnn/lstm.ts';
import { rnn } from '../baselines/rnn/rule.ts';

/** A design at tiny size. */
const tiny = (name: string, settings: Partial<Design>): Design => ({
  name,
  controller: lstm(4),
  inputs: 'paper',
  normalise: 'off',
  parallel: false,
  ...settings,
});

const kinds: readonly Design[] = [
  tiny('paper', {}),
  tiny('paper-normalised', { normalise: 'published' }),
  tiny('paper-parallel', { parallel: true }),
  tiny('incumbent', { inputs: 'incumbent', normalise: 'scale-free' }),
  tiny('incumbent-published', { inputs: 'incumbent', normalise: 'published' }),
  tiny('dnc', { controller: dnc({ units: 4, words: 4, width: 4, reads: 2 }), normalise: 'published' }),
  tiny('dnc-incumbent', {
    controller: dnc({ units: 4, words: 4, width: 4, reads: 2 }),
    inputs: 'incumbent',
    normalise: 'scale-free',
  }),
  tiny('constrained', { inputs: 'incumbent', normalise: 'published', constraints: true }),
  tiny('incumbent-parallel', { inputs: 'incumbent', normalise: 'scale-free', parallel: true }),
];

/** Fresh weights whose proposals lie well apart: six times the output layer's, and its bias too. */
function spread(rule: LearnedOptimizer, dim: number): Weights {
  const weights = rule.weights(dim, stream('spread', rule.name));
  const rng = stream('bias');
  const [V, v] = [weights['V']!, weights['v']!];
  return {
    ...weights,
    V: { ...V, data: V.data.map((value) => 6 * value) },
    v: { ...v, data: v.data.map(() => 0.5 * rng.normal()) },
  };
}

const folder = fileURLToPath(new URL('../baselines/rnn/weights/', import.meta.url));
const shipped = designs.flatMap((design) => {
  const rule = rnn(design);
  return readdirSync(folder)
    .flatMap((file) => new RegExp(`^${design.name}-d([0-9]+)\\.safetensors$`).exec(file) ?? [])
    .filter((part) => /^[0-9]+$/.test(part))
    .map((dim): [string, LearnedOptimizer, number] => [`${design.name} in ${dim} dimensions`, rule, Number(dim)]);
});

const laws = learnedLaws.filter(({ name }) => !name.includes('gradient'));

describe.each(
  kinds.flatMap((design) => [1, 3].map((dim): [string, LearnedOptimizer, number] => [design.name, rnn(design), dim])),
)('%s, fresh', (_, rule, dim) => {
  keepsLaws(learnedLaws, () => checkLearned(rule, dim, spread(rule, dim)));
});

// Gradients are a matter of the rule, not of its weights; and a trained rule stands on kinks that no difference sees across.
describe.each(shipped)('%s, shipped', (_, rule, dim) => {
  keepsLaws(laws, () => {
    const expected = { rule: rule.name, dim, shapes: rule.weights(dim, stream('shapes')) };
    const { weights } = loadWeights(`${folder}${rule.name}-d${dim}.safetensors`, expected);
    return checkLearned(rule, dim, weights, laws);
  });
});

function keepsLaws(laws: readonly { readonly name: string }[], check: () => Promise<readonly Verdict[]>): void {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    verdicts = await check();
  });

  it.each(laws.map(({ name }) => name))('%s', (law) => {
    const verdict = verdicts.find((found) => found.law === law)!;
    expect(verdict.kept ? '' : verdict.evidence).toBe('');
  });
}
