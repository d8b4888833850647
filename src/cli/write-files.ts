/** Documents, written to a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Io } from './io.ts';

/** Writes the files, by their path in the folder, and says where. */
export function writeFiles(dir: string, files: ReadonlyMap<string, string | Uint8Array>, io: Io): void {
  for (const [path, content] of files) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  io.err(`${files.size} files written: ${relative(io.cwd, join(dir, 'report.md'))}\n`);
}
