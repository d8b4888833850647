/**
 * One step of an external memory for every row of a batch; src/tensor/external-memory.ts has the equations, and says how the
 * parts lie in the rows of the memory and of the interface z. Words and their numbers come in fours: N and W are multiples of
 * four. A step leaves a trace for the way back (dnc-gradient.ts), row by row:
 *
 *   interface, bounded | psi | phi | prod_{i<j} u'[phi_i] | a | c^w and its cosines | R c^r and their cosines | R b | R f
 *   | |M_j| before and after the write | R + 1 |k|
 */
import { exp4, log4, sigmoid4, total4 } from './elementary';

const EPSILON: f32 = 1e-6;

/** Numbers in a row of the memory. */
// @ts-ignore: decorator
@inline
export function stateLength(N: i32, W: i32, R: i32): i32 {
  return R * W + N * W + N * N + 3 * N + R * N;
}

/** Numbers in a row of the interface. */
// @ts-ignore: decorator
@inline
export function signalsLength(W: i32, R: i32): i32 {
  return R * W + 3 * W + 5 * R + 3;
}

/** Numbers in a row of the trace. */
export function traceLength(N: i32, W: i32, R: i32): i32 {
  return signalsLength(W, R) + 8 * N + 4 * R * N + R + 1;
}

/** From `before` to `after`, steered by z. */
export function accessForward(
  after: usize, trace: usize, before: usize, z: usize,
  B: i32, N: i32, W: i32, R: i32,
): void {
  const n = (<usize>N) << 2, w = (<usize>W) << 2, r = (<usize>R) << 2;
  const one = f32x4.splat(1);
  for (let row = 0; row < B; row++) {
    // The memory before and after
    const words = after + ((<usize>(row * stateLength(N, W, R))) << 2);
    const shift = before - after; // from a place after the step to the same place before it
    const M = words + <usize>R * w;
    const L = M + <usize>N * w;
    const p = L + <usize>N * n;
    const u = p + n;
    const write = u + n;
    const read = write + n;
    // The interface
    const s = trace + ((<usize>(row * traceLength(N, W, R))) << 2);
    const strengths = s + <usize>R * w;
    const writeKey = strengths + r;
    const erase = writeKey + w + 4;
    const vector = erase + w;
    const free = vector + w;
    const gates = free + r;
    const modes = gates + 8;
    // The trace
    const psi = modes + 3 * r;
    const order = psi + n;
    const ahead = order + n;
    const a = ahead + n;
    const cw = a + n;
    const cr = cw + 2 * n;
    const back = cr + 2 * <usize>R * n;
    const forth = back + <usize>R * n;
    const norms = forth + <usize>R * n;
    const keyNorms = norms + 2 * n;

    bound(s, z + ((<usize>(row * signalsLength(W, R))) << 2), W, R);

    for (let j: usize = 0; j < n; j += 16) {
      let kept = one;
      for (let i = 0; i < R; i++) {
        const f = v128.load_splat<f32>(free + ((<usize>i) << 2));
        kept = f32x4.mul(kept, f32x4.sub(one, f32x4.mul(f, v128.load(read + shift + <usize>i * n + j)))); // (2)
      }
      v128.store(psi + j, kept);
      const used = v128.load(u + shift + j), written = v128.load(write + shift + j);
      v128.store(u + j, f32x4.mul(f32x4.sub(f32x4.add(used, written), f32x4.mul(used, written)), kept)); // (3)
    }
    allocate(u, order, ahead, a, N);

    lengths(norms, M + shift, n, w);
    look(cw, M + shift, norms, writeKey, load<f32>(writeKey + w), keyNorms + r, n, w);
    const ga = v128.load_splat<f32>(gates), gw = v128.load_splat<f32>(gates + 4);
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < n; j += 16) {
      const free = f32x4.mul(ga, v128.load(a + j));
      const known = f32x4.mul(f32x4.sub(one, ga), v128.load(cw + j));
      const weight = f32x4.mul(gw, f32x4.add(free, known)); // (5)
      v128.store(write + j, weight);
      sum = f32x4.add(sum, weight);
    }
    for (let j = 0; j < N; j++) {
      const at = M + <usize>j * w;
      const weight = v128.load_splat<f32>(write + ((<usize>j) << 2));
      for (let k: usize = 0; k < w; k += 16) {
        const kept = f32x4.mul(v128.load(at + shift + k), f32x4.sub(one, f32x4.mul(weight, v128.load(erase + k))));
        v128.store(at + k, f32x4.add(kept, f32x4.mul(weight, v128.load(vector + k)))); // (6)
      }
    }
    for (let i = 0; i < N; i++) {
      const at = L + <usize>i * n;
      const weight = v128.load_splat<f32>(write + ((<usize>i) << 2));
      const left = f32x4.sub(one, weight);
      for (let j: usize = 0; j < n; j += 16) {
        const kept = f32x4.mul(f32x4.sub(left, v128.load(write + j)), v128.load(at + shift + j));
        v128.store(at + j, f32x4.add(kept, f32x4.mul(weight, v128.load(p + shift + j)))); // (7)
      }
      store<f32>(at + ((<usize>i) << 2), 0);
    }
    const left = f32x4.splat(1 - total4(sum));
    for (let j: usize = 0; j < n; j += 16) {
      v128.store(p + j, f32x4.add(f32x4.mul(left, v128.load(p + shift + j)), v128.load(write + j))); // (8)
    }

    lengths(norms + n, M, n, w);
    memory.fill(back, 0, <usize>R * n);
    memory.fill(words, 0, <usize>R * w);
    for (let i = 0; i < R; i++) {
      const head = <usize>i * n;
      const from = read + shift + head;
      const c = cr + 2 * head;
      for (let m: usize = 0; m < <usize>N; m++) {
        addScaled(back + head, load<f32>(from + (m << 2)), L + m * n, n); // (9)
        store<f32>(forth + head + (m << 2), dot(L + m * n, from, n));
      }
      const at = (<usize>i) << 2;
      look(c, M, norms + n, s + <usize>i * w, load<f32>(strengths + at), keyNorms + at, n, w);
      const mode = modes + 3 * at;
      for (let j: usize = 0; j < n; j += 16) {
        const b = f32x4.mul(v128.load_splat<f32>(mode), v128.load(back + head + j));
        const known = f32x4.mul(v128.load_splat<f32>(mode + 4), v128.load(c + j));
        const f = f32x4.mul(v128.load_splat<f32>(mode + 8), v128.load(forth + head + j));
        v128.store(read + head + j, f32x4.add(f32x4.add(b, known), f)); // (10)
      }
      const word = words + <usize>i * w;
      for (let j: usize = 0; j < <usize>N; j++) addScaled(word, load<f32>(read + head + (j << 2)), M + j * w, w); // (11)
    }
  }
}

