/**
 * Compiles the kernels, src/tensor/kernels/*.ts, from AssemblyScript to src/tensor/kernels.wasm: four numbers at a time, and
 * a memory that is handed in. Does nothing where the module is newer than its sources and this script.
 */
import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}src/tensor/kernels`;
const target = `${root}src/tensor/kernels.wasm`;

export default async function buildKernels() {
  const sources = [fileURLToPath(import.meta.url), ...readdirSync(folder).map((name) => `${folder}/${name}`)];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if ((statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= newest) return;
  const { default: asc } = await import('assemblyscript/asc');
  const options =
    '-O3 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 16 --maximumMemory 65536';
  const features = '--enable simd --enable threads --enable bulk-memory';
  const files = {};
  const { error, stderr } = await asc.main(
    [`${folder}/index.ts`, '--outFile', 'kernels.wasm', ...options.split(' '), ...features.split(' ')],
    { writeFile: (name, data) => Object.assign(files, { [name]: data }) },
  );
  if (error !== null) throw new Error(`kernels: ${error.message}\n${stderr.toString()}`);
  const beside = `${target}.${process.pid}.tmp`;
  writeFileSync(beside, files['kernels.wasm']);
  renameSync(beside, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
