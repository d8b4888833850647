/** The second look: which rules of a search it takes, and what counts as the same rule. */
import { describe, expect, it } from 'vitest';
import { bestOf, distinct, type Finalist, peers, ranked, upToFactor } from '../../src/discover/finals.ts';
import { simplified } from '../../src/discover/simplify.ts';
import type { Journal } from '../../src/discover/store.ts';
import { parsed, printed } from '../../src/discover/text.ts';

const journal = (rules: Readonly<Record<string, number>>): Journal => ({
  header: { by: 'random', seed: 1 } as Journal['header'],
  children: Object.entries(rules).map(([rule, reward], i) => ({
    ...{ child: i + 1, proposed: i + 1, program: [], rate: 1 },
    ...{ rule, reward },
  })),
});

describe('the second look', () => {
  it('takes the best of a search, and of those that differ by a factor the best one', () => {
    const best = bestOf(journal({ g: 0.1, '2 * m': 0.7, m: 0.6, '-m': 0.2, 'm / v': 0.5, 'linear * m': 0.4 }), 3);
    expect(best.map(({ rule }) => rule)).toEqual(['2 * m', 'm / v', 'linear * m']);
    expect(best[0]).toMatchObject({ by: 'random', seed: 1, child: 2 });
  });

  it.each([
    ['-3 * (g + m)', 'g + m'],
    ['2 * g / v', 'g / v'],
    ['-sign(g) * m', 'm * sign(g)'],
    ['2 + g', '1 + 0.5 * g'],
  ])('sees %s without its factor as %s', (rule, same) => {
    expect(upToFactor(rule)).toBe(same);
  });

  it('chooses rules that are neither peers nor each other, but for factors and drops', () => {
    const all: Finalist[] = bestOf(
      journal({
        'adam + drop(adam, 0.1)': 0.9,
        'adam + drop(rmsprop, 0.1)': 0.8,
        'adam + rmsprop': 0.7,
        'adam + sign(g)': 0.65,
        'adam + sign(rmsprop)': 0.64,
        '-(-adam)^sign(v) + drop(sign(g), 0.1)': 0.63,
        'adam^sign(g^2)': 0.62,
        '(1 + sign(g) * sign(m)) * drop(g, 0.1)': 0.6,
        'm - v': 0.5,
      }),
      9,
    );
    const order = ranked(all, ({ reward }) => [reward, reward]);
    expect(distinct(order, 4).map(({ entrant }) => entrant.rule)).toEqual([
      'adam + drop(rmsprop, 0.1)',
      'adam + sign(g)',
      'm - v',
    ]);
  });

  it('holds them against peers in canonical form', () => {
    for (const { rule } of peers) expect(printed(simplified(parsed(rule)))).toBe(rule);
  });
});
