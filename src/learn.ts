/**
 * The second door, `optbench/learn`: families, learned optimizers, meta-training. It loads the tensor engine when the
 * first tensor is needed (`loadTf`), not before.
 */
export type { Batch, Family, TrainingSplit } from './family.ts';
export {
  type Beginning,
  freeze,
  type LearnedOptimizer,
  type Rollout,
  type Standing,
  type Theta,
  type Trained,
  type TrainedSets,
  type Weight,
  type Weights,
} from './learned.ts';
export { sigmoid, tanh } from './math/tanh.ts';
export { type LossName, lossNames, trajectoryLoss } from './meta/losses.ts';
export {
  type FamilySettings,
  iterations,
  type Phase,
  type Recipe,
  type Training,
  type Validation,
} from './meta/recipe.ts';
export { readSafetensors, type TensorFile, writeSafetensors } from './meta/safetensors.ts';
export {
  loadCheckpoint,
  loadWeights,
  saveCheckpoint,
  saveReport,
  saveWeights,
  type WeightsFile,
} from './meta/store.ts';
export { bestCurve, type Look, metaTrain, type TrainingState } from './meta/train.ts';
export { bestSoFar, type MetaGradient, metaGradient, unroll } from './meta/unroll.ts';
export { type Backend, backendName, type Engine, loadTf, type Tf, tf } from './tensor/engine.ts';
export { loops, numbersOf, type Passed } from './tensor/loops.ts';
export { lstm } from './tensor/lstm.ts';
export { product } from './tensor/product.ts';
