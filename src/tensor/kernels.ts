/**
 * The kernels of kernels/, compiled to WebAssembly when the package is installed, over a memory of one's own. The memory is
 * shared so that it can grow without its arrays coming loose; up to 4 GB.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/** A place in a memory, in bytes. */
export type Address = number;

/** What kernels/index.ts exports; addresses and strides in bytes, everything else in numbers. */
export interface Kernels {
  multiply(
    c: Address,
    a: Address,
    b: Address,
    M: number,
    N: number,
    K: number,
    si: number,
    sk: number,
    sb: number,
    sc: number,
    add: boolean,
  ): void;
  transpose(out: Address, a: Address, rows: number, cols: number): void;
  addRows(out: Address, a: Address, rows: number, cols: number): void;
  copyRows(out: Address, a: Address, rows: number, cols: number, so: number, sa: number): void;
  accumulate(out: Address, a: Address, rows: number, cols: number, so: number, sa: number): void;
  zeros(out: Address, n: number): void;
  lstmPanels(panels: Address, W: Address, inputs: number, H: number): void;
  lstmForward(
    after: Address,
    gates: Address,
    x: Address,
    sx: number,
    before: Address,
    panels: Address,
    b: Address,
    B: number,
    I: number,
    H: number,
    heard: number,
  ): void;
  lstmRoom(H: number): number;
  lstmBackward(
    dx: Address,
    sdx: number,
    dBefore: Address,
    dW: Address,
    db: Address,
    d: Address,
    gates: Address,
    x: Address,
    sx: number,
    before: Address,
    Wt: Address,
    room: Address,
    B: number,
    I: number,
    H: number,
    heard: number,
  ): void;
  traceLength(N: number, W: number, R: number): number;
  accessForward(
    after: Address,
    trace: Address,
    before: Address,
    z: Address,
    B: number,
    N: number,
    W: number,
    R: number,
  ): void;
  accessBackward(
    dBefore: Address,
    dz: Address,
    d: Address,
    after: Address,
    trace: Address,
    before: Address,
    z: Address,
    room: Address,
    B: number,
    N: number,
    W: number,
    R: number,
  ): void;
  waves(
    value: Address,
    slope: Address,
    x: Address,
    omega: Address,
    phase: Address,
    weight: Address,
    scratch: Address,
    B: number,
    d: number,
    m: number,
  ): void;
  uniforms(out: Address, n: number, state: Address): void;
  normals(out: Address, n: number, state: Address): void;
  drawWaves(
    omega: Address,
    phase: Address,
    weight: Address,
    perScale: Address,
    chi: Address,
    state: Address,
    d: number,
    m: number,
    nu: number,
  ): void;
  adam(
    w: Address,
    m: Address,
    v: Address,
    g: Address,
    n: number,
    factor: number,
    size: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
}

/** Kernels with the memory they work on, handed out from bottom to top. */
export interface Arena {
  readonly kernels: Kernels;
  /** Room for so many numbers, 16-byte aligned, with whatever was there before. */
  take(count: number): Address;
  /** The numbers at a place. */
  numbers(at: Address, count: number): Float32Array<ArrayBufferLike>;
  /** Where the next numbers will be; handed back by `release`. */
  mark(): Address;
  /** Everything taken since the mark is free again. */
  release(mark: Address): void;
  /** The most bytes ever taken. */
  readonly peak: number;
}

const PAGE = 65536;
const PAGES = 65536;

/** What is used of WebAssembly; the compiler knows it only together with the whole of a browser. */
interface Wasm {
  readonly Memory: new (size: object) => { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
  readonly Module: new (bytes: Uint8Array) => object;
  validate(bytes: Uint8Array): boolean;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;

/** A memory of one's own with the kernels. */
export function arena(set: KernelSet = kernelSet()): Arena {
  const memory = new wasm.Memory({ initial: 16, maximum: PAGES, shared: true });
  const abort = (): never => {
    throw new Error('kernels: aborted');
  };
  const { exports } = new wasm.Instance(compiled(set), { env: { memory, abort } });
  const { heapBase, ...kernels } = exports as unknown as Kernels & { heapBase(): number };
  let top = aligned(heapBase());
  let peak = top;
  return {
    kernels,
    take(count) {
      const at = top;
      top = aligned(top + 4 * count);
      if (top > PAGE * PAGES) throw new Error(`kernels: out of memory: ${top} bytes, of ${PAGE * PAGES} there are`);
      // Room for a kernel that reads a whole vector at the end of a matrix.
      const missing = top + 64 - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(Math.max(missing, memory.buffer.byteLength / 4) / PAGE));
      if (top > peak) peak = top;
      return at;
    },
    numbers: (at, count) => new Float32Array(memory.buffer, at, count),
    mark: () => top,
    release(mark) {
      top = mark;
    },
    get peak() {
      return peak;
    },
  };
}

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

/** What there is: kernels that run anywhere, and kernels that multiply and add in one step, a quarter faster. */
export type KernelSet = 'plain' | 'fma';

/** The kernels in use here: OPTBENCH_KERNELS, or the faster ones where this machine has them. */
export function kernelSet(): KernelSet {
  const wanted = process.env['OPTBENCH_KERNELS'] ?? '';
  if (wanted === '') return hasFma() ? 'fma' : 'plain';
  if (wanted !== 'plain' && wanted !== 'fma') {
    throw new Error(`kernels: OPTBENCH_KERNELS must be plain or fma, got '${wanted}'`);
  }
  if (wanted === 'fma' && !hasFma())
    throw new Error('kernels: this machine has no relaxed SIMD; OPTBENCH_KERNELS=plain');
  return wanted;
}

const files: Readonly<Record<KernelSet, string>> = { plain: 'kernels.wasm', fma: 'kernels-fma.wasm' };
const modules = new Map<KernelSet, object>();

function compiled(set: KernelSet): object {
  const known = modules.get(set) ?? new wasm.Module(bytes(set));
  modules.set(set, known);
  return known;
}

function hasFma(): boolean {
  if (wasm.validate(bytes('fma'))) return true;
  if (!process.version.startsWith('v20.')) return false;
  // Node 20 knows relaxed SIMD behind a flag; from Node 21 on it needs none.
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return wasm.validate(bytes('fma'));
}

function bytes(set: KernelSet): Uint8Array {
  const path = fileURLToPath(new URL(`./${files[set]}`, import.meta.url));
  if (!existsSync(path)) throw new Error(`kernels: ${path} is missing; npm run build:kernels makes it`);
  return readFileSync(path);
}
