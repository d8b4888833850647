/** The front door, light: importing it loads no tensor engine. */
export { type Direction, type LineStep, lineMethod } from './descent/line-method.ts';
export { type AveragingStep, gradientMethod, type Step } from './descent/method.ts';
export { type Schedule, scheduleNamed, schedules, signDecays } from './descent/schedules.ts';
export { learningRates, type Method, type Settings, settings } from './descent/settings.ts';
export { type AveragingRule, descent, type UpdateRule } from './descent.ts';
export { ruleStep } from './discover/compile.ts';
export {
  cholesky,
  type Factor,
  type Lower,
  logDeterminant,
  solveLower,
  solveUpper,
  timesLower,
} from './math/cholesky.ts';
export {
  type Acquisition,
  expectedImprovement,
  logExpectedImprovement,
  logProbabilityOfImprovement,
  lowerConfidenceBound,
  type Merit,
  probabilityOfImprovement,
} from './math/gp/acquisition.ts';
export {
  covariance,
  type Hyperparameters,
  type Kernel,
  matern12,
  matern32,
  matern52,
  rbf,
  squaredDistance,
  type Unordered,
} from './math/gp/kernel.ts';
export { fromTheta, type LogLikelihood, logLikelihood, toTheta } from './math/gp/likelihood.ts';
export { type Posterior, type Prediction, posterior, type Slopes } from './math/gp/posterior.ts';
export { type Draw, sampleWaves, sumOfWaves, type WavePrior, type Waves } from './math/gp/waves.ts';
export { type Differentiable, type LbfgsOptions, lbfgs, type Minimum } from './math/lbfgs.ts';
export { type Perturbation, perturbation } from './math/perturbation.ts';
export { type Label, type Rng, shuffled, stream } from './math/random.ts';
export { recurrenceAt, recurrenceSteps } from './math/recurrence.ts';
export { type Sobol, sobol, sobolDimensions } from './math/sobol.ts';
export { erfcx, logNormalCdf, logNormalPdf, normalCdf, normalPdf, normalQuantile } from './math/special.ts';
export { dot, type Vector } from './math/vector.ts';
export type { Optimizer, Rated, Search, Sequence, Setup, Trial, Wait } from './optimizer.ts';
export { sequential } from './optimizer.ts';
export { l1, type Penalty } from './penalty.ts';
export type {
  Block,
  Differentiable as DifferentiableFormula,
  Formula,
  Observation,
  Oracle,
  Order,
  Problem,
  Ticket,
} from './problem.ts';
export { differentiable, formula, sizeOf, startingPoint } from './problem.ts';
export type {
  Claim,
  ClaimReproduction,
  Condition,
  Experiment,
  ExperimentFigure,
  Loss,
  Metric,
  Tuned,
  Who,
} from './reproduction/claims.ts';
export type { Detail, Panel, Place, PublishedCurve, Reproduction, Stage, Target } from './reproduction.ts';
export type { Journal, Outcome, Run, RunHeader, RunOptions, TrialRecord } from './run.ts';
export { run } from './run.ts';
export type { Choice, Coordinate, Domain, Integer, NamedPoint, Option, Real, Space } from './space.ts';
export { box, choice, integer, outside, real, reals, space, when } from './space.ts';
export type { Suite } from './suite.ts';
export { findProblem } from './suite.ts';
export { alongAxes } from './transform/axes.ts';
export { withGradientNoise, withSparseGradients } from './transform/corruption.ts';
export { logarithm } from './transform/logarithm.ts';
export { drawFactors, rescaled } from './transform/rescale.ts';
export { sumOf } from './transform/sum.ts';
