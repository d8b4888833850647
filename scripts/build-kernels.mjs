/**
 * Compiles the kernels, src/tensor/kernels/*.ts, from AssemblyScript to WebAssembly: four numbers at a time, and a memory that
 * is handed in. Twice: kernels.wasm runs anywhere, kernels-fma.wasm where the machine multiplies and adds in one step. Does
 * nothing where a module is newer than its sources and this script.
 */
import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}src/tensor/kernels`;
const targets = [
  { path: `${root}src/tensor/kernels.wasm`, features: ['simd', 'threads', 'bulk-memory'] },
  { path: `${root}src/tensor/kernels-fma.wasm`, features: ['simd', 'threads', 'bulk-memory', 'relaxed-simd'] },
];
const options = '-O3 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 16 --maximumMemory 65536';

export default async function buildKernels() {
  const sources = [fileURLToPath(import.meta.url), ...readdirSync(folder).map((name) => `${folder}/${name}`)];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  for (const { path, features } of targets) {
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newest) await build(path, features);
  }
}

async function build(path, features) {
  const { default: asc } = await import('assemblyscript/asc');
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  const files = {};
  const { error, stderr } = await asc.main(
    [`${folder}/index.ts`, '--outFile', 'kernels.wasm', ...options.split(' '), ...enabled],
    { writeFile: (name, data) => Object.assign(files, { [name]: data }) },
  );
  if (error !== null) throw new Error(`kernels: ${error.message}\n${stderr.toString()}`);
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, files['kernels.wasm']);
  renameSync(beside, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
