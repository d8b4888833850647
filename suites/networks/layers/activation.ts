/**
 * Activations, one number at a time. Every one of them has a slope that its output tells: sigma' = y (1 - y), tanh' = 1 - y^2,
 * and so on.
 */
import type { Vector } from 'optbench';
import { grown, type Layer } from './layer.ts';

interface Activation {
  readonly value: (x: number) => number;
  /** dy/dx from y. */
  readonly slope: (y: number) => number;
}

/** Every activation: its value, and its slope from its value. */
export const activations = {
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  relu: { value: (x) => Math.max(0, x), slope: (y) => (y > 0 ? 1 : 0) },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (y) => (y > 0 ? 1 : y + 1) },
  softplus: { value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: (y) => -Math.expm1(-y) },
} as const satisfies Record<string, Activation>;

/** What a hidden unit can be. */
export type ActivationName = keyof typeof activations;

/** All of them. */
export const activationNames = Object.keys(activations) as readonly ActivationName[];

/** A layer of activations. */
export function activation(name: ActivationName, units: number): Layer {
  const { value, slope }: Activation = activations[name];
  let y: Vector = new Float64Array();
  return {
    kind: name,
    inputs: units,
    outputs: units,
    tensors: [],
    forward(x, rows) {
      y = grown(y, rows * units);
      for (let i = 0; i < rows * units; i++) y[i] = value(x[i]!);
      return y;
    },
    backward(dy, rows) {
      for (let i = 0; i < rows * units; i++) dy[i] = dy[i]! * slope(y[i]!);
      return dy;
    },
  };
}
