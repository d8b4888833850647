/**
 * As much of WebAssembly's binary format as one kernel needs: instructions as bytes, and a module with one memory and one
 * function, both exported. WebAssembly Core Specification 2.0, chapter 5.
 */

/** Instructions, nested as is convenient. */
export type Code = readonly (number | Code)[];

/** Value types. */
export const type = { i32: 0x7f, f64: 0x7c, v128: 0x7b } as const;

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
const empty = 0x40;

/** One instruction, or a few that belong together. Addresses are aligned to 8 bytes; offsets in bytes. */
export const code = {
  get: (local: number): Code => [0x20, unsigned(local)],
  set: (local: number, value: Code): Code => [value, 0x21, unsigned(local)],
  constant: (value: number): Code => [0x41, signed(value)],
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  multiply: (a: Code, b: Code): Code => [a, b, 0x6c],
  atMost: (a: Code, b: Code): Code => [a, b, 0x4c],
  choose: (test: Code, yes: Code, no: Code): Code => [test, 0x04, empty, yes, 0x05, no, 0x0b],
  /** Goes on as long as `test` holds, which is asked first. */
  repeat: (test: Code, body: Code): Code => [
    [0x02, empty, 0x03, empty],
    [test, 0x45, 0x0d, 1],
    [body, 0x0c, 0],
    [0x0b, 0x0b],
  ],
  /** One double. */
  f64: {
    zero: [0x44, 0, 0, 0, 0, 0, 0, 0, 0] as Code,
    load: (address: Code, offset: number): Code => [address, 0x2b, 3, unsigned(offset)],
    spread: (address: Code): Code => [address, 0x2b, 3, 0],
    store: (address: Code, value: Code, offset: number): Code => [address, value, 0x39, 3, unsigned(offset)],
    add: (a: Code, b: Code): Code => [a, b, 0xa0],
    multiply: (a: Code, b: Code): Code => [a, b, 0xa2],
  },
  /** Two doubles at a time. `spread` is one double, twice. */
  f64x2: {
    zero: [simd(0x0c), new Array(16).fill(0)] as Code,
    load: (address: Code, offset: number): Code => [address, simd(0x00), 3, unsigned(offset)],
    spread: (address: Code): Code => [address, simd(0x0a), 3, 0],
    store: (address: Code, value: Code, offset: number): Code => [address, value, simd(0x0b), 3, unsigned(offset)],
    add: (a: Code, b: Code): Code => [a, b, simd(0xf0)],
    multiply: (a: Code, b: Code): Code => [a, b, simd(0xf2)],
  },
} as const;

/** A module that exports `memory`, a page long, and `run`, a function of so many i32 with these locals. */
export function moduleOf(parameters: number, locals: readonly number[], body: Code): Uint8Array<ArrayBuffer> {
  const bytes = (body as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
  const name = (text: string): number[] => [...unsigned(text.length), ...Buffer.from(text, 'latin1')];
  const section = (id: number, ...content: readonly number[]): number[] => [
    id,
    ...unsigned(content.length),
    ...content,
  ];
  const declared = [...unsigned(locals.length), ...locals.flatMap((local) => [1, local])];
  const size = unsigned(declared.length + bytes.length + 1);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, 1, 0x60, ...unsigned(parameters), ...new Array<number>(parameters).fill(type.i32), 0),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name('memory'), 2, 0, ...name('run'), 0, 0),
    ...section(10, 1, ...size, ...declared, ...bytes, 0x0b),
  ]);
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const rest = value >> 7;
  const last = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}
