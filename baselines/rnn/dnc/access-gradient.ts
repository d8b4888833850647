/** The way back through an access step: from the gradient in what is there after it to that in what went in. */
import { type Access, type Content, EPSILON } from './access.ts';
import { emptyInterface, emptyMemory, type Interface, type MemoryState } from './layout.ts';

/** The gradient of one step; call it right after the step. */
export class AccessGradient {
  /** In the state after the step: given, and used up. */
  readonly after: MemoryState;
  /** In the state before it, and in z. */
  readonly before: MemoryState;
  readonly z: Interface;
  private readonly access: Access;
  private readonly weighting: Float64Array;

  constructor(access: Access) {
    this.access = access;
    this.after = emptyMemory(access.sizes);
    this.before = emptyMemory(access.sizes);
    this.z = emptyInterface(access.sizes);
    this.weighting = new Float64Array(access.sizes.words);
  }

  /** From `this.after` to `this.before` and `this.z`. */
  back(before: MemoryState, after: MemoryState): void {
    this.before.row.fill(0);
    this.z.row.fill(0);
    this.read(before, after);
    this.link(before, after);
    this.write(before, after);
    this.free(before);
    this.bounds();
  }

  private read(before: MemoryState, after: MemoryState): void {
    const { access, after: d, before: dBefore, z: dz, weighting: dContent } = this;
    const { words: N, width: W, reads: R } = access.sizes;
    const { modes } = access.signals;
    for (let i = 0; i < R; i++) {
      const [back, content, forward] = [modes[3 * i]!, modes[3 * i + 1]!, modes[3 * i + 2]!];
      const { weights } = access.readContent[i]!;
      for (let j = 0; j < N; j++) {
        const w = after.read[i * N + j]!;
        let dw = d.read[i * N + j]!;
        for (let k = 0; k < W; k++) {
          dw += d.words[i * W + k]! * after.memory[j * W + k]!; // (11)
          d.memory[j * W + k]! += d.words[i * W + k]! * w;
        }
        d.read[i * N + j] = dw;
        dz.modes[3 * i]! += dw * access.backward[i * N + j]!; // (10)
        dz.modes[3 * i + 1]! += dw * weights[j]!;
        dz.modes[3 * i + 2]! += dw * access.forward[i * N + j]!;
        dContent[j] = dw * content;
      }
      for (let m = 0; m < N; m++) {
        const [w, df] = [before.read[i * N + m]!, forward * d.read[i * N + m]!];
        let dw = 0;
        for (let j = 0; j < N; j++) {
          const db = back * d.read[i * N + j]!;
          d.link[m * N + j]! += db * w + df * before.read[i * N + j]!; // (9)
          dw += db * after.link[m * N + j]!;
          dBefore.read[i * N + j]! += df * after.link[m * N + j]!;
        }
        dBefore.read[i * N + m]! += dw;
      }
      const { readKeys, readStrengths } = access.signals;
      dz.readStrengths[i]! += look(
        access.readContent[i]!,
        { M: after.memory, keys: readKeys, from: i * W, beta: readStrengths[i]! },
        { weights: dContent, M: d.memory, keys: dz.readKeys },
      );
    }
  }

