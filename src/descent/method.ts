/** A gradient method as its paper writes it, one step with a learning rate, over the grid of rates and with any schedule. */
import { descent } from '../descent.ts';
import type { Vector } from '../math/vector.ts';
import type { Optimizer, Setup } from '../optimizer.ts';
import type { Method } from './settings.ts';

/** Writes the point after x into `next`, which is all zeros; `rate` is that of this step, `t` counts from 1. */
export type Step = (x: Vector, gradient: Vector, next: Vector, rate: number, t: number) => void;

/** A step of a method that stands on an average of its iterates. */
export interface AveragingStep {
  readonly step: Step;
  stands(): Vector;
}

/** A method of its own: state in `begin`, called once a run, and the step. */
export function gradientMethod(spec: {
  readonly name: string;
  /** Paper, section, algorithm. */
  readonly source: string;
  /** The learning rate that its authors recommend. */
  readonly rate: number;
  /** The rate of the grid that did best over the tuning tasks. */
  readonly tuned?: number;
  /** The same with schedules that were tuned with the method, by the schedule's name. */
  readonly tunedWith?: Readonly<Record<string, number>>;
  readonly unfit?: Optimizer['unfit'];
  readonly begin: (setup: Setup) => Step | AveragingStep;
}): Method {
  const { name, source, rate, tuned, tunedWith, unfit, begin } = spec;
  return {
    name,
    rate,
    ...(tuned !== undefined && { tuned }),
    ...(tunedWith && { tunedWith }),
    make: ({ name, rate, schedule }) =>
      descent({
        name,
        source: schedule === undefined ? source : `${source}; ${schedule.name} schedule: ${schedule.source}`,
        ...(unfit && { unfit }),
        rule(setup) {
          const begun = begin(setup);
          const step = typeof begun === 'function' ? begun : begun.step;
          let t = 0;
          const rule = (x: Vector, gradient: Vector, _value: number, next: Vector): Vector => {
            t++;
            const factor = schedule === undefined ? 1 : schedule.factor(Math.min(t, setup.budget), setup.budget);
            step(x, gradient, next, rate * factor, t);
            return next;
          };
          return typeof begun === 'function' ? rule : { step: rule, stands: begun.stands };
        },
      }),
  };
}
