/**
 * Search by a controller that learns from rewards: proximal policy optimization, Schulman et al. (2017), equation 7, with an
 * entropy bonus (equation 9) and, as Bello et al. (2017) have it, a moving average of the rewards as baseline.
 *
 *   r  B        rewards                 A_b = (r_b - baseline) / deviation       the same for all tokens of a program
 *   rho  B x L  p(token) / p_old(token)
 *   loss = -mean min(rho A, clip(rho, 1 - 0.2, 1 + 0.2) A) - bonus * mean entropy                (7), (9)
 *
 * Deviations: advantages are divided by the moving deviation of the rewards, and the rate of Adam and the bonus are larger
 * than for searches of many thousands, since two thousand children are few. A repeat has no advantage, or a controller that
 * has found something would write nothing else.
 */
import type { Rng } from '../math/random.ts';
import { adamStart, adamStep } from '../meta/adam.ts';
import { fusedEngine } from '../tensor/fused.ts';
import type { Node, Tape } from '../tensor/tape.ts';
import { at, choice, controllerWeights, drawn, write } from './controller.ts';
import type { Program, Slot } from './program.ts';
import type { Searcher } from './search.ts';

/** How a controller learns. */
export interface PpoSettings {
  readonly rate: number;
  /** Steps on each batch. */
  readonly epochs: number;
  readonly clip: number;
  readonly bonus: number;
  /** How slowly the baseline follows the rewards. */
  readonly memory: number;
}

/** Settings that suit about two thousand children. */
export const ppoSettings: PpoSettings = { rate: 1e-3, epochs: 5, clip: 0.2, bonus: 0.05, memory: 0.9 };

/** Search by a controller. */
export function ppo(slots: readonly Slot[], rng: Rng, settings: PpoSettings = ppoSettings): Searcher {
  const engine = fusedEngine();
  let weights = controllerWeights(slots, rng.split('weights'));
  let adam = adamStart(weights);
  let baseline: { mean: number; square: number } | undefined;

  return {
    propose: (count) =>
      engine.evaluate(weights, (tape, theta) => {
        const tokens: number[][] = [];
        write(tape, theta, slots, count, (logits) => {
          const chosen = drawn(tape.numbers(logits), count, logits.cols, rng);
          tokens.push(chosen);
          return chosen;
        });
        return Array.from({ length: count }, (_, b): Program => tokens.map((row) => row[b]!));
      }),

    learn(judged) {
      const programs = judged.map(({ program }) => program);
      const rewards = judged.map(({ reward }) => reward);
      const mean = average(rewards);
      const square = average(rewards.map((reward) => reward * reward));
      const { memory } = settings;
      baseline ??= { mean, square };
      const deviation = Math.sqrt(Math.max(1e-6, baseline.square - baseline.mean ** 2));
      const advantages = judged.map(({ reward, repeat }) => (repeat ? 0 : (reward - baseline!.mean) / deviation));
      baseline = {
        mean: memory * baseline.mean + (1 - memory) * mean,
        square: memory * baseline.square + (1 - memory) * square,
      };
      const old = engine.evaluate(weights, (tape, theta) =>
        Float64Array.from(tape.numbers(chances(tape, theta, slots, programs))),
      );
      for (let epoch = 0; epoch < settings.epochs; epoch++) {
        const { gradient } = engine.slope(weights, (tape, theta) =>
          surrogate(tape, chances(tape, theta, slots, programs), old, advantages, settings),
        );
        const next = adamStep(weights, adam, gradient, { rate: settings.rate, clip: 1 });
        if (next !== undefined) ({ weights, adam } = next);
      }
    },
  };
}

/** B x 2L: for every token of every program its log probability and the entropy of the choice. */
function chances(
  tape: Tape,
  theta: Readonly<Record<string, Node>>,
  slots: readonly Slot[],
  programs: readonly Program[],
): Node {
  const choices: Node[] = [];
  write(tape, theta, slots, programs.length, (logits, place) => {
    const tokens = at(programs, place);
    choices.push(choice(tape, logits, tokens));
    return tokens;
  });
  return tape.beside(...choices);
}

/** The clipped surrogate with the bonus, (7) and (9), from what `chances` gives now and gave before. */
export function surrogate(
  tape: Tape,
  now: Node,
  old: ArrayLike<number>,
  advantages: readonly number[],
  { clip, bonus }: Pick<PpoSettings, 'clip' | 'bonus'>,
): Node {
  const { rows: B, cols } = now;
  const count = (B * cols) / 2;
  const slopes = new Float64Array(B * cols);
  return tape.loops({
    inputs: [now],
    rows: 1,
    cols: 1,
    forward(out, z) {
      let sum = 0;
      for (let b = 0; b < B; b++) {
        const A = advantages[b]!;
        for (let i = b * cols; i < (b + 1) * cols; i += 2) {
          const rho = Math.exp(z[i]! - old[i]!);
          const clipped = Math.min(1 + clip, Math.max(1 - clip, rho));
          const followed = rho * A <= clipped * A;
          sum -= followed ? rho * A : clipped * A;
          sum -= bonus * z[i + 1]!;
          slopes[i] = followed ? (-rho * A) / count : 0;
          slopes[i + 1] = -bonus / count;
        }
      }
      out[0] = sum / count;
    },
    backward(d, slope) {
      if (slope === undefined) return;
      for (let i = 0; i < slopes.length; i++) slope[i]! += d[0]! * slopes[i]!;
    },
  });
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
