/**
 * The product as a kernel of WebAssembly, two doubles at a time: tiles of R rows and W columns whose sums stay in registers.
 * It multiplies and adds in two steps, over the inner index in order, so it gives bit for bit what plain loops give.
 *
 *   for W = 4, 2, 1: while j + W <= columns
 *     for R = 4, 1: while i + R <= rows
 *       sums (0, or C's) += A(i ... i + R - 1, k) B(k, j ... j + W - 1) for every k
 *
 * B lies in strips of W columns, each row by row, so that a strip stays in the nearest cache while all of A passes by.
 */
import { type Code, code, moduleOf, type } from './assembler.ts';

/** The kernel with its memory. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** C = A B, or C += A B where `add` is 1. Places and strides in bytes; B lies in strips, C's columns side by side. */
  run(
    c: number,
    a: number,
    b: number,
    rows: number,
    columns: number,
    inner: number,
    aRow: number,
    aInner: number,
    cRow: number,
    add: number,
  ): void;
}

// Parameters, then locals.
const [c, a, b, rows, columns, inner, aRow, aInner, cRow, add] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const [i, j, k, q] = [10, 11, 12, 13] as const;
const p = [14, 15, 16, 17] as const; // A, row by row of the tile
const r = [18, 19, 20, 21] as const; // C, likewise
const pairs = [22, 23, 24, 25, 26, 27, 28, 29] as const; // sums of two columns, 2 s and 2 s + 1 in row s
const pairsOfB = [30, 31] as const;
const pairOfA = 32;
const singles = [33, 34, 35, 36] as const; // sums of one column
const singleOfB = [37] as const;
const singleOfA = 38;

const { get, set, constant, multiply, atMost, choose, repeat } = code;
const sum = code.add;

/** One tile of R x W sums, from row i and column j on. */
function tile(R: 4 | 1, W: 4 | 2 | 1): Code {
  const number = W === 1 ? code.f64 : code.f64x2;
  const ofB = W === 1 ? singleOfB : pairsOfB.slice(0, W / 2);
  const ofA = W === 1 ? singleOfA : pairOfA;
  const sums = Array.from({ length: R }, (_, s) => ofB.map((_, v) => (W === 1 ? singles[s]! : pairs[2 * s + v]!)));
  const each = (what: (local: number, s: number, v: number) => Code): Code =>
    sums.map((row, s) => row.map((local, v) => what(local, s, v)));
  const begin = sums.map((_, s) => [
    set(p[s]!, s === 0 ? sum(get(a), multiply(get(i), get(aRow))) : sum(get(p[s - 1]!), get(aRow))),
    set(
      r[s]!,
      s === 0
        ? sum(sum(get(c), multiply(get(i), get(cRow))), multiply(get(j), constant(8)))
        : sum(get(r[s - 1]!), get(cRow)),
    ),
  ]);
  return [
    begin,
    set(q, sum(get(b), multiply(multiply(get(j), get(inner)), constant(8)))),
    choose(
      get(add),
      each((local, s, v) => set(local, number.load(get(r[s]!), 16 * v))),
      each((local) => set(local, number.zero)),
    ),
    set(k, constant(1)),
    repeat(atMost(get(k), get(inner)), [
      ofB.map((local, v) => set(local, number.load(get(q), 16 * v))),
      sums.map((row, s) => [
        set(ofA, number.spread(get(p[s]!))),
        row.map((local, v) => set(local, number.add(get(local), number.multiply(get(ofA), get(ofB[v]!))))),
      ]),
      sums.map((_, s) => set(p[s]!, sum(get(p[s]!), get(aInner)))),
      set(q, sum(get(q), constant(8 * W))),
      set(k, sum(get(k), constant(1))),
    ]),
    each((local, s, v) => number.store(get(r[s]!), get(local), 16 * v)),
  ];
}

/** What is used of WebAssembly; the compiler knows it only together with the whole of a browser. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}
const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;

/** Compiles the kernel. */
export function compiled(): Kernel {
  const body = ([4, 2, 1] as const).map((W) =>
    repeat(atMost(sum(get(j), constant(W)), get(columns)), [
      set(i, constant(0)),
      ([4, 1] as const).map((R) =>
        repeat(atMost(sum(get(i), constant(R)), get(rows)), [tile(R, W), set(i, sum(get(i), constant(R)))]),
      ),
      set(j, sum(get(j), constant(W))),
    ]),
  );
  const { i32, f64, v128 } = type;
  const of = (kind: number, count: number): number[] => new Array<number>(count).fill(kind);
  const locals = [...of(i32, 12), ...of(v128, 11), ...of(f64, 6)];
  return new wasm.Instance(new wasm.Module(moduleOf(10, locals, body))).exports as Kernel;
}
