/** The kernels' own numbers: elementary functions against Math's, random numbers against their distributions. */
import { stream } from 'optbench';
import { drawWaves, fusedEngine, type Node, sigmoid, type Tape, tanh } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { arena } from '../../src/tensor/kernels.ts';

const engine = fusedEngine();
const onTape = (use: (tape: Tape) => Node): Float32Array =>
  engine.evaluate({}, (tape) => tape.numbers(use(tape)).slice() as Float32Array);
const range = (from: number, to: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.5)) / count);
/** The largest difference. */
const worst = (a: ArrayLike<number>, b: (i: number) => number): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b(i))), 0);

describe('tanh and sigmoid in plain numbers', () => {
  it('agree with Math to single precision', () => {
    for (let x = -12; x <= 12; x += 0.0137) {
      expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(3e-7);
      expect(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
    }
  });
});

describe('the kernels of the LSTM: exp, sigmoid and tanh', () => {
  const z = range(-100, 100, 8004).map((v) => Math.sign(v) * (v / 10) ** 2); // dense about 0, up to 100
  const H = 4;
  const B = z.length / H;
  /** The step with one gate's preactivations given, the others fixed by the bias. */
  const step = (gate: number, bias: readonly number[], cell: number): Float32Array =>
    onTape((tape) => {
      const W = new Float32Array(2 * H * 4 * H);
      for (let j = 0; j < H; j++) W[j * 4 * H + gate * H + j] = 1;
      const carry = new Float32Array(B * 2 * H);
      for (let row = 0; row < B; row++) carry.fill(cell, row * 2 * H + H, (row + 1) * 2 * H);
      const b = bias.flatMap((value) => new Array<number>(H).fill(value));
      return tape.lstm(
        tape.constant(z, B, H),
        tape.constant(carry, B, 2 * H),
        tape.constant(W, 2 * H, 4 * H),
        tape.constant(b, 1, 4 * H),
      );
    });
  const cells = (next: Float32Array): number[] =>
    Array.from(z, (_, i) => next[Math.floor(i / H) * 2 * H + H + (i % H)]!);

  it('sigmoid is right to three units in the last place of 1', () => {
    // c' = sigmoid(f) c + sigmoid(i) tanh(g) with c = 1 and g = 0
    expect(worst(cells(step(1, [0, 0, 0, 0], 1)), (i) => 1 / (1 + Math.exp(-z[i]!)))).toBeLessThan(1.8e-7);
  });

  it('tanh is right to seven units in the last place below 1, and near 0 relative to itself', () => {
    // with c = 0 and i = 30, where the sigmoid is 1
    const found = cells(step(2, [30, 0, 0, 0], 0));
    expect(worst(found, (i) => Math.tanh(z[i]!))).toBeLessThan(4.2e-7);
    found.forEach((value, i) => {
      expect(Math.abs(value - Math.tanh(z[i]!))).toBeLessThan(4e-7 * Math.abs(z[i]!) + 1e-37);
    });
  });

  it('no preactivation, however large, gives anything but a finite number', () => {
    const next = onTape((tape) => {
      const x = [1e30, -1e30, 89, -89, 3e38, -3e38, 0, 1e-38].flatMap((v) => new Array<number>(4).fill(v));
      const W = new Float32Array(8 * 16);
      for (let j = 0; j < 4; j++) for (let gate = 0; gate < 4; gate++) W[j * 16 + gate * 4 + j] = 1;
      return tape.lstm(
        tape.constant(x, 8, 4),
        tape.constant(new Float32Array(64), 8, 8),
        tape.constant(W, 8, 16),
        tape.constant(new Float32Array(16), 1, 16),
      );
    });
    expect(next.every(Number.isFinite)).toBe(true);
  });
});

describe('the kernels of the waves: sine and cosine', () => {
  const angles = range(-500, 500, 20_000);
  const m = 4;
  const B = angles.length;

  it('the cosine is right to 2e-7 and its slope too, for hundreds of turns', () => {
    const x = new Float32Array(B);
    const phase = Float32Array.from({ length: B * m }, (_, i) => (i % m === 0 ? angles[i / m]! : 0));
    const weight = Float32Array.from({ length: B * m }, (_, i) => (i % m === 0 ? 1 : 0));
    const functions = (tape: Tape) => ({
      omega: tape.constant(new Float32Array(B * m).fill(1), B, m),
      phase: tape.constant(phase, B, m),
      weight: tape.constant(weight, B, m),
    });
    const value = onTape((tape) => tape.waves(tape.constant(x, B, 1), functions(tape)));
    expect(worst(value, (i) => Math.cos(angles[i]!))).toBeLessThan(2e-7);
    const { gradient } = engine.slope({ x: { shape: [B, 1], data: x } }, (tape, { x }) =>
      tape.product(tape.constant(new Float32Array(B).fill(1), 1, B), tape.waves(x!, functions(tape))),
    );
    expect(worst(gradient['x']!, (i) => -Math.sin(angles[i]!))).toBeLessThan(2e-7);
  });
});

describe('random numbers of the kernels', () => {
  const count = 1 << 20;
  function drawn(kind: 'normals' | 'uniforms', seed: number): Float64Array {
    const memory = arena();
    const state = memory.take(16);
    const rng = stream('kernels', seed);
    const words = new Uint32Array(memory.numbers(state, 16).buffer, state, 16);
    for (let i = 0; i < 16; i++) words[i] = rng.next() * 4294967296;
    const at = memory.take(count);
    memory.kernels[kind](at, count, state);
    return Float64Array.from(memory.numbers(at, count));
  }
  const mean = (values: Float64Array, of: (v: number, i: number) => number): number =>
    values.reduce((sum, v, i) => sum + of(v, i), 0) / values.length;
  /** Five standard errors of a mean whose terms have this variance. */
  const within = (variance: number): number => 5 * Math.sqrt(variance / count);

  const normals = drawn('normals', 1);
  const uniforms = drawn('uniforms', 1);

  it('normal numbers have the moments of a normal distribution', () => {
    expect(Math.abs(mean(normals, (v) => v))).toBeLessThan(within(1));
    expect(Math.abs(mean(normals, (v) => v ** 2) - 1)).toBeLessThan(within(2));
    expect(Math.abs(mean(normals, (v) => v ** 3))).toBeLessThan(within(15));
    expect(Math.abs(mean(normals, (v) => v ** 4) - 3)).toBeLessThan(within(96));
    expect(Math.abs(mean(normals, (v) => v ** 6) - 15)).toBeLessThan(within(10170));
  });

  it('and its tails', () => {
    // P(|z| > 1, 2, 3, 4), from the error function
    const tails = [0.31731050786291415, 0.04550026389635842, 0.0026997960632601866, 6.334248366623973e-5];
    tails.forEach((p, i) => {
      const share = mean(normals, (v) => (Math.abs(v) > i + 1 ? 1 : 0));
      expect(Math.abs(share - p), `beyond ${i + 1}`).toBeLessThan(within(p * (1 - p)));
    });
    expect(normals.every((v) => Math.abs(v) < 6)).toBe(true); // 23 bits reach no further than 5.8
  });

  it('uniform numbers fill (0, 1) evenly and never reach its ends', () => {
    expect(uniforms.every((v) => v > 0 && v < 1)).toBe(true);
    expect(Math.abs(mean(uniforms, (v) => v) - 0.5)).toBeLessThan(within(1 / 12));
    const bins = new Float64Array(256);
    for (const v of uniforms) bins[Math.floor(256 * v)]!++;
    const expected = count / 256;
    const chiSquare = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(Math.abs(chiSquare - 255)).toBeLessThan(5 * Math.sqrt(2 * 255));
  });

  it('neither lanes, nor neighbours, nor the two numbers of one angle have to do with each other', () => {
    const correlation = (values: Float64Array, centre: number, variance: number, lag: number): number =>
      mean(values.subarray(0, count - lag), (v, i) => ((v - centre) * (values[i + lag]! - centre)) / variance);
    for (const lag of [1, 2, 3, 4, 5, 7, 8, 12, 16, 64]) {
      expect(Math.abs(correlation(normals, 0, 1, lag)), `normal, ${lag} apart`).toBeLessThan(within(1));
      expect(Math.abs(correlation(uniforms, 0.5, 1 / 12, lag)), `uniform, ${lag} apart`).toBeLessThan(within(1));
      // Squares too: Box & Muller's two numbers share a radius.
      const squares = mean(normals.subarray(0, count - lag), (v, i) => (v ** 2 - 1) * (normals[i + lag]! ** 2 - 1));
      expect(Math.abs(squares), `squares, ${lag} apart`).toBeLessThan(within(4));
    }
  });

  it('other states give other numbers', () => {
    const other = drawn('normals', 2);
    expect(Math.abs(mean(normals, (v, i) => v * other[i]!))).toBeLessThan(within(1));
  });
});

describe('functions drawn by the kernels', () => {
  const [d, m, count] = [2, 256, 1500];
  // E f(0) f(r) of unit variance at length-scale 0.5: Rasmussen & Williams (2006), equations 4.9 and 4.17.
  const kernels = {
    rbf: (r: number) => Math.exp(-(r ** 2) / (2 * 0.25)),
    matern52: (r: number) => {
      const s = (Math.sqrt(5) * r) / 0.5;
      return (1 + s + s ** 2 / 3) * Math.exp(-s);
    },
    matern32: (r: number) => {
      const s = (Math.sqrt(3) * r) / 0.5;
      return (1 + s) * Math.exp(-s);
    },
  } as const;

  it.each(['rbf', 'matern52', 'matern32'] as const)('have the covariance of the %s kernel', (kernel) => {
    const at = [
      [0.2, 0.3],
      [0.4, 0.3],
      [0.5, 0.7],
      [0.9, 0.9],
    ];
    const sums = at.map(() => [0, 0]);
    let fourth = 0;
    const numbers = { omega: new Float32Array(d * m), phase: new Float32Array(m), weight: new Float32Array(m) };
    for (let n = 0; n < count; n++) {
      drawWaves(stream('covariance', kernel, n), { kernel, lengthScales: [0.5, 0.5], count: m }, numbers);
      const values = at.map(([a, b]) => {
        let f = 0;
        for (let j = 0; j < m; j++) {
          f += numbers.weight[j]! * Math.cos(numbers.omega[j]! * a! + numbers.omega[m + j]! * b! + numbers.phase[j]!);
        }
        return f;
      });
      fourth += values[0]! ** 4 / count;
      values.forEach((value, i) => {
        sums[i]![0]! += (values[0]! * value) / count;
        sums[i]![1]! += (values[0]! * value) ** 2 / count;
      });
    }
    sums.forEach(([covariance, square], i) => {
      const r = Math.hypot(at[i]![0]! - at[0]![0]!, at[i]![1]! - at[0]![1]!);
      const error = Math.sqrt((square! - covariance! ** 2) / count);
      expect(Math.abs(covariance! - kernels[kernel](r)), `at distance ${r}`).toBeLessThan(4 * error);
    });
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });
});
