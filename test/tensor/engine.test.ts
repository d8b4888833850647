/** The door to the tensor engine: which backend is taken, and what it says where one cannot be had. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process of its own, because the engine is loaded once for all. */
function inProcess(script: string, backend?: string): string {
  const { OPTBENCH_BACKEND: _, ...env } = process.env;
  return execFileSync(
    process.execPath,
    ['--conditions=optbench-source', '--import', 'tsx', '--input-type=module', '-e', script],
    { cwd: root, env: backend === undefined ? env : { ...env, OPTBENCH_BACKEND: backend }, encoding: 'utf8' },
  ).trim();
}

const load = `const { loadTf, backendName } = await import('optbench/learn');
const before = (() => { try { return backendName(); } catch (error) { return error.message; } })();
try { const { backend, tf } = await loadTf(); console.log(before, backend, tf.getBackend()); }
catch (error) { console.log(error.message); }`;

describe('the door to the engine', () => {
  it('takes the first backend that works, and knows which before it loads', () => {
    const [before, backend] = inProcess(load).split(' ');
    expect(backend).toMatch(/^(native|wasm)$/);
    expect(before).toBe(backend);
  });

  it.each(['wasm', 'cpu'])('takes %s where it is asked for, and prints nothing of its own', (backend) => {
    expect(inProcess(load, backend)).toBe(`${backend} ${backend} ${backend}`);
  });

  it('refuses a backend that it does not know', () => {
    expect(inProcess(load, 'gpu')).toBe("tensor: OPTBENCH_BACKEND must be one of native, wasm, cpu, got 'gpu'");
  });

  it('stays shut until a tensor is needed, whichever door of the package is opened', () => {
    const script = `await import('optbench'); await import('optbench/learn');
const { default: shipped } = await import('./baselines/rnn/index.ts');
const { createRequire } = await import('node:module');
const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
console.log(shipped[0].name, loaded.filter((path) => path.includes('tensorflow')).length);`;
    expect(inProcess(script)).toBe('rnn 0');
  });
});
