/**
 * The operations of the language as plain loops. A register is n numbers, or one that stands for all of them; a stride of 0
 * reads that one again and again.
 *
 *   out  n   result        a, b   operands        sa, sb   their strides, 0 or 1
 */
import type { Vector } from '../math/vector.ts';
import type { FunctionName, Operator } from './expression.ts';
import { DELTA } from './simplify.ts';

type Unary = (out: Vector, a: Vector) => void;
type Binary = (out: Vector, a: Vector, sa: number, b: Vector, sb: number) => void;

/** Functions, number by number. */
export const unary: Readonly<Record<FunctionName, Unary>> = {
  negative(out, a) {
    for (let i = 0; i < out.length; i++) out[i] = -a[i]!;
  },
  exp(out, a) {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(a[i]!);
  },
  log(out, a) {
    for (let i = 0; i < out.length; i++) out[i] = Math.log(Math.abs(a[i]!));
  },
  sqrt(out, a) {
    for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.abs(a[i]!));
  },
  sign(out, a) {
    for (let i = 0; i < out.length; i++) out[i] = Math.sign(a[i]!);
  },
};

/** Operations on two numbers, pair by pair. */
export const binary: Readonly<Record<Operator, Binary>> = {
  '+'(out, a, sa, b, sb) {
    for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! + b[i * sb]!;
  },
  '-'(out, a, sa, b, sb) {
    for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! - b[i * sb]!;
  },
  '*'(out, a, sa, b, sb) {
    for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! * b[i * sb]!;
  },
  '/'(out, a, sa, b, sb) {
    for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! / (b[i * sb]! + DELTA);
  },
  '^'(out, a, sa, b, sb) {
    if (sb === 0 && b[0] === 2) for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! * a[i * sa]!;
    else if (sb === 0 && b[0] === 3) for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! * a[i * sa]! * a[i * sa]!;
    else for (let i = 0; i < out.length; i++) out[i] = a[i * sa]! ** b[i * sb]!;
  },
};

/** x kept within [-c, c]. */
export function clip(out: Vector, a: Vector, c: number): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! > c ? c : a[i]! < -c ? -c : a[i]!;
}

/** 0 with probability p, else x. */
export function drop(out: Vector, a: Vector, sa: number, p: number, next: () => number): void {
  for (let i = 0; i < out.length; i++) out[i] = next() < p ? 0 : a[i * sa]!;
}

/** The average that forgets: mean <- beta mean + (1 - beta) a^power. */
export function forget(mean: Vector, a: Vector, power: 1 | 2 | 3, beta: number): void {
  const fresh = 1 - beta;
  for (let i = 0; i < mean.length; i++) {
    const x = a[i]!;
    mean[i] = beta * mean[i]! + fresh * (power === 1 ? x : power === 2 ? x * x : x * x * x);
  }
}
