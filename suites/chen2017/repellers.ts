/**
 * The repellers: a control problem of Hoffman, Kueck, de Freitas & Doucet (2009), New inference strategies for solving Markov
 * decision processes using reversible jump MCMC, as Chen et al. (2017), section 3.3, describe it: a particle falls, two repellers
 * push it away with a force inversely proportional to its distance, and its discounted reward is high where it passes through
 * bumps. A policy is where the repellers stand and how strong they are: six parameters. The simulation is deterministic.
 *
 * Neither paper prints gravity, time step, horizon, discount, rewards or bounds. These are ours, chosen so that an optimizer's
 * values lie where the paper's curves do (about -2 after 10 evaluations, -4 after 100 random ones, -5 and less for good ones).
 *
 *   p, v   2   position and velocity, p = (0.3, 1) and v = 0 at first    dt     0.05, seconds a step
 *   q_i    2   repeller i, anywhere in the unit square                   T      100, steps
 *   k_i        its strength, 0.1 to 0.6                                  gamma  0.98, discount a step
 *   g          (0, -1), gravity                                          e      0.05, so that no force is infinite
 *
 *   v <- v + dt (g + sum_i k_i (p - q_i) / (|p - q_i|^2 + e^2)),  p <- p + dt v      semi-implicit Euler
 *   f  = -sum_{t < T} gamma^t r(p_t),  r(p) = sum_j height_j exp(-|p - centre_j|^2 / (2 width_j^2))
 */
import type { UnitFunction } from './unit-function.ts';

/** All constants. */
export const constants = {
  start: [0.3, 1],
  gravity: 1,
  seconds: 0.05,
  steps: 100,
  discount: 0.98,
  softening: 0.05,
  strength: [0.1, 0.6],
  bumps: [
    { centre: [0.75, 0.55], width: 0.12, height: 0.6 },
    { centre: [0.25, 0.3], width: 0.15, height: 0.3 },
    { centre: [0.5, 0.75], width: 0.15, height: 0.18 },
  ],
} as const;

/** u = (x, y, strength) of the first repeller, then of the second. */
export const repellers: UnitFunction = {
  dim: 6,
  values: 'minus the discounted reward',
  source:
    'Hoffman, Kueck, de Freitas & Doucet (2009), as described by Chen et al. (2017), section 3.3; constants of our own',
  value(u) {
    const { start, gravity, seconds, steps, discount, softening, strength, bumps } = constants;
    const [weakest, strongest] = strength;
    let [x, y]: readonly number[] = start;
    let [vx, vy] = [0, 0];
    let weight = 1;
    let reward = 0;
    for (let t = 0; t < steps; t++) {
      let [ax, ay] = [0, -gravity];
      for (let i = 0; i < 6; i += 3) {
        const [dx, dy] = [x! - u[i]!, y! - u[i + 1]!];
        const k = weakest + (strongest - weakest) * u[i + 2]!;
        const push = k / (dx * dx + dy * dy + softening * softening);
        ax += push * dx;
        ay += push * dy;
      }
      vx += seconds * ax;
      vy += seconds * ay;
      x! += seconds * vx;
      y! += seconds * vy;
      for (const { centre, width, height } of bumps) {
        const square = (x! - centre[0]) ** 2 + (y! - centre[1]) ** 2;
        reward += weight * height * Math.exp(-square / (2 * width * width));
      }
      weight *= discount;
    }
    return -reward;
  },
};
