/** The designs with shipped weights, by the optimizers' names. */
import type { Design } from './design.ts';
import { lstm } from './lstm.ts';

/** The default: shown its incumbent, trained on a broad family. */
export const robust: Design = {
  name: 'rnn',
  controller: lstm(64),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: false,
};

/** All of them. */
export const designs: readonly Design[] = [robust];