  private link(before: MemoryState, { write: w }: MemoryState): void {
    const { access, after: d, before: dBefore } = this;
    const N = access.sizes.words;
    const p = before.precedence;
    let sum = 0;
    let dSum = 0;
    for (let j = 0; j < N; j++) {
      sum += w[j]!;
      dSum += d.precedence[j]! * p[j]!;
    }
    for (let j = 0; j < N; j++) {
      dBefore.precedence[j]! += (1 - sum) * d.precedence[j]!; // (8)
      d.write[j]! += d.precedence[j]! - dSum;
    }
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        if (i === j) continue;
        const dL = d.link[i * N + j]!;
        const L = before.link[i * N + j]!;
        dBefore.link[i * N + j] = (1 - w[i]! - w[j]!) * dL; // (7)
        dBefore.precedence[j]! += dL * w[i]!;
        d.write[i]! += dL * (p[j]! - L);
        d.write[j]! -= dL * L;
      }
    }
  }

  private write(before: MemoryState, { write: w, usage }: MemoryState): void {
    const { access, after: d, before: dBefore, z: dz, weighting: dContent } = this;
    const { words: N, width: W } = access.sizes;
    const { allocation: a, writeContent, signals, order, ahead } = access;
    const [gw, ga] = [signals.writeGate[0]!, signals.allocationGate[0]!];
    for (let j = 0; j < N; j++) {
      let dw = d.write[j]!;
      for (let k = 0; k < W; k++) {
        const dM = d.memory[j * W + k]!;
        const M = before.memory[j * W + k]!;
        dBefore.memory[j * W + k] = dM * (1 - w[j]! * signals.erase[k]!); // (6)
        dw += dM * (signals.vector[k]! - M * signals.erase[k]!);
        dz.erase[k]! -= dM * M * w[j]!;
        dz.vector[k]! += dM * w[j]!;
      }
      d.write[j] = dw;
      const c = writeContent.weights[j]!;
      dz.writeGate[0]! += dw * (ga * a[j]! + (1 - ga) * c); // (5)
      dz.allocationGate[0]! += dw * gw * (a[j]! - c);
      dContent[j] = dw * gw * (1 - ga);
    }
    let later = 0; // of words further down the free list, but for the factors up to here
    for (let at = N - 1; at >= 0; at--) {
      const j = order[at]!;
      const da = d.write[j]! * gw * ga;
      d.usage[j]! += ahead[j]! * (later - da); // (4)
      later = da * (1 - usage[j]!) + usage[j]! * later;
    }
    dz.writeStrength[0]! += look(
      writeContent,
      { M: before.memory, keys: signals.writeKey, from: 0, beta: signals.writeStrength[0]! },
      { weights: dContent, M: dBefore.memory, keys: dz.writeKey },
    );
  }

  private free(before: MemoryState): void {
    const { access, after: d, before: dBefore, z: dz } = this;
    const { words: N, reads: R } = access.sizes;
    const { freeGates: f } = access.signals;
    for (let j = 0; j < N; j++) {
      const [u, w, psi, du] = [before.usage[j]!, before.write[j]!, access.retention[j]!, d.usage[j]!];
      dBefore.usage[j]! += du * psi * (1 - w); // (3)
      dBefore.write[j]! += du * psi * (1 - u);
      for (let i = 0; i < R; i++) {
        let others = du * (u + w - u * w);
        for (let m = 0; m < R; m++) if (m !== i) others *= 1 - f[m]! * before.read[m * N + j]!;
        dz.freeGates[i]! -= others * before.read[i * N + j]!; // (2)
        dBefore.read[i * N + j]! -= others * f[i]!;
      }
    }
  }

  /** (12): so far dz is the gradient in the bounded interface. */
  private bounds(): void {
    const { access, z: dz } = this;
    const { signals: s } = access;
    for (const [d, y] of [
      [dz.erase, s.erase],
      [dz.freeGates, s.freeGates],
      [dz.allocationGate, s.allocationGate],
      [dz.writeGate, s.writeGate],
    ] as const) {
      for (let i = 0; i < d.length; i++) d[i]! *= y[i]! * (1 - y[i]!);
    }
    for (const [d, y] of [
      [dz.readStrengths, s.readStrengths],
      [dz.writeStrength, s.writeStrength],
    ] as const) {
      for (let i = 0; i < d.length; i++) d[i]! *= 1 - Math.exp(1 - y[i]!);
    }
    for (let i = 0; i < access.sizes.reads; i++) {
      let mean = 0;
      for (let k = 3 * i; k < 3 * i + 3; k++) mean += dz.modes[k]! * s.modes[k]!;
      for (let k = 3 * i; k < 3 * i + 3; k++) dz.modes[k] = s.modes[k]! * (dz.modes[k]! - mean);
    }
  }
}

/** The way back through (1): adds to the gradients in M and in the key, returns the one in beta. */
function look(
  { weights, cosines, norms, keyNorm }: Content,
  { M, keys, from, beta }: { M: Float64Array; keys: Float64Array; from: number; beta: number },
  d: { weights: Float64Array; M: Float64Array; keys: Float64Array },
): number {
  const N = weights.length;
  const W = M.length / N;
  let mean = 0;
  for (let j = 0; j < N; j++) mean += d.weights[j]! * weights[j]!;
  let dBeta = 0;
  let dKeyNorm = 0;
  for (let j = 0; j < N; j++) {
    const ds = weights[j]! * (d.weights[j]! - mean);
    dBeta += ds * cosines[j]!;
    const dDot = (ds * beta) / (norms[j]! * keyNorm + EPSILON);
    const dProduct = -dDot * cosines[j]!;
    dKeyNorm += dProduct * norms[j]!;
    const perNorm = (dProduct * keyNorm) / norms[j]!;
    for (let k = 0; k < W; k++) {
      d.M[j * W + k]! += dDot * keys[from + k]! + perNorm * M[j * W + k]!;
      d.keys[from + k]! += dDot * M[j * W + k]!;
    }
  }
  for (let k = 0; k < W; k++) d.keys[from + k]! += (dKeyNorm / keyNorm) * keys[from + k]!;
  return dBeta;
}
