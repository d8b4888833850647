/**
 * What a search writes: groups of five tokens, (operand, operand, unary, unary, binary), each meaning
 * b(u1(op1), u2(op2)); a group's result is an operand of the groups after it, and the last one's is the rule. Bello et al.
 * (2017), section 3 and Figure 3.
 *
 * Deviation: the number of periods of the decays is not known for certain; it is 1/2 for the cosine and 4 for restarts.
 */
import { apply, type Expression, filter, operation } from './expression.ts';
import { parsed } from './text.ts';

/** Tokens, five a group, each counted from 0 within its kind. */
export type Program = readonly number[];

/** The three kinds of tokens. */
export type Kind = 'operand' | 'unary' | 'binary';

/** A place in a program: what kind of token stands there, and how many there are to choose from. */
export interface Slot {
  readonly kind: Kind;
  readonly size: number;
}

/** The operands that are there from the start. */
export const operands: readonly Expression[] = [
  ...['g', 'g^2', 'g^3', 'm', 'v', 'gamma', 'sign(g)', 'sign(m)', '1', '2', 'noise'],
  ...['1e-4 * w', '1e-3 * w', '1e-2 * w', '1e-1 * w', 'adam', 'rmsprop'],
  ...['linear', 'cosine(0.5)', 'restart(4)', 'annealed'],
].map(parsed);

const unaries: readonly ((x: Expression) => Expression)[] = [
  (x) => x,
  (x) => apply('negative', x),
  (x) => apply('exp', x),
  (x) => apply('log', x),
  (x) => apply('sqrt', x),
  (x) => apply('sign', x),
  ...[1e-5, 1e-4, 1e-3].map((c) => (x: Expression) => filter('clip', x, c)),
  ...[0.1, 0.3, 0.5].map((p) => (x: Expression) => filter('drop', x, p)),
];

const binaries: readonly ((x: Expression, y: Expression) => Expression)[] = [
  ...(['+', '-', '*', '/', '^'] as const).map((name) => (x: Expression, y: Expression) => operation(name, x, y)),
  (x) => x, // keep left
];

/** The places of a program of so many groups. */
export function slots(groups: number): readonly Slot[] {
  return Array.from({ length: groups }, (_, group): Slot[] => {
    const operand: Slot = { kind: 'operand', size: operands.length + group };
    const unary: Slot = { kind: 'unary', size: unaries.length };
    return [operand, operand, unary, unary, { kind: 'binary', size: binaries.length }];
  }).flat();
}

/** The expression that a program writes. */
export function written(program: Program): Expression {
  const known = [...operands];
  for (let at = 0; at + 5 <= program.length; at += 5) {
    const [first, second, before, after, both] = program.slice(at, at + 5) as [number, number, number, number, number];
    known.push(binaries[both]!(unaries[before]!(known[first]!), unaries[after]!(known[second]!)));
  }
  return known.at(-1)!;
}
