/**
 * How long does one step of meta-training a gradient method take? `npm run bench:speed l2l [--peer PYTHON]`
 *
 * The LSTM of Andrychowicz et al. (2016), two layers of 20 units over every coordinate, its inputs by their logarithm; problems
 * drawn anew for every step, an unroll of 20, forward, backward, clip, Adam:
 *
 *   quadratics   128 functions of ten dimensions
 *   mlp          a 784-20-10 sigmoid network, 15910 coordinates, batches of 128 of 2048 made-up images
 *
 * From outside, as a training yields, with 1 and 2 threads. With --peer (or OPTBENCH_PEER), a Python with PyTorch takes the same
 * steps by bench/peers/l2l_step.py, turn and turn about in the same run; the ratio of the medians is what to quote.
 *
 * Measured on two idle cores of a Xeon with AVX-512, Node 20, PyTorch 2.15 from PyPI (MKL); medians in ms; mlp three times:
 *
 *   task         ours, 1 thread   ours, 2 threads   PyTorch, 1 thread   PyTorch, 2 threads   ratio of the bests
 *   quadratics   37.3             22.2              46.1                44.6                 0.50
 *   mlp          445, 442, 457    306, 292, 294     563, 517, 515       383, 310, 315        0.80, 0.94, 0.93
 *
 * 9.4 billion operations are in products of a step of mlp, a quarter of a second at what 128 bits of WebAssembly give a core. Its one
 * problem is cut among threads by its coordinates (src/meta/descent/cut.ts): all but the network's own values and gradients, 21 ms
 * of processor time a step, is shared out. By itself the step takes 250 ms on two threads, at best 226; in turn with others it
 * varies (quartiles 247 and 332): the threads meet 42 times a step, and whatever holds up one of them holds up both.
 */
import { fileURLToPath } from 'node:url';
import { kernelSet } from '../src/tensor/kernels.ts';
import { ours, Peer, peerPython, type Runner, race, THREADS } from './peers/peer.ts';
import trainings from './recipes/l2l-step.ts';

/** Prints a line for each task and number of threads; the names of tasks among the arguments choose. */
export default async function bench(args: readonly string[] = []): Promise<void> {
  const python = peerPython(args);
  const peer = python === undefined ? undefined : new Peer(python, 'l2l_step.py');
  if (peer !== undefined) console.log(`peer: ${await peer.hello()}`);
  console.log(`kernels: ${kernelSet()}, Node ${process.version}\n`);
  console.log('| task | who | median ms | quartiles | ratio to the best peer |');
  console.log('|---|---|---|---|---|');
  const module = fileURLToPath(new URL(`./recipes/l2l-step${import.meta.url.slice(-3)}`, import.meta.url));
  const named = trainings.filter(({ recipe }) => args.includes(recipe.name));
  for (const training of named.length > 0 ? named : trainings) {
    const task = training.recipe.name;
    const runners: Runner[] = [];
    for (const threads of THREADS) {
      runners.push(await ours({ ...training, module, reference: 'l2l-step' }, threads));
    }
    if (peer !== undefined) runners.push(...peer.variants({ task }, ['eager', 'scripted', 'library']));
    await race(task, runners);
  }
  console.log(`\npeak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, everything loaded`);
  peer?.end();
}
