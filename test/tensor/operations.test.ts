/** The fused operations against the engine's own, one kernel after another. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { stream } from 'optbench';
import { loadTf, lstm, numbersOf, product, sigmoid, tanh, tf } from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await loadTf();
});

const rng = stream('operations');
const matrix = (rows: number, columns: number): Tensor2D =>
  tf().tensor2d(
    Float32Array.from({ length: rows * columns }, () => rng.normal()),
    [rows, columns],
  );

function expectClose(got: readonly Tensor[], expected: readonly Tensor[], tolerance = 2e-5): void {
  got.forEach((tensor, i) => {
    expect(tensor.shape).toEqual(expected[i]!.shape);
    const wanted = numbersOf(expected[i]!);
    numbersOf(tensor).forEach((value, at) => {
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(wanted[at]!)));
    });
  });
}

describe('tanh and sigmoid', () => {
  it('agree with Math to single precision', () => {
    for (let x = -12; x <= 12; x += 0.0137) {
      expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(3e-7);
      expect(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
    }
  });
});

describe('the product', () => {
  it('and its gradient equal matMul and its gradient', () => {
    const [a, b, d] = [matrix(3, 4), matrix(4, 5), matrix(3, 5)];
    const gradient = (f: (a: Tensor2D, b: Tensor2D) => Tensor2D) =>
      tf().grads((x, y) => tf().mul(f(x as Tensor2D, y as Tensor2D), d))([a, b]);
    expectClose([product(a, b)], [tf().matMul(a, b)]);
    expectClose(
      gradient(product),
      gradient((x, y) => tf().matMul(x, y)),
    );
  });
});

describe('the LSTM step', () => {
  const [B, I, H] = [3, 4, 5];
  const given = (): Tensor[] => [
    matrix(B, I),
    matrix(B, 2 * H),
    matrix(I + H, 4 * H),
    tf().reshape(matrix(1, 4 * H), [4 * H]),
  ];
  const fused = (...[x, carry, W, b]: Tensor[]) => lstm(x as Tensor2D, carry as Tensor2D, W as Tensor2D, b as Tensor1D);
  /** Hochreiter & Schmidhuber (1997) with a forget gate, one engine call for each symbol. */
  function plain(...[x, carry, W, b]: Tensor[]): Tensor {
    const { add, concat, matMul, mul, sigmoid, split, tanh } = tf();
    const [h, c] = split(carry!, 2, 1) as [Tensor, Tensor];
    const z = add(matMul(concat([x!, h], 1) as Tensor2D, W as Tensor2D), b!);
    const [i, f, g, o] = split(z, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    return concat([mul(sigmoid(o), tanh(next)), next], 1);
  }

  it('equals the same equations op by op', () => {
    const tensors = given();
    expectClose([fused(...tensors)], [plain(...tensors)]);
  });

  it('has the same gradient, over two steps', () => {
    const tensors = given();
    const d = matrix(B, 2 * H);
    const twice =
      (step: (...tensors: Tensor[]) => Tensor) =>
      (...[x, carry, W, b]: Tensor[]) =>
        tf().sum(tf().mul(step(x!, step(x!, carry!, W!, b!), W!, b!), d));
    expectClose(tf().grads(twice(fused))(tensors), tf().grads(twice(plain))(tensors), 1e-4);
  });
});
