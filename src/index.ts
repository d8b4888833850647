/** The front door, light: importing it loads no tensor engine. */
export { type Differentiable, type LbfgsOptions, lbfgs, type Minimum } from './math/lbfgs.ts';
export { type Label, type Rng, shuffled, stream } from './math/random.ts';
export { type Sobol, sobol, sobolDimensions } from './math/sobol.ts';
export type { Vector } from './math/vector.ts';
export type { Optimizer, Search, Sequence, Setup, Trial, Wait } from './optimizer.ts';
export { sequential } from './optimizer.ts';
export type { Block, Formula, Observation, Oracle, Order, Problem, Ticket } from './problem.ts';
export { formula, startingPoint } from './problem.ts';
export type { Journal, Outcome, Run, RunHeader, RunOptions, TrialRecord } from './run.ts';
export { run } from './run.ts';
export type { Choice, Coordinate, Domain, Integer, NamedPoint, Option, Real, Space } from './space.ts';
export { box, choice, integer, outside, real, reals, space, when } from './space.ts';
export type { Suite } from './suite.ts';
export { findProblem } from './suite.ts';