/** (12) */
function bound(s: usize, z: usize, W: i32, R: i32): void {
  const w = (<usize>W) << 2, r = (<usize>R) << 2;
  memory.copy(s, z, (<usize>signalsLength(W, R)) << 2);
  const strengths = <usize>R * w;
  for (let at = strengths; at < strengths + r; at += 4) store<f32>(s + at, 1 + softplus(load<f32>(z + at)));
  const writeStrength = strengths + r + w;
  store<f32>(s + writeStrength, 1 + softplus(load<f32>(z + writeStrength)));
  const erase = writeStrength + 4;
  for (let at = erase; at < erase + w; at += 16) v128.store(s + at, sigmoid4(v128.load(z + at)));
  const free = erase + 2 * w;
  for (let at = free; at < free + r + 8; at += 4) {
    store<f32>(s + at, f32x4.extract_lane(sigmoid4(v128.load_splat<f32>(z + at)), 0));
  }
  for (let at = free + r + 8; at < free + 4 * r + 8; at += 12) {
    const most = max(load<f32>(z + at), max(load<f32>(z + at + 4), load<f32>(z + at + 8)));
    const e0 = exp(load<f32>(z + at) - most);
    const e1 = exp(load<f32>(z + at + 4) - most);
    const e2 = exp(load<f32>(z + at + 8) - most);
    const per: f32 = 1 / (e0 + e1 + e2);
    store<f32>(s + at, e0 * per);
    store<f32>(s + at + 4, e1 * per);
    store<f32>(s + at + 8, e2 * per);
  }
}

/** (4). Of words equally used the first one comes first. */
function allocate(u: usize, order: usize, ahead: usize, a: usize, N: i32): void {
  for (let j = 0; j < N; j++) {
    const used = load<f32>(u + ((<usize>j) << 2));
    let at = order + ((<usize>j) << 2);
    for (; at > order && load<f32>(u + ((<usize>load<i32>(at - 4)) << 2)) > used; at -= 4) {
      store<i32>(at, load<i32>(at - 4));
    }
    store<i32>(at, j);
  }
  let product: f32 = 1;
  for (let i = 0; i < N; i++) {
    const j = (<usize>load<i32>(order + ((<usize>i) << 2))) << 2;
    const used = load<f32>(u + j);
    store<f32>(ahead + j, product);
    store<f32>(a + j, (1 - used) * product);
    product *= used;
  }
}

/** |M_j| of every word. */
function lengths(norms: usize, M: usize, n: usize, w: usize): void {
  for (let j: usize = 0; j < n; j += 4, M += w) store<f32>(norms + j, <f32>Math.sqrt(dot(M, M, w) + EPSILON));
}

/** (1): the weighting to c, its cosines behind it. */
function look(c: usize, M: usize, norms: usize, key: usize, beta: f32, keyNorm: usize, n: usize, w: usize): void {
  const length: f32 = <f32>Math.sqrt(dot(key, key, w) + EPSILON);
  store<f32>(keyNorm, length);
  let most = f32x4.splat(-Infinity);
  for (let j: usize = 0; j < n; j += 16) {
    for (let at = j; at < j + 16; at += 4, M += w) store<f32>(c + n + at, dot(M, key, w));
    const below = f32x4.add(f32x4.mul(v128.load(norms + j), f32x4.splat(length)), f32x4.splat(EPSILON));
    const cosines = f32x4.div(v128.load(c + n + j), below);
    v128.store(c + n + j, cosines);
    most = f32x4.max(most, cosines);
  }
  const top = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  let sum = f32x4.splat(0);
  for (let j: usize = 0; j < n; j += 16) {
    const e = exp4(f32x4.mul(f32x4.splat(beta), f32x4.sub(v128.load(c + n + j), f32x4.splat(top))));
    v128.store(c + j, e);
    sum = f32x4.add(sum, e);
  }
  const per = f32x4.splat(1 / total4(sum));
  for (let j: usize = 0; j < n; j += 16) v128.store(c + j, f32x4.mul(v128.load(c + j), per));
}

/** a . b over so many bytes. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  return total4(sum);
}

/** out += scale a over so many bytes. */
// @ts-ignore: decorator
@inline
export function addScaled(out: usize, scale: f32, a: usize, bytes: usize): void {
  const by = f32x4.splat(scale);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(by, v128.load(a + i))));
  }
}

// @ts-ignore: decorator
@inline
function exp(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** log(1 + exp(x)). */
// @ts-ignore: decorator
@inline
function softplus(x: f32): f32 {
  return max(x, 0) + f32x4.extract_lane(log4(f32x4.splat(1 + exp(-abs(x)))), 0);
}
