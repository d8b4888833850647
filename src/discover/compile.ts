/**
 * From an expression to an update rule: a list of loops over registers, one for each part of the expression, carried out in
 * order at every step. Parts that are the same are computed once; parts that are one number for all weights cost one.
 */
import type { Step as MethodStep } from '../descent/method.ts';
import type { Vector } from '../math/vector.ts';
import type { Setup } from '../optimizer.ts';
import { draws, type Expression } from './expression.ts';
import { binary, clip, drop, unary } from './operations.ts';
import { cycle, type Source, type Step, sources } from './signals.ts';
import { parsed, printed } from './text.ts';

/** The same from a rule's text, as `begin` of a gradient method: 'exp(sign(g) * sign(m)) * g' is PowerSign. */
export function ruleStep(rule: string): (task: Task) => MethodStep {
  return compiled(parsed(rule));
}

/** What a compiled rule needs to know of its task. */
export type Task = Pick<Setup, 'rng' | 'budget'> & { readonly space: { readonly dim: number } };

/** n numbers, or one that stands for all of them. */
interface Register {
  readonly values: Vector;
  readonly stride: 0 | 1;
}

/** A step w <- w - rate * u of the expression u. */
export function compiled(u: Expression): (task: Task) => MethodStep {
  return ({ space: { dim }, budget, rng }) => {
    const step: Step = { w: new Float64Array(0), g: new Float64Array(0), t: 0, T: budget };
    const { program, result } = assembled(u, dim, step, () => rng.next(), sourceOf(dim, rng));
    const { values, stride } = result;
    return (w, g, next, rate) => {
      step.w = w;
      step.g = g;
      for (const part of program) part();
      step.t++;
      for (let i = 0; i < dim; i++) next[i] = w[i]! - rate * values[i * stride]!;
    };
  };
}

type SourceOf = (expression: Extract<Expression, { kind: 'signal' | 'cycle' }>) => Source;

function sourceOf(dim: number, rng: Setup['rng']): SourceOf {
  let made = 0;
  return (expression) =>
    expression.kind === 'cycle'
      ? cycle(expression.name, expression.periods)
      : sources[expression.name](dim, rng.split(expression.name, made++));
}

function assembled(u: Expression, dim: number, step: Step, next: () => number, source: SourceOf) {
  const program: (() => void)[] = [];
  const known = new Map<string, Register>();
  const register = (stride: 0 | 1): Register => ({ values: new Float64Array(stride === 0 ? 1 : dim), stride });

  const place = (expression: Expression): Register => {
    const key = printed(expression);
    const before = draws(expression) ? undefined : known.get(key);
    if (before !== undefined) return before;
    const made = make(expression);
    known.set(key, made);
    return made;
  };

  const make = (expression: Expression): Register => {
    switch (expression.kind) {
      case 'number':
        return { values: Float64Array.of(expression.value), stride: 0 };
      case 'signal':
      case 'cycle': {
        const out = register(expression.kind === 'cycle' || expression.name === 'linear' ? 0 : 1);
        const fill = source(expression);
        program.push(() => fill(out.values, step));
        return out;
      }
      case 'function': {
        const a = place(expression.of);
        const out = register(a.stride);
        const loop = unary[expression.name];
        program.push(() => loop(out.values, a.values));
        return out;
      }
      case 'filter': {
        const { name, by } = expression;
        const a = place(expression.of);
        if (name === 'clip') {
          const out = register(a.stride);
          program.push(() => clip(out.values, a.values, by));
          return out;
        }
        const out = register(1);
        program.push(() => drop(out.values, a.values, a.stride, by, next));
        return out;
      }
      case 'operation': {
        const [a, b] = [place(expression.left), place(expression.right)];
        const out = register(a.stride === 0 && b.stride === 0 ? 0 : 1);
        const loop = binary[expression.name];
        program.push(() => loop(out.values, a.values, a.stride, b.values, b.stride));
        return out;
      }
    }
  };

  return { result: place(u), program };
}
