/** What made a result: this package, Node and the tensor engine. */
import { readFileSync } from 'node:fs';
import type { Versions } from './format.ts';

/** The versions to be written into every record; the caller knows the tensor engine. */
export function versionsWith(backend: string): Versions {
  return { optbench: packageVersion(), node: process.version, backend };
}

/** This package's own version. */
export function packageVersion(): string {
  // From src/results and from dist/src/results alike: up to the first package.json.
  for (const up of ['../../', '../../../']) {
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('versions: no package.json above the code');
}
