/**
 * Builds the package into dist/: the kernels first, then the compiler emits src, suites and baselines side by side; and what
 * lies beside them, data, weights and the compiled kernels, is copied after them, so that
 * `new URL('./data.csv', import.meta.url)` works in both.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import buildKernels from './build-kernels.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const kernels = `${root}src/tensor/kernels`;
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

await buildKernels();
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, '-p', `${root}scripts/tsconfig.build.json`], { stdio: 'inherit' });
for (const folder of ['src', 'suites', 'baselines']) {
  cpSync(`${root}${folder}`, `${root}dist/${folder}`, {
    recursive: true,
    // A script beside a source of the same name would take the place of what was compiled from it.
    force: false,
    errorOnExist: true,
    filter: (source) => !source.endsWith('.ts') && source !== kernels,
  });
}
chmodSync(`${root}dist/src/cli/main.js`, 0o755);
