/** The way back through a step of an external memory: places as in dnc.ts, a d before whatever is a gradient. */
import { addScaled, dot, signalsLength, stateLength, traceLength } from './dnc';
import { sigmoid4, total4 } from './elementary';

const EPSILON: f32 = 1e-6;

/**
 * From d, the gradient in the memory after the step, adds to those in the memory before it and in z. d is used up; `room` is
 * room for a row of the interface and for N numbers.
 */
export function accessBackward(
  dBefore: usize, dz: usize, d: usize, after: usize, trace: usize, before: usize, z: usize, room: usize,
  B: i32, N: i32, W: i32, R: i32,
): void {
  const n = (<usize>N) << 2, w = (<usize>W) << 2, r = (<usize>R) << 2;
  const one = f32x4.splat(1);
  const toM = <usize>R * w;
  const toL = toM + <usize>N * w;
  const toP = toL + <usize>N * n;
  const toU = toP + n;
  const toWrite = toU + n;
  const toRead = toWrite + n;
  const toStrengths = <usize>R * w;
  const toWriteKey = toStrengths + r;
  const toErase = toWriteKey + w + 4;
  const toVector = toErase + w;
  const toFree = toVector + w;
  const toGates = toFree + r;
  const toModes = toGates + 8;
  const signals = (<usize>signalsLength(W, R)) << 2;
  const dContent = room + signals;
  for (let row = 0; row < B; row++) {
    const from = (<usize>(row * stateLength(N, W, R))) << 2;
    const x = before + from, y = after + from, dx = dBefore + from, dy = d + from;
    const s = trace + ((<usize>(row * traceLength(N, W, R))) << 2);
    const psi = s + signals;
    const order = psi + n;
    const ahead = order + n;
    const a = ahead + n;
    const cw = a + n;
    const cr = cw + 2 * n;
    const back = cr + 2 * <usize>R * n;
    const forth = back + <usize>R * n;
    const norms = forth + <usize>R * n;
    const keyNorms = norms + 2 * n;
    memory.fill(room, 0, signals);

    // Reading
    for (let i = 0; i < R; i++) {
      const head = <usize>i * n, at = (<usize>i) << 2, word = dy + <usize>i * w;
      const mode = s + toModes + 3 * at, dMode = room + toModes + 3 * at;
      const dr = dy + toRead + head, read = x + toRead + head, dRead = dx + toRead + head;
      const c = cr + 2 * head;
      for (let j: usize = 0; j < <usize>N; j++) {
        const M = y + toM + j * w;
        store<f32>(dr + (j << 2), load<f32>(dr + (j << 2)) + dot(word, M, w)); // (11)
        addScaled(dy + toM + j * w, load<f32>(y + toRead + head + (j << 2)), word, w);
      }
      store<f32>(dMode, dot(dr, back + head, n)); // (10)
      store<f32>(dMode + 4, dot(dr, c, n));
      store<f32>(dMode + 8, dot(dr, forth + head, n));
      const toBack = load<f32>(mode), toContent = f32x4.splat(load<f32>(mode + 4)), toForth = load<f32>(mode + 8);
      for (let j: usize = 0; j < n; j += 16) v128.store(dContent + j, f32x4.mul(toContent, v128.load(dr + j)));
      for (let m: usize = 0; m < <usize>N; m++) {
        const link = y + toL + m * n, dLink = dy + toL + m * n;
        const weight = f32x4.splat(toBack * load<f32>(read + (m << 2)));
        const df: f32 = toForth * load<f32>(dr + (m << 2));
        const dForth = f32x4.splat(df);
        let sum = f32x4.splat(0);
        for (let j: usize = 0; j < n; j += 16) {
          const given = v128.load(dr + j), L = v128.load(link + j);
          const change = f32x4.add(f32x4.mul(given, weight), f32x4.mul(dForth, v128.load(read + j)));
          v128.store(dLink + j, f32x4.add(v128.load(dLink + j), change)); // (9)
          sum = f32x4.add(sum, f32x4.mul(given, L));
          v128.store(dRead + j, f32x4.add(v128.load(dRead + j), f32x4.mul(dForth, L)));
        }
        store<f32>(dRead + (m << 2), load<f32>(dRead + (m << 2)) + toBack * total4(sum));
      }
      const key = <usize>i * w;
      const strength = toStrengths + at;
      const dBeta = look(
        dContent, dy + toM, room + key, c, y + toM, norms + n, s + key, load<f32>(s + strength), load<f32>(keyNorms + at), n, w,
      );
      store<f32>(room + strength, dBeta);
    }

    // Links
    const write = y + toWrite, dWrite = dy + toWrite, p = x + toP, dp = dy + toP;
    let written = f32x4.splat(0);
    for (let j: usize = 0; j < n; j += 16) written = f32x4.add(written, v128.load(write + j));
    const left = f32x4.splat(1 - total4(written)), lost = f32x4.splat(dot(dp, p, n));
    for (let j: usize = 0; j < n; j += 16) {
      const given = v128.load(dp + j), to = dx + toP + j;
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(left, given))); // (8)
      v128.store(dWrite + j, f32x4.add(v128.load(dWrite + j), f32x4.sub(given, lost)));
    }
    for (let i: usize = 0; i < <usize>N; i++) {
      const link = x + toL + i * n, dLink = dy + toL + i * n, to = dx + toL + i * n;
      store<f32>(dLink + (i << 2), 0); // no word follows itself
      const weight = v128.load_splat<f32>(write + (i << 2));
      const kept = f32x4.sub(one, weight);
      let sum = f32x4.splat(0);
      for (let j: usize = 0; j < n; j += 16) {
        const given = v128.load(dLink + j), L = v128.load(link + j);
        const share = f32x4.mul(given, f32x4.sub(kept, v128.load(write + j)));
        v128.store(to + j, f32x4.add(v128.load(to + j), share)); // (7)
        const place = dx + toP + j;
        v128.store(place, f32x4.add(v128.load(place), f32x4.mul(given, weight)));
        sum = f32x4.add(sum, f32x4.mul(given, f32x4.sub(v128.load(p + j), L)));
        v128.store(dWrite + j, f32x4.sub(v128.load(dWrite + j), f32x4.mul(given, L)));
      }
      store<f32>(dWrite + (i << 2), load<f32>(dWrite + (i << 2)) + total4(sum));
    }

    // Writing
    const erase = s + toErase, vector = s + toVector;
    for (let j: usize = 0; j < <usize>N; j++) {
      const M = x + toM + j * w, dM = dy + toM + j * w, to = dx + toM + j * w;
      const weight = v128.load_splat<f32>(write + (j << 2));
      let sum = f32x4.splat(0);
      for (let k: usize = 0; k < w; k += 16) {
        const given = v128.load(dM + k), e = v128.load(erase + k);
        const kept = v128.load(M + k);
        v128.store(to + k, f32x4.add(v128.load(to + k), f32x4.mul(given, f32x4.sub(one, f32x4.mul(weight, e))))); // (6)
        sum = f32x4.add(sum, f32x4.mul(given, f32x4.sub(v128.load(vector + k), f32x4.mul(kept, e))));
        const part = f32x4.mul(given, weight);
        const dErase = room + toErase + k, dVector = room + toVector + k;
        v128.store(dErase, f32x4.sub(v128.load(dErase), f32x4.mul(part, kept)));
        v128.store(dVector, f32x4.add(v128.load(dVector), part));
      }
      store<f32>(dWrite + (j << 2), load<f32>(dWrite + (j << 2)) + total4(sum));
    }
    const ga = load<f32>(s + toGates), gw = load<f32>(s + toGates + 4);
    const toA = dot(dWrite, a, n), toC = dot(dWrite, cw, n);
    store<f32>(room + toGates, gw * (toA - toC)); // (5)
    store<f32>(room + toGates + 4, ga * toA + (1 - ga) * toC);
    const perC = f32x4.splat(gw * (1 - ga));
    for (let j: usize = 0; j < n; j += 16) v128.store(dContent + j, f32x4.mul(perC, v128.load(dWrite + j)));
    let later: f32 = 0; // of the words further down the free list, but for the factors up to here
    for (let i = N - 1; i >= 0; i--) {
      const j = (<usize>load<i32>(order + ((<usize>i) << 2))) << 2;
      const da = gw * ga * load<f32>(dWrite + j), used = load<f32>(y + toU + j), du = dy + toU + j;
      store<f32>(du, load<f32>(du) + load<f32>(ahead + j) * (later - da)); // (4)
      later = da * (1 - used) + used * later;
    }
    const dBeta = look(
      dContent, dx + toM, room + toWriteKey, cw, x + toM, norms, s + toWriteKey, load<f32>(s + toErase - 4),
      load<f32>(keyNorms + r), n, w,
    );
    store<f32>(room + toErase - 4, dBeta);

    // Freeing
    for (let j: usize = 0; j < n; j += 16) {
      const u = v128.load(x + toU + j), last = v128.load(x + toWrite + j), du = v128.load(dy + toU + j);
      const share = f32x4.mul(du, v128.load(psi + j));
      const dUsage = dx + toU + j, dLast = dx + toWrite + j;
      v128.store(dUsage, f32x4.add(v128.load(dUsage), f32x4.mul(share, f32x4.sub(one, last)))); // (3)
      v128.store(dLast, f32x4.add(v128.load(dLast), f32x4.mul(share, f32x4.sub(one, u))));
      const dPsi = f32x4.mul(du, f32x4.sub(f32x4.add(u, last), f32x4.mul(u, last)));
      for (let i = 0; i < R; i++) {
        let others = dPsi;
        for (let m = 0; m < R; m++) {
          if (m == i) continue;
          const f = v128.load_splat<f32>(s + toFree + ((<usize>m) << 2));
          others = f32x4.mul(others, f32x4.sub(one, f32x4.mul(f, v128.load(x + toRead + <usize>m * n + j))));
        }
        const at = (<usize>i) << 2, dRead = dx + toRead + <usize>i * n + j, dFree = room + toFree + at;
        const read = v128.load(x + toRead + <usize>i * n + j);
        store<f32>(dFree, load<f32>(dFree) - total4(f32x4.mul(others, read))); // (2)
        v128.store(dRead, f32x4.sub(v128.load(dRead), f32x4.mul(others, v128.load_splat<f32>(s + toFree + at))));
      }
    }

    bounds(room, s, z + <usize>row * signals, W, R);
    const to = dz + <usize>row * signals;
    for (let at: usize = 0; at < signals; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(room + at));
  }
}

