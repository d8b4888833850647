/** The parts of the page that are files of their own: its script and style, and uPlot. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Script and style of a page. */
export interface Assets {
  readonly script: string;
  readonly style: string;
  /** The plotting library, with its licence, and its style. */
  readonly plotScript: string;
  readonly plotStyle: string;
}

/** Reads them from the package. */
export function assets(): Assets {
  const own = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  const plotFolder = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
  const plot = (file: string): string => readFileSync(join(plotFolder, file), 'utf8');
  return {
    script: own('./browser.js'),
    style: own('./browser.css'),
    plotScript: `/* uPlot\n${plot('LICENSE')}*/\n${plot('dist/uPlot.iife.min.js').replace(/\/\*![\s\S]*?\*\//, '')}`,
    plotStyle: plot('dist/uPlot.min.css'),
  };
}
