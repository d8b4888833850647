/**
 * Where the threads of one training meet: memory that they share, with weights going out, losses and gradients coming
 * back. No message is passed on the way, so that handing out a batch costs microseconds.
 *
 *   TURN        counted up when there is work; idle threads sleep on it
 *   ITERATION   which batch it is
 *   OPEN        threads that are not done; whoever handed the work out sleeps on it
 *   FAILED      1 once a thread could not go on; REASON is then the length of what it said, CLAIMED whether somebody has said it
 *   HERE        threads that wait for the others in the middle of a batch; whoever comes last counts up ROUND, on which they sleep
 *
 * TURN is written last: whoever wakes sees the weights and the iteration. A thread's shares are always the same: it may keep what
 * an iteration leaves for the next (an episode between two unrolls).
 */
import type { Slope } from '../tensor/tape.ts';
import type { Weights } from '../tensor/weights.ts';

const [TURN, ITERATION, OPEN, FAILED, REASON, CLAIMED, HERE, ROUND, WORDS] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/** The longest reason of a failure, in bytes. */
const LONGEST = 4096;

/** Milliseconds. */
const ASLEEP = 1000;

/** How often a thread looks whether the others are there before it falls asleep: some tens of microseconds. */
const LOOKS = 2000;

/** What is shared; a thread makes its own `Exchange` over it. */
export interface Shared {
  readonly control: SharedArrayBuffer;
  readonly weights: SharedArrayBuffer;
  readonly losses: SharedArrayBuffer;
  readonly gradients: SharedArrayBuffer;
  readonly reason: SharedArrayBuffer;
  readonly common: SharedArrayBuffer;
}

/** One thread's view of what is shared. */
export class Exchange {
  readonly shared: Shared;
  /** Theta as it was handed out. */
  readonly weights: Weights;
  /** What the shares of a batch have in common. */
  readonly common: Float64Array;
  private readonly control: Int32Array;
  private readonly losses: Float64Array;
  private readonly gradients: readonly Readonly<Record<string, Float32Array>>[];
  private turn = 0;

  /** Room for weights of these shapes, for so many shares and numbers in common; without `shared`, new room. */
  constructor(shapes: Weights, shares: number, common: number, shared?: Shared) {
    const size = Object.values(shapes).reduce((sum, { data }) => sum + data.length, 0);
    this.shared = shared ?? {
      control: new SharedArrayBuffer(4 * WORDS!),
      weights: new SharedArrayBuffer(4 * size),
      losses: new SharedArrayBuffer(8 * shares),
      gradients: new SharedArrayBuffer(4 * size * shares),
      reason: new SharedArrayBuffer(LONGEST),
      common: new SharedArrayBuffer(8 * common),
    };
    this.common = new Float64Array(this.shared.common);
    this.control = new Int32Array(this.shared.control);
    this.losses = new Float64Array(this.shared.losses);
    this.weights = shaped(shapes, this.shared.weights, 0);
    this.gradients = Array.from({ length: shares }, (_, share) =>
      Object.fromEntries(
        Object.entries(shaped(shapes, this.shared.gradients, 4 * size * share)).map(([name, { data }]) => [name, data]),
      ),
    );
  }

  /** Hands out a batch to so many threads, this one among them. */
  handOut(weights: Weights, iteration: number, threads: number): void {
    for (const [name, { data }] of Object.entries(weights)) this.weights[name]!.data.set(data);
    this.control[ITERATION!] = iteration;
    Atomics.store(this.control, OPEN!, threads);
    Atomics.add(this.control, TURN!, 1);
    Atomics.notify(this.control, TURN!);
  }

  /** Sleeps until there is another batch. */
  awaitWork(): void {
    Atomics.wait(this.control, TURN!, this.turn);
    this.turn = Atomics.load(this.control, TURN!);
  }

  /** The iteration that was handed out. */
  get iteration(): number {
    return this.control[ITERATION!]!;
  }

  /** What came of a share. */
  handIn(share: number, { loss, gradient }: Slope): void {
    this.losses[share] = loss;
    for (const [name, slope] of Object.entries(gradient)) this.gradients[share]![name]!.set(slope);
  }

  /** This thread's shares are all in. */
  done(): void {
    if (Atomics.sub(this.control, OPEN!, 1) === 1) Atomics.notify(this.control, OPEN!);
  }

  /** Waits until so many threads are here, this one among them; throws where one failed. */
  async meet(threads: number): Promise<void> {
    const round = Atomics.load(this.control, ROUND!);
    if (Atomics.add(this.control, HERE!, 1) === threads - 1) {
      Atomics.store(this.control, HERE!, 0);
      Atomics.add(this.control, ROUND!, 1);
      Atomics.notify(this.control, ROUND!);
      return;
    }
    const alone = (): boolean => Atomics.load(this.control, ROUND!) === round;
    for (let look = 0; look < LOOKS && alone(); look++);
    while (alone()) {
      const woken = Atomics.wait(this.control, ROUND!, round, ASLEEP);
      if (woken === 'timed-out') await new Promise(setImmediate);
      this.heed();
    }
  }

  /** This thread could not go on. What the first such thread says is the reason. */
  fail(reason: string): void {
    if (Atomics.exchange(this.control, CLAIMED!, 1) === 0) this.say(reason);
    this.done();
  }

  private say(reason: string): void {
    const bytes = new TextEncoder().encode(reason).subarray(0, LONGEST);
    new Uint8Array(this.shared.reason).set(bytes);
    this.control[REASON!] = bytes.length;
    Atomics.store(this.control, FAILED!, 1);
    Atomics.notify(this.control, ROUND!);
  }

  /** Throws where a thread has failed. */
  private heed(): void {
    if (Atomics.load(this.control, FAILED!) !== 1) return;
    const bytes = new Uint8Array(this.shared.reason).slice(0, this.control[REASON!]);
    throw new Error(new TextDecoder().decode(bytes));
  }

  /** Waits until every thread is done; throws where one failed. */
  async collect(shares: number): Promise<readonly Slope[]> {
    for (let open = this.open; open > 0; open = this.open) {
      // Asleep, this thread hears nothing; now and then it listens whether another has died.
      if (Atomics.wait(this.control, OPEN!, open, ASLEEP) === 'timed-out') await new Promise(setImmediate);
    }
    this.heed();
    return Array.from({ length: shares }, (_, share) => ({
      loss: this.losses[share]!,
      gradient: this.gradients[share]!,
    }));
  }

  private get open(): number {
    return Atomics.load(this.control, OPEN!);
  }
}

/** Weights of these shapes, lying one behind the other from byte `start` on. */
function shaped(shapes: Weights, buffer: SharedArrayBuffer, start: number): Weights {
  let at = start;
  return Object.fromEntries(
    Object.entries(shapes).map(
      ([
        name,
        {
          shape,
          data: { length },
        },
      ]) => {
        // The compiler holds arrays over shared memory for another type; everything read or written here is the same.
        const data = new Float32Array(buffer, at, length) as unknown as Float32Array;
        at += 4 * length;
        return [name, { shape, data }];
      },
    ),
  );
}
