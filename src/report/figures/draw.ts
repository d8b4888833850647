/** Drawing without a browser: Observable Plot on linkedom's document, loaded when the first figure is drawn. */
import type { Markish, PlotOptions } from '@observablehq/plot';
import { escapeHtml } from '../formats/html.ts';
import { FONT, INK, PAPER } from './theme.ts';

/** The tools of a drawing. */
export async function studio() {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<html><body></body></html>');
  return { Plot, document };
}

/** The marks of a chart are made with Plot. */
export type Studio = Awaited<ReturnType<typeof studio>>;
export type { Markish };

/** A drawn chart without a frame. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Draws a plot. */
export function draw({ Plot, document }: Studio, options: PlotOptions & { width: number; height: number }): Drawing {
  const element = Plot.plot({ ...options, document: document as never });
  const svg = element.outerHTML.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/ class="plot-[^"]*"/, '');
  return { svg, width: options.width, height: options.height };
}

/** Text in a figure that Plot does not draw: titles, legends. */
export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeHtml(content)}</text>`;
}

/** Puts drawings and marks on one sheet. Colours of text and axes are the page's own, so that a figure suits a dark page. */
export function sheet(
  width: number,
  height: number,
  title: string,
  drawings: readonly { readonly x: number; readonly y: number; readonly drawing: Drawing }[],
  marks: readonly string[] = [],
): string {
  const placed = drawings.map(({ x, y, drawing }) => drawing.svg.replace('<svg ', `<svg x="${x}" y="${y}" `));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` font-family="${FONT}" font-size="12" fill="currentColor" role="img" aria-label="${escapeHtml(title)}">`,
    ...marks,
    ...placed,
    '</svg>',
  ].join('\n');
}

/** The height of a title and the line below it. */
const TITLE = 54;

/** One drawing under a title and a line of explanation. */
export function titledSheet(drawing: Drawing, title: string, subtitle: string): string {
  return sheet(
    drawing.width,
    drawing.height + TITLE,
    title,
    [{ x: 0, y: TITLE, drawing }],
    [text(16, 24, title, 'font-size="15" font-weight="bold"'), text(16, 42, subtitle, 'fill-opacity="0.7"')],
  );
}

/** The same figure as a file of its own: dark ink on white paper. */
export function standalone(svg: string): string {
  return svg.replace('>', ` color="${INK}">\n<rect width="100%" height="100%" fill="${PAPER}"/>`);
}
