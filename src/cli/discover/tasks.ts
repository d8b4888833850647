/** What rules are searched on, and what they are tried on afterwards. */
import { type Upbringing, upbringing } from '../../discover/child.ts';

/** A family of training problems. */
export interface Ground {
  readonly suite: string;
  readonly family: Readonly<Record<string, unknown>>;
}

/** A task that no search saw: the rate is chosen on its training split, and judged on its validation split. */
export interface TransferTask extends Ground {
  readonly name: string;
}

/** The child task: the nearest of our networks to a child of seconds rather than minutes. */
export const childTask: Ground = { suite: 'networks', family: { networks: ['digits-mlp-relu-20-b32'] } };

/** Another loss, another kind of network, and no network at all; trained for twice the child's steps. */
export const transferTasks: readonly TransferTask[] = [
  { name: 'auto-encoder', suite: 'networks', family: { networks: ['digits-autoencoder-relu-32-8-32-b32'] } },
  { name: 'recurrent network', suite: 'networks', family: { networks: ['digits-rnn-tanh-20-b32'] } },
  { name: 'robust regression', suite: 'convex', family: { kind: 'robust' } },
];

/** The grid over which rates are tuned. */
export { learningRates as transferRates } from '../../descent/settings.ts';

/** One training at this rate. */
export function atRate(rate: number): Upbringing {
  return { probe: 0, steps: 2 * upbringing.steps, rates: [rate], draws: 1 };
}

/** A whole child, on one draw. */
export const oneDraw: Upbringing = { ...upbringing, draws: 1 };
