/** SVG to PNG, the same bytes everywhere: set in a font of our own, never in the system's. */
import { createRequire } from 'node:module';
import { standalone } from './draw.ts';
import { PAPER } from './theme.ts';

/** Two pixels to a unit, so that figures look sharp in a README. */
const ZOOM = 2;

/** Renders a figure. */
export async function png(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = (face: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${face}.ttf`);
  const image = new Resvg(standalone(svg), {
    background: PAPER,
    fitTo: { mode: 'zoom', value: ZOOM },
    font: {
      fontFiles: [font('DejaVuSans'), font('DejaVuSans-Bold')],
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
    },
  });
  return image.render().asPng();
}
