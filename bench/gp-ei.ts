/**
 * GP-EI: the time of one proposal, model refitted, and with `regret` its simple regret on the textbook functions.
 *
 *   npm run bench:speed gp-ei         speed alone, about 20 s
 *   npm run bench:speed gp-ei regret  20 seeds of 100 evaluations, some minutes
 *
 * Targets: at n = 100, d = 6 a median under 60 ms, at n = 50 under 20 ms; median simple regret at most 1e-4 on Branin,
 * 2e-4 on Hartmann-3 and 5e-3 on Hartmann-6.
 */
import { run, stream, type Vector } from 'optbench';
import gpEi from '../baselines/gp-ei/index.ts';
import classic from '../suites/classic/index.ts';

const SPEED_RUNS = 5;
/** Proposals around a size whose times count as that size's. */
const WINDOW = 5;
const REGRET_SEEDS = 20;
const REGRET_BUDGET = 100;
const CHECKPOINTS = [20, 50, 100];

/** Prints milliseconds per proposal, or with 'regret' what comes of them. */
export default async function bench([part]: readonly string[] = []): Promise<void> {
  await (part === 'regret' ? regret() : speed());
}

async function speed(): Promise<void> {
  const times: { readonly n: number; readonly wall: number; readonly cpu: number }[] = [];
  for (let seed = 0; seed < SPEED_RUNS; seed++) {
    const problem = classic.find!('hartmann6')!;
    const rng = stream('bench', 'gp-ei', seed);
    const { space } = problem;
    const x0 = Float64Array.from({ length: space.dim }, () => rng.next());
    const search = gpEi.start({ space, x0, budget: 105, workers: 1, rng });
    const oracle = await problem.start(rng);
    const signal = new AbortController().signal;
    for (let id = 0; id < 105; id++) {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      const x = (await search.ask(id)) as Vector;
      const { user, system } = process.cpuUsage(cpu);
      times.push({ n: id, wall: performance.now() - start, cpu: (user + system) / 1000 });
      const { value } = await oracle.evaluate(space.decode(x), { id, order: 0, signal });
      await search.tell({ id, x, value });
    }
  }
  console.log('\nGP-EI on Hartmann-6: one proposal, model refitted, median');
  console.table(
    [25, 50, 75, 100].map((n) => {
      const around = times.filter((time) => Math.abs(time.n - n) < WINDOW);
      const ms = (of: 'wall' | 'cpu') =>
        Number(
          quantile(
            around.map((time) => time[of]),
            0.5,
          ).toFixed(1),
        );
      return { n, 'wall ms': ms('wall'), 'CPU ms': ms('cpu'), 'target ms': { 50: 20, 100: 60 }[n] ?? '' };
    }),
  );
}

/** Measures and prints the simple regret on the textbook functions. */
export async function regret(): Promise<void> {
  const rows = [];
  for (const [name, target] of [
    ['branin', 1e-4],
    ['hartmann3', 2e-4],
    ['hartmann6', 5e-3],
  ] as const) {
    const problem = classic.find!(name)!;
    const traces: number[][] = [];
    for (let seed = 0; seed < REGRET_SEEDS; seed++) {
      const { trials } = await run(gpEi, problem, { suite: 'classic', seed, budget: REGRET_BUDGET });
      let best = Number.POSITIVE_INFINITY;
      traces.push(
        trials.map(({ value }) => {
          best = Math.min(best, value ?? best);
          return best - problem.optimum!;
        }),
      );
    }
    const at = (n: number, q: number) =>
      quantile(
        traces.map((trace) => trace[n - 1]!),
        q,
      ).toExponential(1);
    rows.push({
      function: name,
      ...Object.fromEntries(CHECKPOINTS.map((n) => [`median @${n}`, at(n, 0.5)])),
      'quartiles @100': `${at(REGRET_BUDGET, 0.25)} to ${at(REGRET_BUDGET, 0.75)}`,
      target: target.toExponential(0),
    });
  }
  console.log(`\nGP-EI: simple regret over ${REGRET_SEEDS} seeds`);
  console.table(rows);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
