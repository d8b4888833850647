/**
 * SOAP: Vyas et al. (2024), SOAP: Improving and Stabilizing Shampoo using Adam, Algorithm 3: Adam in the eigenbasis of
 * Shampoo's preconditioner (Gupta, Koren & Singer 2018), for matrices; Adam for all else.
 *
 *   eta  learning rate       beta1, beta2  0.95, 0.95       eps  1e-8       lambda  0.01, weight decay       t  step, from 1
 *   G  r x c  gradient       L, R  running means of G G' and G' G          P, Q  their eigenvectors, as columns
 *   M  r x c  first moment, as it is                       V  r x c  second moment of P' G Q
 *
 * A tensor of more dimensions is a matrix with a column for each index of its last one. The bases are found at the first
 * step and refreshed at every tenth by one power iteration and a QR factorisation (Algorithm 4).
 *
 * Deviation: the released code makes no step with the first gradient; ours does, in the basis that it defines: proposing the
 * same point twice would spend an evaluation on nothing. A side longer than 256 keeps the identity as its basis; 10,000 in
 * the paper, where the large sides of language models are left out alike. In a box nothing decays.
 */
import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import { type Block, gradientMethod, settings, sizeOf, type Vector } from 'optbench';

const [beta1, beta2, eps, lambda] = [0.95, 0.95, 1e-8, 0.01];
const EVERY = 10;
const LONGEST_SIDE = 256;

const soap = gradientMethod({
  name: 'soap',
  source: 'Vyas et al. (2024), SOAP: Improving and Stabilizing Shampoo using Adam, Algorithm 3',
  rate: 0.003,
  tuned: 0.1,
  begin({ space: { dim, bounded }, blocks = [{ name: 'x', shape: [dim] }] }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    const bases = blocks.map((block) => (block.shape.length > 1 ? basesOf(block) : undefined));
    return (theta, g, next, eta, t) => {
      const rate = (eta * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      const kept = bounded ? 1 : 1 - eta * lambda;
      for (let i = 0; i < dim; i++) m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
      let from = 0;
      for (const [k, block] of blocks.entries()) {
        const to = from + sizeOf(block);
        const basis = bases[k];
        const G = g.subarray(from, to);
        if (t === 1) {
          basis?.see(G);
          basis?.begin();
        }
        const seen = basis?.to(G) ?? G;
        const mean = basis?.to(m.subarray(from, to)) ?? m.subarray(from, to);
        const square = v.subarray(from, to);
        let step: Vector = new Float64Array(to - from);
        for (let i = 0; i < step.length; i++) {
          square[i] = beta2 * square[i]! + (1 - beta2) * seen[i]! ** 2;
          step[i] = mean[i]! / (Math.sqrt(square[i]!) + eps);
        }
        step = basis?.from(step) ?? step;
        for (let i = from; i < to; i++) next[i] = kept * theta[i]! - rate * step[i - from]!;
        if (t > 1) basis?.see(G);
        if (t % EVERY === 0) basis?.refresh(square);
        from = to;
      }
    };
  },
});

export default settings(soap);

/** The bases of a matrix: to and from the coordinates in which Adam works. */
function basesOf({ shape }: Block) {
  const columns = shape.at(-1)!;
  const rows = sizeOf({ shape }) / columns;
  const left = rows > LONGEST_SIDE ? undefined : side(rows);
  const right = columns > LONGEST_SIDE ? undefined : side(columns);
  const matrix = (x: Vector) => Matrix.from1DArray(rows, columns, x);
  const vector = (x: Matrix): Vector => Float64Array.from(x.to1DArray());
  return {
    /** P' X Q */
    to(x: Vector): Vector {
      const half = left ? left.vectors.transpose().mmul(matrix(x)) : matrix(x);
      return vector(right ? half.mmul(right.vectors) : half);
    },
    /** P X Q' */
    from(x: Vector): Vector {
      const half = left ? left.vectors.mmul(matrix(x)) : matrix(x);
      return vector(right ? half.mmul(right.vectors.transpose()) : half);
    },
    /** Takes a gradient into L and R. */
    see(x: Vector): void {
      const G = matrix(x);
      left?.see(G.mmul(G.transpose()));
      right?.see(G.transpose().mmul(G));
    },
    begin(): void {
      left?.begin();
      right?.begin();
    },
    /** A power iteration; V's rows and columns, in place, follow their vectors into the order of the eigenvalues. */
    refresh(square: Vector): void {
      const before = matrix(square);
      const row = left?.refresh() ?? null;
      const column = right?.refresh() ?? null;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) square[i * columns + j] = before.get(row?.[i] ?? i, column?.[j] ?? j);
      }
    },
  };
}

/** One side: the running mean S of the products, and the vectors that stand for its eigenvectors, the largest first. */
function side(length: number) {
  let S = Matrix.zeros(length, length);
  let vectors = Matrix.eye(length);
  return {
    get vectors() {
      return vectors;
    },
    see(product: Matrix): void {
      S = S.mul(beta2).add(product.mul(1 - beta2));
    },
    begin(): void {
      if (!finite(S)) return;
      const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(S, { assumeSymmetric: true });
      vectors = eigenvectorMatrix.subMatrixColumn(descending(realEigenvalues));
    },
    /** Returns where every vector stood before. */
    refresh(): readonly number[] | undefined {
      if (!finite(S)) return undefined;
      const moved = S.mmul(vectors);
      const order = descending(vectors.transpose().mmul(moved).diagonal());
      vectors = new QrDecomposition(moved.subMatrixColumn(order)).orthogonalMatrix;
      return order;
    },
  };
}

function descending(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((i, j) => values[j]! - values[i]! || i - j);
}

function finite(S: Matrix): boolean {
  return Number.isFinite(S.sum());
}
