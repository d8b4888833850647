/**
 * The second door, `optbench/learn`: families, learned optimizers, meta-training. TensorFlow.js is loaded when a reference
 * gradient is asked for (`loadTf`), not before.
 */
export type { Batch, DescentFamily, Family, Functions, Prior, Rows, TrainingSplit } from './family.ts';
export { freeze } from './freeze.ts';
export {
  type Beginning,
  fromRollout,
  type LearnedOptimizer,
  type Rollout,
  type Seen,
  type Standing,
  type Theta,
  type Trained,
  type TrainedSets,
} from './learned.ts';
export {
  blocksOf,
  type DescentStart,
  freezeDescent,
  type LearnedDescent,
  type Revealed,
  type Stepped,
  type TapeRule,
  updateRule,
} from './learned-descent.ts';
export { sigmoid, tanh } from './math/tanh.ts';
export { type Course, follow, type Gradients, inThisThread, type Look, type TrainingState } from './meta/course.ts';
export { ProblemBatch } from './meta/descent/problems.ts';
export {
  type DescentLoss,
  type DescentPhase,
  type DescentRecipe,
  type DescentTraining,
  descentLossNames,
} from './meta/descent/recipe.ts';
export { descentCourse } from './meta/descent/train.ts';
export { Episode } from './meta/descent/truncated.ts';
export type { Imitation, Lesson, Teacher } from './meta/imitation.ts';
export {
  type Loss,
  type LossName,
  lossNames,
  meanLoss,
  squaredMiss,
  trajectoryLoss,
  type ValueLossName,
  valueLossNames,
  withAuxiliary,
} from './meta/losses.ts';
export { type Assignment, objective, portions, shareSlope, shares, summed } from './meta/meta-gradient.ts';
export type { GuidedPhase, GuidedRecipe, GuidedTraining } from './meta/policy-search/recipe.ts';
export { guidedCourse } from './meta/policy-search/train.ts';
export {
  type FamilySettings,
  iterations,
  type Phase,
  type Recipe,
  type Training,
  type Validation,
} from './meta/recipe.ts';
export { readSafetensors, type TensorFile, writeSafetensors } from './meta/safetensors.ts';
export { parallel, type Schedule, sequential, type Workers } from './meta/schedule.ts';
export {
  loadCheckpoint,
  loadWeights,
  saveCheckpoint,
  saveReport,
  saveWeights,
  type WeightsFile,
} from './meta/store.ts';
export { bestCurve, courseOf, metaTrain } from './meta/train.ts';
export { bestSoFar, type Trajectories, unroll } from './meta/unroll.ts';
export { frozenIn, type Reach, weightsIn } from './meta/weights-folder.ts';
export { Access } from './tensor/access.ts';
export { type Backend, backendName, type Engine, loadTf, type Tf, tf } from './tensor/engine.ts';
export {
  emptyInterface,
  emptyMemory,
  type Interface,
  type MemorySizes,
  type MemoryState,
  rowLengths,
} from './tensor/external-memory.ts';
export { denseWeights, lstmLayer, named } from './tensor/fresh.ts';
export { type FusedEngine, fusedEngine } from './tensor/fused.ts';
export { referenceSlope } from './tensor/reference.ts';
export type { Loops, Node, Numbers, Objective, Slope, Tape, Waves } from './tensor/tape.ts';
export { drawWaves, type WaveSettings } from './tensor/waves.ts';
export type { Weight, Weights } from './tensor/weights.ts';
