/**
 * Muon: Jordan et al. (2024), Muon: An optimizer for hidden layers in neural networks: momentum whose matrices are made
 * nearly orthogonal; whatever is no matrix is left to AdamW, as there.
 *
 *   eta  learning rate                mu  0.95, momentum                a, b, c  coefficients of the Newton-Schulz iteration
 *   B  r x c  momentum of a matrix    U = (1 - mu) G + mu B             m, v  n  AdamW's moments
 *
 * A tensor's last dimension is taken for a layer's outputs: r inputs, c outputs (PyTorch's matrices are transposed), and for a
 * convolution r positions of a patch, c filters. AdamW (0.9, 0.95, no weight decay) has the learning rate 0.015 eta: 3e-4
 * beside the authors' 0.02.
 */
import { type Block, gradientMethod, settings, sizeOf, type Vector } from 'optbench';

const mu = 0.95;
const [a, b, c] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;
const [share, beta1, beta2, eps] = [0.015, 0.9, 0.95, 1e-10];

const isMatrix = ({ shape }: Block): boolean => shape.length > 1;

const muon = gradientMethod({
  name: 'muon',
  source: 'Jordan et al. (2024), Muon: An optimizer for hidden layers in neural networks',
  rate: 0.02,
  tuned: 0.1,
  unfit: ({ blocks = [] }) =>
    blocks.some(isMatrix)
      ? undefined
      : 'no block of the problem is a matrix; without one there is nothing to orthogonalise',
  begin({ space: { dim }, blocks = [] }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    return (theta, g, next, eta, t) => {
      const [debias1, debias2] = [1 - beta1 ** t, 1 - beta2 ** t];
      let from = 0;
      for (const block of blocks) {
        const to = from + sizeOf(block);
        if (isMatrix(block)) {
          const columns = block.shape.at(-1)!;
          const rows = (to - from) / columns;
          const u = new Float64Array(to - from);
          for (let i = from; i < to; i++) {
            const momentum = mu * m[i]! + (1 - mu) * g[i]!;
            m[i] = momentum;
            u[i - from] = (1 - mu) * g[i]! + mu * momentum;
          }
          const o = orthogonalised(u, rows, columns);
          const scale = eta * Math.sqrt(Math.max(1, columns / rows));
          for (let i = from; i < to; i++) next[i] = theta[i]! - scale * o[i - from]!;
        } else {
          for (let i = from; i < to; i++) {
            const mean = beta1 * m[i]! + (1 - beta1) * g[i]!;
            const square = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2;
            m[i] = mean;
            v[i] = square;
            next[i] = theta[i]! - (share * eta * (mean / debias1)) / (Math.sqrt(square / debias2) + eps);
          }
        }
        from = to;
      }
    };
  },
});

export default settings(muon);

/** The Newton-Schulz iteration X <- a X + (b A + c A^2) X, A = X X', on the side where A is small. */
function orthogonalised(u: Vector, rows: number, columns: number): Vector {
  const tall = rows > columns;
  const [r, s] = tall ? [columns, rows] : [rows, columns];
  let norm = 0;
  for (const value of u) norm += value * value;
  const scale = 1 / Math.max(Math.sqrt(norm), 1e-7);
  let x: Vector = new Float64Array(r * s);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) x[tall ? j * s + i : i * s + j] = scale * u[i * columns + j]!;
  }
  const gram = new Float64Array(r * r);
  const mixed = new Float64Array(r * r);
  for (let k = 0; k < ITERATIONS; k++) {
    for (let i = 0; i < r; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let l = 0; l < s; l++) sum += x[i * s + l]! * x[j * s + l]!;
        gram[i * r + j] = sum;
        gram[j * r + i] = sum;
      }
    }
    // b A + c A^2 + a I, so that one product is left.
    for (let i = 0; i < r; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let l = 0; l < r; l++) sum += gram[i * r + l]! * gram[j * r + l]!;
        const entry = b * gram[i * r + j]! + c * sum + (i === j ? a : 0);
        mixed[i * r + j] = entry;
        mixed[j * r + i] = entry;
      }
    }
    const product = new Float64Array(r * s);
    for (let i = 0; i < r; i++) {
      for (let l = 0; l < r; l++) {
        const factor = mixed[i * r + l]!;
        for (let j = 0; j < s; j++) product[i * s + j]! += factor * x[l * s + j]!;
      }
    }
    x = product;
  }
  if (!tall) return x;
  const back = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) back[i * columns + j] = x[j * s + i]!;
  return back;
}
