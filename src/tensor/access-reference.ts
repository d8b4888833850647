/** One step of an external memory in the tensor engine's own operations; equations and symbols in external-memory.ts. */
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { tf } from './engine.ts';
import { EPSILON, interfaceLengths, type MemorySizes, stateLengths } from './external-memory.ts';

/** The memory after the step: memory [B, state], z [B, interface]. */
export function access(memory: Tensor2D, z: Tensor2D, sizes: MemorySizes): Tensor2D {
  const { words: N, width: W, reads: R } = sizes;
  const B = memory.shape[0];
  const { add, concat, eye, mul, reshape, sigmoid, slice, softmax, softplus, sub, sum } = tf();
  const old = cut(memory, stateLengths(sizes));
  const signal = cut(z, interfaceLengths(sizes));
  const [e, f] = [sigmoid(signal.erase), sigmoid(signal.freeGates)]; // (12)
  const [ga, gw] = [sigmoid(signal.allocationGate), sigmoid(signal.writeGate)];
  const strength = (of: Tensor2D): Tensor => add(1, softplus(of));
  const pi = softmax(reshape(signal.modes, [B, R, 3])) as Tensor3D;
  const wr = reshape(old.read, [B, R, N]) as Tensor3D;
  const M = reshape(old.memory, [B, N, W]) as Tensor3D;

  const kept = sub(1, mul(reshape(f, [B, R, 1]), wr)) as Tensor3D;
  const psi = product(kept); // (2)
  const u = mul(sub(add(old.usage, old.write), mul(old.usage, old.write)), psi) as Tensor2D; // (3)
  const key = reshape(signal.writeKey, [B, 1, W]) as Tensor3D;
  const cw = reshape(content(M, key, strength(signal.writeStrength)), [B, N]);
  const w = mul(gw, add(mul(ga, allocation(u)), mul(sub(1, ga), cw))) as Tensor2D; // (5)

  const [down, across] = [reshape(w, [B, N, 1]), reshape(w, [B, 1, N])];
  const erased = sub(1, mul(down, reshape(e, [B, 1, W])));
  const written = add(mul(M, erased), mul(down, reshape(signal.vector, [B, 1, W]))) as Tensor3D; // (6)
  const link = reshape(old.link, [B, N, N]);
  const linked = add(mul(sub(sub(1, down), across), link), mul(down, reshape(old.precedence, [B, 1, N])));
  const L = mul(linked, sub(1, eye(N))) as Tensor3D; // (7)
  const p = add(mul(sub(1, sum(w, 1, true)), old.precedence), w); // (8)

  const back = times(wr, L);
  const forth = times(wr, turned(L)); // (9)
  const keys = reshape(signal.readKeys, [B, R, W]) as Tensor3D;
  const known = content(written, keys, strength(signal.readStrengths));
  const mode = (i: number): Tensor => slice(pi, [0, 0, i], [B, R, 1]);
  const reading = add(add(mul(mode(0), back), mul(mode(1), known)), mul(mode(2), forth)) as Tensor3D; // (10)
  const words = times(reading, written); // (11)
  return concat(
    [words, written, L, p, u, w, reading].map((part) => reshape(part, [B, -1]) as Tensor2D),
    1,
  );
}

/** (1): M [B, N, W], keys [B, R, W], beta [B, R] to [B, R, N]. */
function content(M: Tensor3D, keys: Tensor3D, beta: Tensor): Tensor {
  const { add, div, mul, reshape, softmax, sqrt, square, sum } = tf();
  const [B, N] = M.shape;
  const R = keys.shape[1];
  const length = (of: Tensor3D): Tensor => sqrt(add(sum(square(of), 2), EPSILON));
  const below = add(mul(reshape(length(keys), [B, R, 1]), reshape(length(M), [B, 1, N])), EPSILON);
  const cosines = div(times(keys, turned(M)), below);
  return softmax(mul(reshape(beta, [B, R, 1]), cosines));
}

/** (4), the order taken as given: u [B, N]. */
function allocation(u: Tensor2D): Tensor2D {
  const { add, mul, sub, tensor3d } = tf();
  const [B, N] = u.shape;
  const numbers = u.dataSync();
  const rank = new Int32Array(B * N);
  for (let b = 0; b < B; b++) {
    const order = Array.from({ length: N }, (_, j) => j).sort((i, j) => numbers[b * N + i]! - numbers[b * N + j]!);
    order.forEach((j, at) => {
      rank[b * N + j] = at;
    });
  }
  // A 1 where word i comes before word j in the free list: its usage is a factor of a_j.
  const factor = new Float32Array(B * N * N);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) factor[(b * N + i) * N + j] = rank[b * N + i]! < rank[b * N + j]! ? 1 : 0;
    }
  }
  const ahead = tensor3d(factor, [B, N, N]);
  const usage = tf().reshape(u, [B, N, 1]);
  return mul(sub(1, u), product(add(mul(ahead, usage), sub(1, ahead)) as Tensor3D)) as Tensor2D;
}

function times(A: Tensor3D, B: Tensor3D): Tensor3D {
  return tf().matMul(A, B);
}

function turned(A: Tensor3D): Tensor3D {
  return tf().transpose(A, [0, 2, 1]);
}

/** Products down the columns: [B, m, n] to [B, n]. */
function product(A: Tensor3D): Tensor2D {
  const { mul, reshape, slice } = tf();
  const [B, m, n] = A.shape;
  const rows = Array.from({ length: m }, (_, i) => reshape(slice(A, [0, i, 0], [B, 1, n]), [B, n]) as Tensor2D);
  return rows.reduce((sofar, row) => mul(sofar, row) as Tensor2D);
}

/** The parts of the rows, by name. */
function cut<Name extends string>(rows: Tensor2D, lengths: Readonly<Record<Name, number>>): Record<Name, Tensor2D> {
  const pieces = tf().split(rows, Object.values<number>(lengths), 1);
  return Object.fromEntries(Object.keys(lengths).map((name, i) => [name, pieces[i]!])) as Record<Name, Tensor2D>;
}
