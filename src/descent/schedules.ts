/**
 * Learning-rate schedules: the factor on a method's learning rate at every step, whatever the method.
 *
 *   t  step, from 1        T  steps that there will be (the run's budget)
 *
 * At the first step every factor but that of a warm-up is 1, and none is 0 before the end.
 */

/** A factor on the learning rate, over the steps of a run. */
export interface Schedule {
  /** As in the names of optimizers: 'adam-0.01-cosine'. */
  readonly name: string;
  readonly source: string;
  factor(t: number, T: number): number;
}

const WARM_UP = 0.05; // share of the steps
const LAST = 0.01; // where an exponential decay ends
const RESTARTS = 4; // periods

const half = (share: number): number => 0.5 * (1 + Math.cos(Math.PI * share));

/** All schedules by name; 'constant' goes without saying in the names of optimizers. */
export const schedules: readonly Schedule[] = [
  { name: 'constant', source: 'Robbins & Monro (1951), without their decay', factor: () => 1 },
  { name: 'linear', source: 'down to 0 in a straight line', factor: (t, T) => 1 - (t - 1) / T },
  {
    name: 'cosine',
    source: 'Loshchilov & Hutter (2017), SGDR, eq. 5, one period without restarts, down to 0',
    factor: (t, T) => half((t - 1) / T),
  },
  {
    name: 'warmup-cosine',
    source: 'linear warm-up over the first 5 % of the steps (Goyal et al. 2017), then a cosine down to 0',
    factor(t, T) {
      const warm = Math.ceil(WARM_UP * T);
      return t <= warm ? t / warm : half((t - warm - 1) / (T - warm));
    },
  },
  {
    name: 'inverse-sqrt',
    source: 'Zinkevich (2003), Online Convex Programming, section 2.1; Kingma & Ba (2015), section 4',
    factor: (t) => 1 / Math.sqrt(t),
  },
  {
    name: 'exponential',
    source: 'down to 1/100, by the same factor at every step',
    factor: (t, T) => LAST ** ((t - 1) / T),
  },
  {
    name: 'linear-cosine',
    source: 'Bello et al. (2017), Neural Optimizer Search: a line times half a period of a cosine, plus 0.001',
    factor: (t, T) => (1 - (t - 1) / T) * half((t - 1) / T) + 0.001,
  },
];

/**
 * What makes the sign's part of PowerSign and AddSign smaller over the steps, by what follows the method's name: Bello et al.
 * (2017), section 4, linear, cosine (half a period), restarts. Deviation: the paper's number of restarts is not known to us; there
 * are four periods.
 */
export const signDecays: Readonly<Record<'' | '-ld' | '-cd' | '-rd', Schedule['factor']>> = {
  '': () => 1,
  '-ld': (t, T) => 1 - (t - 1) / T,
  '-cd': (t, T) => half((t - 1) / T),
  '-rd': (t, T) => half((((t - 1) / T) * RESTARTS) % 1),
};

/** The schedule with this name, or undefined. */
export function scheduleNamed(name: string): Schedule | undefined {
  return schedules.find((schedule) => schedule.name === name);
}
