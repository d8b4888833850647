/**
 * Weights and checkpoints on disk: the only file of the trainer that touches it. A file is written beside its place and
 * then renamed, so that a kill at any instant leaves the old one or the new one, never half of either.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Trained } from '../learned.ts';
import type { Weights } from '../tensor/weights.ts';
import type { TrainingState } from './course.ts';
import type { DescentRecipe } from './descent/recipe.ts';
import type { GuidedRecipe } from './policy-search/recipe.ts';
import type { Dimension, Recipe } from './recipe.ts';
import { checksum, readSafetensors, type TensorFile, writeSafetensors } from './safetensors.ts';

const WEIGHTS = 'optbench weights 1';
const CHECKPOINT = 'optbench checkpoint 1';

type AnyRecipe = Recipe | DescentRecipe | GuidedRecipe;

/** What a weights file says of itself. */
export interface WeightsFile extends Trained {
  readonly rule: string;
  readonly dim: Dimension;
}

/** Writes trained weights. */
export function saveWeights(path: string, { rule, dim, horizon, patience, extrapolate, weights }: WeightsFile): void {
  const metadata = {
    format: WEIGHTS,
    rule,
    dim: String(dim),
    horizon: String(horizon),
    ...(patience !== undefined && { patience: String(patience) }),
    ...(extrapolate && { extrapolate: 'true' }),
  };
  replace(path, sealed({ tensors: weights, metadata }));
}

/** Reads trained weights, and makes sure that they are this rule's, of these shapes. */
export function loadWeights(path: string, expected: { rule: string; dim: Dimension; shapes: Weights }): Trained {
  const { tensors, metadata } = opened(path);
  const said = (key: string, wanted: string): void => {
    if (metadata[key] !== wanted) {
      throw new Error(
        `${path}: expected ${key} '${wanted}', the file says '${metadata[key] ?? 'nothing'}'; train it anew`,
      );
    }
  };
  said('format', WEIGHTS);
  said('rule', expected.rule);
  said('dim', String(expected.dim));
  const count = (key: string): number => {
    const number = Number(metadata[key]);
    if (Number.isInteger(number) && number > 0) return number;
    throw new Error(`${path}: ${key} must be a whole number above 0, the file says '${metadata[key] ?? 'nothing'}'`);
  };
  const horizon = count('horizon');
  for (const [name, { shape }] of Object.entries(expected.shapes)) {
    const found = tensors[name]?.shape;
    if (String(found) !== String(shape)) {
      throw new Error(
        `${path}: ${name} should have shape [${shape}], the file has ${found ? `[${found}]` : 'no such tensor'}`,
      );
    }
  }
  return {
    weights: tensors,
    horizon,
    ...(metadata['patience'] !== undefined && { patience: count('patience') }),
    ...(metadata['extrapolate'] === 'true' && { extrapolate: true }),
  };
}

/** Where a training stands, and the seconds it has taken so far. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly seconds: number;
}

/** Writes where a training stands. */
export function saveCheckpoint(path: string, recipe: AnyRecipe, state: TrainingState, seconds = 0): void {
  const { weights, adam, chosen, ...rest } = state;
  const metadata = {
    format: CHECKPOINT,
    recipe: JSON.stringify(recipe),
    state: JSON.stringify({ ...rest, t: adam.t, chosen: chosen?.look }),
    seconds: String(seconds),
  };
  const tensors = {
    ...labelled('weights', weights),
    ...labelled('m', adam.m),
    ...labelled('v', adam.v),
    ...labelled('chosen', chosen?.weights ?? {}),
  };
  replace(path, sealed({ tensors, metadata }));
}

/** Reads where a training stands; it must be a training by this very recipe. */
export function loadCheckpoint(path: string, recipe: AnyRecipe): Checkpoint {
  const { tensors, metadata } = opened(path);
  if (metadata['format'] !== CHECKPOINT) {
    throw new Error(`${path}: expected '${CHECKPOINT}', the file says '${metadata['format'] ?? 'nothing'}'`);
  }
  if (decisive(JSON.parse(metadata['recipe'] ?? '{}')) !== decisive(recipe)) {
    throw new Error(
      `${path}: the checkpoint belongs to another version of the recipe ${recipe.name}; train without --resume`,
    );
  }
  const { t, chosen, ...rest } = JSON.parse(metadata['state']!);
  const state = {
    ...rest,
    weights: unlabelled('weights', tensors),
    adam: { t, m: unlabelled('m', tensors), v: unlabelled('v', tensors) },
    chosen: chosen && { look: chosen, weights: unlabelled('chosen', tensors) },
  };
  return { state, seconds: Number(metadata['seconds'] ?? 0) };
}

/** What decides the weights: all of a recipe but the patience, which is chosen when they are trained. */
function decisive({ validation, ...recipe }: Partial<AnyRecipe>): string {
  return JSON.stringify({ ...recipe, validation: { ...validation, patience: undefined } });
}

/** Writes a recipe beside its weights, with what came of it. */
export function saveReport(path: string, report: Readonly<Record<string, unknown>>): void {
  replace(path, new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`));
}

/** A file's bytes, a checksum among its metadata. */
function sealed(file: TensorFile): Uint8Array {
  return writeSafetensors({ ...file, metadata: { ...file.metadata, checksum: checksum(file) } });
}

/** What a file holds, the checksum being right where there is one: files from elsewhere have none. */
function opened(path: string): TensorFile {
  const { tensors, metadata } = readSafetensors(readFileSync(path), path);
  const { checksum: noted, ...rest } = metadata;
  const file = { tensors, metadata: rest };
  if (noted !== undefined && noted !== checksum(file)) {
    throw new Error(`${path}: its contents do not match its checksum; the file is damaged, fetch or train it anew`);
  }
  return file;
}

function labelled(label: string, weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${label}.${name}`, weight]));
}

function unlabelled(label: string, tensors: Weights): Weights {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(`${label}.`))
      .map(([name, weight]) => [name.slice(label.length + 1), weight]),
  );
}

function replace(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, bytes);
  renameSync(beside, path);
}
