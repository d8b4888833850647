/**
 * Problems by name: data, network, options, in this order and each option at most once.
 *
 *   digits-mlp-relu-20-20              data, kind, activation, widths
 *   ...-b64, -full                     minibatch (128 unless named), or all rows at every step
 *   ...-init0.01, -glorot, -he         how it begins
 *   ...-ridge0.001                     plus lambda / 2 |weights|^2, biases apart
 *   ...-rescale3, -rescale3tensor, -rescale3global   parameters in other units
 *
 * An option that says what holds anyway is refused, so that a problem has one name.
 */
import type { Initial } from './initial.ts';
import type { Rescaling, Sharing } from './rescaling.ts';

/** What a name says of a problem beside its data and network. */
export interface Options {
  /** Rows of a minibatch; 'full' for all there are. */
  readonly batch: number | 'full';
  /** Absent: as its kind begins. */
  readonly initial?: Initial;
  readonly ridge: number;
  readonly rescaling?: Rescaling;
}

/** A name taken apart; the network's words are still words. */
export interface Name {
  readonly data: string;
  readonly network: readonly string[];
  readonly options: Options;
}

/** Rows of a minibatch, as in most papers. */
export const usualBatch = 128;

const number = String.raw`(?:0|[1-9]\d*)(?:\.\d*[1-9])?`;
const option = {
  batch: /^(?:b([1-9]\d{0,4})|full)$/,
  initial: new RegExp(`^(?:init(${number})|glorot|he)$`),
  ridge: new RegExp(`^ridge(${number})$`),
  rescaling: new RegExp(`^rescale(${number})(tensor|global)?$`),
} as const;

/** Takes a name apart; undefined where it is none. */
export function parseName(id: string): Name | undefined {
  const [data, ...words] = id.split('-');
  if (data === undefined) return undefined;
  const isOption = (word: string): boolean => Object.values(option).some((pattern) => pattern.test(word));
  const first = words.findIndex(isOption);
  const network = first < 0 ? words : words.slice(0, first);
  const rest = first < 0 ? [] : words.slice(first);
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest[0] ?? '');
    if (match !== null) rest.shift();
    return match ?? undefined;
  };
  const batch = take(option.batch);
  const initial = take(option.initial);
  const ridge = take(option.ridge);
  const rescaling = take(option.rescaling);
  if (rest.length > 0 || batch?.[0] === `b${usualBatch}` || ridge?.[1] === '0' || rescaling?.[1] === '0')
    return undefined;
  return {
    data,
    network,
    options: {
      batch: batch === undefined ? usualBatch : batch[1] === undefined ? 'full' : Number(batch[1]),
      ...(initial !== undefined && {
        initial: initial[1] === undefined ? (initial[0] as 'glorot' | 'he') : Number(initial[1]),
      }),
      ridge: ridge === undefined ? 0 : Number(ridge[1]),
      ...(rescaling !== undefined && {
        rescaling: { range: Number(rescaling[1]), sharing: (rescaling[2] ?? 'coordinate') as Sharing },
      }),
    },
  };
}