/** Back through (1): adds to the gradients in M and in the key; the one in beta. */
function look(
  dc: usize, dM: usize, dKey: usize, c: usize, M: usize, norms: usize, key: usize, beta: f32, keyNorm: f32, n: usize, w: usize,
): f32 {
  const mean = dot(dc, c, n);
  let dBeta: f32 = 0, dKeyNorm: f32 = 0;
  for (let j: usize = 0; j < n; j += 4, M += w, dM += w) {
    const cosine = load<f32>(c + n + j), norm = load<f32>(norms + j);
    const ds = load<f32>(c + j) * (load<f32>(dc + j) - mean);
    dBeta += ds * cosine;
    const dDot: f32 = (ds * beta) / (norm * keyNorm + EPSILON);
    const dBelow: f32 = -dDot * cosine;
    dKeyNorm += dBelow * norm;
    const perKey = f32x4.splat(dDot), perM = f32x4.splat((dBelow * keyNorm) / norm);
    for (let k: usize = 0; k < w; k += 16) {
      const m = v128.load(M + k), q = v128.load(key + k);
      v128.store(dM + k, f32x4.add(v128.load(dM + k), f32x4.add(f32x4.mul(perKey, q), f32x4.mul(perM, m))));
      v128.store(dKey + k, f32x4.add(v128.load(dKey + k), f32x4.mul(perKey, m)));
    }
  }
  addScaled(dKey, dKeyNorm / keyNorm, key, w);
  return dBeta;
}

