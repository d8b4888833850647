/**
 * What a step of the hand-designed gradient methods costs on 100,000 parameters, ask and tell together, in processor time, beside the same
 * arithmetic in a plain loop over typed arrays. Target: at most twice the plain loop.
 *
 * A proposal stays as it is once it is made, so every step makes a new point; new memory costs the system about as much as
 * SGD itself. So there are two plain loops: one that makes its next point anew, as any harness must that keeps what was
 * proposed, and one that changes x in place. Blocks are those of a network, 300 x 300 and 300 x 33 and their biases.
 *
 *   npm run bench:speed descent [METHOD ...]
 */
import { type Optimizer, reals, type Settings, stream, type Vector } from 'optbench';
import adagrad from '../baselines/adagrad.ts';
import adam from '../baselines/adam.ts';
import adamax from '../baselines/adamax.ts';
import adamw from '../baselines/adamw.ts';
import adan from '../baselines/adan.ts';
import addsign from '../baselines/addsign.ts';
import cg from '../baselines/cg.ts';
import lbfgs from '../baselines/lbfgs.ts';
import lion from '../baselines/lion.ts';
import momentum from '../baselines/momentum.ts';
import muon from '../baselines/muon.ts';
import nadam from '../baselines/nadam.ts';
import nesterov from '../baselines/nesterov.ts';
import powersign from '../baselines/powersign.ts';
import radam from '../baselines/radam.ts';
import rmsprop from '../baselines/rmsprop.ts';
import scheduleFree from '../baselines/schedule-free.ts';
import sgd from '../baselines/sgd.ts';
import soap from '../baselines/soap.ts';
import yogi from '../baselines/yogi.ts';

const BLOCKS = [
  { name: 'W1', shape: [300, 300] },
  { name: 'b1', shape: [100] },
  { name: 'W2', shape: [300, 33] },
];
const N = 100_000;
const SAMPLES = 200;
const TOGETHER = 10;

/** The next point into `next`, which is x itself in place; a and b are the method's state. */
type Loop = (x: Vector, g: Vector, next: Vector, a: Vector, b: Vector, t: number) => void;
const loops: Readonly<Record<string, Loop>> = {
  sgd(x, g, next) {
    for (let i = 0; i < N; i++) next[i] = x[i]! - 1e-3 * g[i]!;
  },
  momentum(x, g, next, v) {
    for (let i = 0; i < N; i++) {
      v[i] = 0.9 * v[i]! + g[i]!;
      next[i] = x[i]! - 1e-3 * v[i]!;
    }
  },
  nesterov(x, g, next, v) {
    for (let i = 0; i < N; i++) {
      v[i] = 0.9 * v[i]! + g[i]!;
      next[i] = x[i]! - 1e-3 * (g[i]! + 0.9 * v[i]!);
    }
  },
  rmsprop(x, g, next, v) {
    for (let i = 0; i < N; i++) {
      v[i] = 0.9 * v[i]! + 0.1 * g[i]! * g[i]!;
      next[i] = x[i]! - (1e-3 * g[i]!) / (Math.sqrt(v[i]!) + 1e-8);
    }
  },
  adagrad(x, g, next, s) {
    for (let i = 0; i < N; i++) {
      s[i] = s[i]! + g[i]! * g[i]!;
      next[i] = x[i]! - (1e-3 * g[i]!) / (Math.sqrt(s[i]!) + 1e-10);
    }
  },
  adam(x, g, next, m, v, t) {
    const [one, two] = [1 - 0.9 ** t, 1 - 0.999 ** t];
    for (let i = 0; i < N; i++) {
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! * g[i]!;
      next[i] = x[i]! - (1e-3 * (m[i]! / one)) / (Math.sqrt(v[i]! / two) + 1e-8);
    }
  },
  lion(x, g, next, m) {
    for (let i = 0; i < N; i++) {
      next[i] = (1 - 1e-6) * x[i]! - 1e-3 * Math.sign(0.9 * m[i]! + 0.1 * g[i]!);
      m[i] = 0.99 * m[i]! + 0.01 * g[i]!;
    }
  },
};

const files: readonly Settings[] = [
  ...[sgd, momentum, nesterov, rmsprop, adagrad, adam, adamax, adamw, nadam, radam, yogi, lion, adan, powersign],
  ...[addsign, scheduleFree, lbfgs, cg, muon, soap],
];

/** Measures and prints microseconds per step. */
export default async function bench(names: readonly string[] = []): Promise<void> {
  const rng = stream('bench', 'descent');
  const draw = () => Float64Array.from({ length: N }, () => rng.normal());
  const [x0, g] = [draw(), draw()];
  const rows = files.flatMap(([optimizer]) => {
    const name = optimizer!.name.replace(/-[\d.]+$/, '');
    if (names.length > 0 && !names.includes(name)) return [];
    const ours = median(stepper(optimizer!, x0, g), ['muon', 'soap'].includes(name) ? TOGETHER : SAMPLES);
    const loop = loops[name];
    if (loop === undefined) return [{ method: name, 'us per step': Math.round(ours) }];
    const anew = median(plain(loop, x0, g, false), SAMPLES);
    const inPlace = median(plain(loop, x0, g, true), SAMPLES);
    return [
      {
        method: name,
        'us per step': Math.round(ours),
        'plain loop, a new point': Math.round(anew),
        ratio: Number((ours / anew).toFixed(2)),
        'plain loop, in place': Math.round(inPlace),
        'ratio ': Number((ours / inPlace).toFixed(2)),
      },
    ];
  });
  console.log(
    `\nA step on ${N.toLocaleString('en')} parameters, processor time, medians of ${SAMPLES / TOGETHER} times ${TOGETHER} steps`,
  );
  console.table(rows);
}

function stepper(optimizer: Optimizer, x0: Vector, gradient: Vector): (t: number) => void {
  const search = optimizer.start({
    space: reals(N),
    blocks: BLOCKS,
    x0,
    budget: 10 * SAMPLES,
    workers: 1,
    rng: stream('bench', 'descent', optimizer.name),
  });
  return (id) => void search.tell({ id, x: search.ask(id) as Vector, value: 1 / id, gradient });
}

function plain(loop: Loop, x0: Vector, g: Vector, inPlace: boolean): (t: number) => void {
  let x: Vector = x0.slice();
  const [a, b] = [new Float64Array(N), new Float64Array(N)];
  return (t) => {
    const next = inPlace ? x : new Float64Array(N);
    loop(x, g, next, a, b, t);
    x = next;
  };
}

/** Microseconds of the processor per step: a busy machine makes the clock run, not this. */
function median(step: (t: number) => void, samples: number): number {
  const times: number[] = [];
  let t = 0;
  for (let k = 0; k < samples; k++) step(++t);
  for (let k = 0; k < samples / TOGETHER; k++) {
    const before = process.cpuUsage();
    for (let j = 0; j < TOGETHER; j++) step(++t);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / TOGETHER);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}
