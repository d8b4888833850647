/**
 * How the weights are trained: `optbench train li-malik-logistic`. Li & Malik (2017), section 5: one network for each of three
 * families, 40 steps to an episode.
 */
import type { DescentTraining, FamilySettings } from 'optbench/learn';
import { liMalik } from './rule.ts';

/** A family of the paper, and how many coordinates its problems have. */
interface Task {
  readonly suite: string;
  readonly family: FamilySettings;
  readonly dim: number;
}

const tasks: Readonly<Record<string, Task>> = {
  logistic: { suite: 'convex', family: { kind: 'logistic', functions: 'any' }, dim: 4 },
  robust: { suite: 'convex', family: { kind: 'robust', functions: 'any' }, dim: 4 },
  net: { suite: 'networks', family: { networks: ['tiny'] }, dim: 12 },
};

const byBackpropagation = (task: string): DescentTraining => {
  const { suite, family, dim } = tasks[task]!;
  const name = `li-malik-${task}`;
  const phase = { length: 40, batch: 64, loss: 'sum', family } as const;
  return {
    rule: liMalik(name, dim),
    recipe: {
      kind: 'descent',
      name,
      seed: 1,
      suite,
      clip: 1,
      phases: [
        { ...phase, iterations: 2000, unrolls: 1, rate: [3e-3, 1e-3] },
        { ...phase, iterations: 2000, unrolls: 3, rate: [1e-3, 1e-5] },
      ],
      validation: { family, problems: 100, steps: 100, measure: 'sum', every: 100 },
    },
  };
};

const trainings: readonly DescentTraining[] = Object.keys(tasks).map(byBackpropagation);
export default trainings;
