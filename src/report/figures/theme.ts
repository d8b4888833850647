/**
 * Colours and type. The first six colours are those of Okabe & Ito (2008), chosen to be told apart with any colour vision,
 * in the order that keeps neighbours far apart; two more follow, then the same again with dashes.
 */

const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a5195', '#8c6d4f'] as const;
const DASHES = ['', '6 3', '2 2', '8 3 2 3'] as const;

/** Ink on paper, for figures that stand alone. */
export const INK = '#1f2328';
export const PAPER = '#ffffff';

/** The family that PNGs are set in; browsers fall back to their own. */
export const FONT = "'DejaVu Sans', Verdana, sans-serif";

/** How one optimizer is drawn. */
export interface Ink {
  readonly colour: string;
  /** An SVG dash pattern; '' is a full line. */
  readonly dash: string;
}

/** Gives each optimizer its colour, for all figures of a report: by its place in the campaign. */
export function inks(optimizers: readonly string[]): ReadonlyMap<string, Ink> {
  return new Map(
    optimizers.map((name, i) => [
      name,
      { colour: COLOURS[i % COLOURS.length]!, dash: DASHES[Math.floor(i / COLOURS.length) % DASHES.length]! },
    ]),
  );
}

/** About how wide a text is, in pixels; DejaVu Sans is a wide face, so other faces take less. */
export function textWidth(text: string, size = 12): number {
  return text.length * size * 0.66;
}
