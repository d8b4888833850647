/**
 * After the searches: which of their rules are worth a second look. A search of thousands picks lucky ones, so its best are
 * judged again on draws that no search saw, beside the two rules that Bello et al. (2017) found and their peers; and those
 * that are chosen there are judged once more on further draws, which owe nothing to the choice.
 */
import { apply, type Expression, number } from './expression.ts';
import type { Child } from './search.ts';
import { withoutFactor } from './simplify.ts';
import type { Journal } from './store.ts';
import { parsed, printed } from './text.ts';

/** A rule with a name. */
export interface Named {
  readonly name: string;
  readonly rule: string;
}

/** What found rules have to beat, written in the language: Bello et al. (2017), section 4, and hand-designed methods. */
export const peers: readonly Named[] = [
  { name: 'PowerSign', rule: 'exp(sign(g) * sign(m)) * g' },
  { name: 'AddSign', rule: '(1 + sign(g) * sign(m)) * g' },
  { name: 'PowerSign-ld', rule: 'exp(linear * sign(g) * sign(m)) * g' },
  { name: 'AddSign-ld', rule: '(1 + linear * sign(g) * sign(m)) * g' },
  { name: 'PowerSign-cd', rule: 'exp(cosine(0.5) * sign(g) * sign(m)) * g' },
  { name: 'AddSign-cd', rule: '(1 + cosine(0.5) * sign(g) * sign(m)) * g' },
  { name: 'Adam', rule: 'adam' },
  { name: 'RMSProp', rule: 'rmsprop' },
  { name: 'SGD', rule: 'g' },
  { name: 'momentum', rule: 'm' },
];

/** A rule that a search found. */
export interface Finalist extends Child {
  readonly by: string;
  readonly seed: number;
}

/** The best rules of a search, best first; of those that differ by a factor only, the best one. */
export function bestOf({ header: { by, seed }, children }: Journal, count: number): Finalist[] {
  const ranked = [...children].sort((a, b) => b.reward - a.reward || a.child - b.child);
  const met = new Set<string>();
  return ranked
    .filter(({ rule }) => {
      const same = upToFactor(rule);
      return met.size < met.add(same).size;
    })
    .slice(0, count)
    .map((child) => ({ ...child, by, seed }));
}

/** The best of all searches, each rule once. */
export function finalists(journals: readonly Journal[], count: number): Finalist[] {
  const all = journals.flatMap((journal) => bestOf(journal, count));
  const met = new Set<string>();
  return all.filter(({ rule }) => met.size < met.add(rule).size);
}

/** A rule's text without a number in front: what it is once its rate is tuned. */
export function upToFactor(rule: string): string {
  return printed(withoutFactor(parsed(rule)));
}

/** A rule with its rewards, draw by draw. */
export interface Ranked<Rule extends { readonly rule: string }> {
  readonly entrant: Rule;
  readonly rewards: readonly number[];
  readonly mean: number;
}

/** Rules in the order of their mean rewards. */
export function ranked<Rule extends { readonly rule: string }>(
  entrants: readonly Rule[],
  rewardsOf: (rule: Rule) => readonly number[],
): Ranked<Rule>[] {
  return entrants
    .map((entrant) => {
      const rewards = rewardsOf(entrant);
      return { entrant, rewards, mean: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length };
    })
    .sort((a, b) => b.mean - a.mean);
}

/** The first few that are neither peers nor each other, but for factors, for what they drop at random, and for names of signs. */
export function distinct(order: readonly Ranked<Finalist>[], count: number): Ranked<Finalist>[] {
  const skeleton = (rule: string): string => upToFactor(printed(bare(parsed(rule))));
  const met = new Set(peers.map(({ rule }) => skeleton(rule)));
  return order
    .filter(({ entrant: { rule } }) => {
      const same = skeleton(rule);
      return met.size < met.add(same).size;
    })
    .slice(0, count);
}

/** rmsprop has the sign of g; what is never below 0 has the sign 1. */
function sign(x: Expression): Expression {
  if (x.kind === 'signal' && x.name === 'rmsprop') return apply('sign', { kind: 'signal', name: 'g' });
  const even = x.kind === 'operation' && x.name === '^' && x.right.kind === 'number' && x.right.value % 2 === 0;
  const positive = even || (x.kind === 'signal' && x.name === 'v') || (x.kind === 'function' && x.name === 'sqrt');
  return positive ? number(1) : apply('sign', x);
}

/** A rule without what it drops at random. */
function bare(x: Expression): Expression {
  switch (x.kind) {
    case 'filter':
      return x.name === 'drop' ? bare(x.of) : { ...x, of: bare(x.of) };
    case 'function': {
      const of = bare(x.of);
      return x.name === 'sign' ? sign(of) : { ...x, of };
    }
    case 'operation':
      return { ...x, left: bare(x.left), right: bare(x.right) };
    default:
      return x;
  }
}
