/** Searches: what they learn, and that neither threads nor interruptions change them. */
import { describe, expect, it } from 'vitest';
import { type Outcome, opened, raised } from '../../src/discover/child.ts';
import { choice } from '../../src/discover/controller.ts';
import { type SearcherName, searcherNames } from '../../src/discover/names.ts';
import { surrogate } from '../../src/discover/ppo.ts';
import { slots } from '../../src/discover/program.ts';
import { type Child, search } from '../../src/discover/search.ts';
import { searcherNamed } from '../../src/discover/searchers.ts';
import { parsed } from '../../src/discover/text.ts';
import { stream } from '../../src/math/random.ts';
import { formula } from '../../src/problem.ts';
import { reals } from '../../src/space.ts';
import { loadTf } from '../../src/tensor/engine.ts';
import { fusedEngine } from '../../src/tensor/fused.ts';
import { referenceSlope } from '../../src/tensor/reference.ts';
import type { Objective } from '../../src/tensor/tape.ts';

describe('a searcher', () => {
  /** The reward is the share of tokens that are as in this program. */
  const target = [0, 3, 2, 0, 2, 21, 0, 2, 0, 2];
  const rewards = (by: SearcherName, rounds = 60): number[] => {
    const searcher = searcherNamed(by, slots(2), 1);
    return Array.from({ length: rounds }, () => {
      const programs = searcher.propose(20);
      const reward = programs.map((program) => program.filter((token, i) => token === target[i]).length / 10);
      searcher.learn(programs.map((program, i) => ({ program, reward: reward[i]!, repeat: false })));
      return reward.reduce((sum, value) => sum + value, 0) / 20;
    });
  };
  const late = (by: SearcherName): number =>
    rewards(by)
      .slice(-10)
      .reduce((sum, value) => sum + value, 0) / 10;

  it('by PPO or by evolution finds what random search does not', () => {
    const chance = late('random');
    expect(chance).toBeLessThan(0.15);
    expect(late('ppo')).toBeGreaterThan(0.5);
    expect(late('evolution')).toBeGreaterThan(0.7);
  });

  it.each(searcherNames)('proposes the same for the same seed: %s', (by) => {
    const first = () => rewards(by, 10);
    expect(first()).toEqual(first());
  });
});

describe("the controller's gradient", () => {
  it('is that of the reference engine, through choices and the clipped surrogate', async () => {
    await loadTf();
    const rng = stream('surrogate');
    const logits = Float32Array.from({ length: 12 }, () => rng.normal());
    const advantages = [1, -0.5, 2];
    const objective: Objective = (tape, { z }) => {
      const now = tape.beside(choice(tape, z!, [0, 3, 1]), choice(tape, z!, [2, 2, 0]));
      // Old probabilities such that some ratios are inside the clip and some beyond it.
      const old = [-1, 0, -1.2, 0, -1.5, 0, -3, 0, -1.4, 0, -0.2, 0];
      return surrogate(tape, now, old, advantages, { clip: 0.2, bonus: 0.1 });
    };
    const weights = { z: { shape: [3, 4], data: logits } };
    const at = (data: Float32Array): number =>
      fusedEngine().evaluate({ z: { shape: [3, 4], data } }, (tape, theta) => tape.numbers(objective(tape, theta))[0]!);
    const [fused, reference] = [fusedEngine().slope(weights, objective), referenceSlope(weights, objective)];
    expect(fused.loss).toBeCloseTo(reference.loss, 5);
    fused.gradient['z']!.forEach((slope, i) => {
      const moved = (by: number): Float32Array => logits.map((z, j) => (j === i ? z + by : z));
      expect(slope).toBeCloseTo((at(moved(1e-2)) - at(moved(-1e-2))) / 2e-2, 3);
    });
  });
});

describe('a child', () => {
  const bowl = formula({
    id: 'bowl',
    space: reals(2),
    source: 'a test',
    init: () => Float64Array.of(1, 2),
    value: (x) => x[0]! ** 2 + 10 * x[1]! ** 2,
    gradient: (x) => Float64Array.of(2 * x[0]!, 20 * x[1]!),
  });
  const how = { probe: 5, steps: 50, rates: [1e-3, 1e-2, 1e-1, 1], draws: 2 };

  it('is rewarded by the share of the loss that its training took away, at the rate that its probes chose', async () => {
    const nurseries = [await opened(bowl as never, [1]), await opened(bowl as never, [2])] as const;
    expect(await raised(nurseries, parsed('g'), how)).toEqual({
      reward: expect.closeTo(1 - (1 / 41) * 0.98 ** 100, 6),
      rate: 0.01,
    });
  });

  it.each([
    ['-g', 'climbs'],
    ['exp(exp(exp(g)))', 'overflows'],
    ['log|g - g|', 'is not finite'],
    ['0', 'stands still'],
  ])('gets the worst reward where its rule %s %s', async (rule) => {
    expect((await raised([await opened(bowl as never, [1])], parsed(rule), how)).reward).toBe(0);
  });
});

describe('a search', () => {
  /** Children take their time at random, and are rewarded by a function of their text. */
  const train = (seed: number) => {
    const rng = stream('delays', seed);
    return async (rule: string): Promise<Outcome> => {
      await new Promise((resolve) => setTimeout(resolve, rng.integer(3)));
      return { reward: stream('reward', rule).next(), rate: 1 };
    };
  };
  const searched = async (by: SearcherName, seed: number, known: readonly Child[] = []): Promise<Child[]> => {
    const found: Child[] = [];
    const plan = { searcher: searcherNamed(by, slots(2), 1), children: 130, batch: 20, train: train(seed), known };
    for await (const child of search(plan)) found.push(child);
    return found;
  };

  it.each(searcherNames)('does not depend on which child is done first, nor on interruptions: %s', async (by) => {
    const whole = await searched(by, 1);
    expect(whole.map(({ child }) => child)).toEqual(Array.from({ length: 130 }, (_, i) => i + 1));
    expect(new Set(whole.map(({ rule }) => rule)).size).toBe(130);
    expect(await searched(by, 2)).toEqual(whole);
    for (const cut of [1, 55, 100, 130]) expect(await searched(by, 3, whole.slice(0, cut))).toEqual(whole);
  });

  it('says so where a journal was made by another version', async () => {
    const whole = await searched('random', 1);
    const other = whole.map((child) => (child.child === 3 ? { ...child, rule: 'g' } : child));
    await expect(searched('random', 1, other)).rejects.toThrow("discover: child 3 was 'g', the search now proposes");
  });
});
