/** The designs with shipped weights, by the optimizers' names. */
import type { Design } from './design.ts';
import { dnc } from './dnc.ts';
import { lstm } from './lstm.ts';

const incumbent = { inputs: 'incumbent', normalise: 'scale-free', parallel: false } as const;
const paper = { inputs: 'paper', normalise: 'published', parallel: false } as const;

/** The default: trained on functions of many kinds. */
export const robust: Design = { name: 'rnn', controller: lstm(100), ...incumbent };
/** Trained on the paper's functions with its loss of observed improvement; of sums; of expected improvement. */
export const improvement: Design = { name: 'rnn-oi', controller: lstm(100), ...incumbent };
export const sum: Design = { name: 'rnn-sum', controller: lstm(100), ...incumbent };
export const expected: Design = { name: 'rnn-ei', controller: lstm(100), ...incumbent };
/** With an external memory. */
export const memory: Design = { name: 'rnn-dnc', controller: dnc({ units: 100 }), ...incumbent };
/** For parallel workers, 1 to 10 of them. */
export const parallel: Design = { name: 'rnn-parallel', controller: lstm(100), ...incumbent, parallel: true };
/** With the paper's inputs, x and y, and nothing else. */
export const faithful: Design = { name: 'chen-oi', controller: lstm(100), ...paper, recall: true };
/** For problems with constraints. */
export const constrained: Design = { name: 'rnn-constrained', controller: lstm(64), ...incumbent, constraints: true };

/** All of them. */
export const designs: readonly Design[] = [robust, improvement, sum, expected, memory, parallel, faithful, constrained];
