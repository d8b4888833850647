/**
 * How long does one step of meta-training take? `npm run bench:speed train [--peer PYTHON]`
 *
 * LSTM-100 with the paper's inputs, d = 6, 128 functions of 256 random waves drawn anew for every step, sum loss: draw,
 * forward, backward, clip, Adam, at horizons 20 and 100 and with 1 and 2 threads; from outside, as `metaTrain` yields. With
 * --peer (or OPTBENCH_PEER), a Python with PyTorch takes the same steps by bench/peers/meta_step.py, turn and turn about in
 * the same run, and the ratio of the medians is what to quote.
 *
 * Measured on two cores of a Xeon with AVX-512, idle, Node 20, PyTorch 2.15 from PyPI (MKL); medians in ms:
 *
 *   horizon   ours, 1 thread   ours, 2 threads   PyTorch's best   ratio
 *   20        26.9             14.3              19.1 (2 threads) 0.75
 *   100       123.7            65.5              92.2 (2 threads) 0.71
 *
 * Two thirds of a step are products at 37 billion operations a second and core, where WebAssembly's 128 bits end at 41;
 * MKL has 512.
 */
import { fileURLToPath } from 'node:url';
import { kernelSet } from '../src/tensor/kernels.ts';
import { ours, Peer, peerPython, type Runner, race, THREADS } from './peers/peer.ts';
import trainings from './recipes/meta-step.ts';

/** Prints a line for each horizon and number of threads. */
export default async function bench(args: readonly string[] = []): Promise<void> {
  const python = peerPython(args);
  const peer = python === undefined ? undefined : new Peer(python, 'meta_step.py');
  if (peer !== undefined) console.log(`peer: ${await peer.hello()}`);
  console.log(`kernels: ${kernelSet()}, Node ${process.version}\n`);
  console.log('| horizon | who | median ms | quartiles | ratio to the best peer |');
  console.log('|---|---|---|---|---|');
  const module = fileURLToPath(new URL(`./recipes/meta-step${import.meta.url.slice(-3)}`, import.meta.url));
  for (const training of trainings) {
    const horizon = training.recipe.phases[0]!.horizon;
    const runners: Runner[] = [];
    for (const threads of THREADS) runners.push(await ours({ ...training, module, reference: 'meta-step' }, threads));
    if (peer !== undefined) runners.push(...peer.variants({ horizon }, ['eager', 'scripted', 'library']));
    await race(horizon, runners);
  }
  console.log(`\npeak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, everything loaded`);
  peer?.end();
}