/** (12): makes gradients in z of those in the bounded interface. */
function bounds(d: usize, s: usize, z: usize, W: i32, R: i32): void {
  const w = (<usize>W) << 2, r = (<usize>R) << 2;
  const strengths = <usize>R * w;
  for (let at = strengths; at < strengths + r; at += 4) bySlope(d + at, z + at);
  const writeStrength = strengths + r + w;
  bySlope(d + writeStrength, z + writeStrength);
  const erase = writeStrength + 4;
  for (let at = erase; at < erase + w; at += 4) bySigmoid(d + at, s + at);
  const free = erase + 2 * w;
  for (let at = free; at < free + r + 8; at += 4) bySigmoid(d + at, s + at);
  for (let at = free + r + 8; at < free + 4 * r + 8; at += 12) {
    let mean: f32 = 0;
    for (let k: usize = 0; k < 12; k += 4) mean += load<f32>(d + at + k) * load<f32>(s + at + k);
    for (let k: usize = 0; k < 12; k += 4) {
      store<f32>(d + at + k, load<f32>(s + at + k) * (load<f32>(d + at + k) - mean));
    }
  }
}

// @ts-ignore: decorator
@inline
function bySlope(d: usize, z: usize): void {
  store<f32>(d, load<f32>(d) * f32x4.extract_lane(sigmoid4(v128.load_splat<f32>(z)), 0));
}

// @ts-ignore: decorator
@inline
function bySigmoid(d: usize, s: usize): void {
  const y = load<f32>(s);
  store<f32>(d, load<f32>(d) * (y * (1 - y)));
}
