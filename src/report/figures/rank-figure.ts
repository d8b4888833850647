/**
 * Mean ranks with bars of half a critical difference to either side: two optimizers differ at 5 % exactly where their bars do
 * not overlap. It says what Demsar's (2006) diagram says and can be read for many optimizers too.
 */
import type { Scope } from '../scope.ts';
import { counted } from '../tables/phrases.ts';
import { draw, type Studio, titledSheet } from './draw.ts';
import type { Figure } from './figure.ts';
import { FONT, type Ink, textWidth } from './theme.ts';

const WIDTH = 760;

/** The ranks of a scope, or undefined where nobody could be ranked. */
export function rankFigure(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure | undefined {
  const { optimizers, meanRanks, ranks, criticalDifference } = scope.ranking;
  if (ranks.length === 0 || optimizers.length < 2) return undefined;
  const { Plot } = studio;
  const half = (criticalDifference ?? 0) / 2;
  const rows = optimizers
    .map((name, i) => ({ name, rank: meanRanks[i]!, low: meanRanks[i]! - half, high: meanRanks[i]! + half }))
    .sort((a, b) => a.rank - b.rank);
  const height = 60 + 28 * rows.length;
  const best = rows[0]!;
  const colour = ({ name }: { name: string }): string => inks.get(name)!.colour;
  const drawing = draw(studio, {
    width: WIDTH,
    height,
    marginTop: 8,
    marginBottom: 44,
    marginLeft: Math.ceil(Math.max(...rows.map(({ name }) => textWidth(name)))) + 20,
    marginRight: 70,
    x: {
      domain: [Math.min(1, best.low) - 0.1, Math.max(optimizers.length, rows.at(-1)!.high) + 0.1],
    },
    y: { type: 'band', axis: null, domain: rows.map(({ name }) => name), padding: 0.3 },
    style: { fontFamily: FONT, fontSize: '12px', background: 'none' },
    marks: [
      half > 0 ? Plot.rect([best], { x1: 'low', x2: 'high', fill: 'currentColor', fillOpacity: 0.06 }) : null,
      Plot.axisX(
        optimizers.map((_, i) => i + 1),
        { label: null, tickFormat: String, tickSize: 4 } as never,
      ),
      Plot.gridX(
        optimizers.map((_, i) => i + 1),
        { strokeOpacity: 0.12 },
      ),
      Plot.link(half > 0 ? rows : [], {
        x1: 'low',
        x2: 'high',
        y1: 'name',
        y2: 'name',
        stroke: colour,
        strokeWidth: 5,
        strokeOpacity: 0.35,
      } as never),
      Plot.dot(rows, { x: 'rank', y: 'name', fill: colour, r: 5 }),
      Plot.text(rows, {
        y: 'name',
        text: 'name',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -10,
        fill: colour,
        fontWeight: 'bold',
      }),
      Plot.text(rows, {
        y: 'name',
        text: ({ rank }) => rank.toFixed(2),
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 14,
      }),
      Plot.text(['mean rank (1 is best)'], { frameAnchor: 'bottom', dy: 36 }),
    ],
  });
  const title = `Mean ranks, ${scope.name}`;
  const subtitle =
    half > 0
      ? `${counted(ranks.length, 'problem')}; bars that do not overlap: different at 5 % (Nemenyi, critical difference ${(2 * half).toFixed(2)})`
      : counted(ranks.length, 'problem');
  return {
    id: `ranks-${scope.id}`,
    title,
    caption: 'Bars are half a critical difference to either side: optimizers whose bars do not overlap differ at 5 %.',
    svg: titledSheet(drawing, title, subtitle),
  };
}
