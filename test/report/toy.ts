/** A small campaign made in memory, with known winners: every table and figure of the tests is made of it. */
import { box, formula, type Optimizer, type Problem, type Run, run, sequential } from 'optbench';

const bowl = (id: string, scale: number, optimum: number | undefined): Problem =>
  formula({
    id,
    space: box([
      [-5, 5],
      [-5, 5],
    ]),
    source: 'toy',
    ...(optimum !== undefined && { optimum }),
    value: (x) => scale * ((x[0]! - 1) ** 2 + (x[1]! + 2) ** 2) + (optimum ?? 0.25),
  }) as Problem;

export const problems: readonly Problem[] = [
  bowl('bowl', 1, 0),
  bowl('steep', 100, 3),
  bowl('shallow', 0.01, -1),
  bowl('unknown', 1, undefined),
];

/** Steps from the best point by a normal step whose length shrinks by `shrink` after every failure. */
const walk = (name: string, shrink: number): Optimizer =>
  sequential({
    name,
    order: 0,
    source: 'toy',
    *steps({ x0, rng }) {
      let best = yield x0;
      for (let length = 0.3; ; ) {
        const trial = yield best.x.map((u) => Math.min(1, Math.max(0, u + length * rng.normal())));
        if (trial.value < best.value) best = trial;
        else length = Math.max(1e-6, length * shrink);
      }
    },
  });

export const optimizers: readonly Optimizer[] = [
  walk('walk-0.8', 0.8),
  walk('walk-0.95', 0.95),
  walk('walk-1', 1),
  sequential({
    name: 'random',
    order: 0,
    source: 'toy',
    *steps({ x0, rng }) {
      yield x0;
      for (;;) yield x0.map(() => rng.next());
    },
  }),
];

/** All toy optimizers on all toy problems; the clock is a fixed tick, so that runs are the same to the last bit. */
export async function campaign(seeds = 4, budget = 30, suite = 'toys'): Promise<Run[]> {
  const runs: Run[] = [];
  for (const problem of problems) {
    for (let seed = 0; seed < seeds; seed++) {
      for (const optimizer of optimizers) {
        let ticks = 0;
        const clock = () => ticks++ * 1e-4 * (1 + optimizers.indexOf(optimizer));
        runs.push(await run(optimizer, problem, { suite, seed, budget, clock }));
      }
    }
  }
  return runs;
}
