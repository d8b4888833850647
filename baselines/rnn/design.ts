/** What kinds of network there are: every one of them is this folder's rule with other settings. */
import type { Controller } from './controller.ts';

/** One kind. */
export interface Design {
  /** Of the optimizer. */
  readonly name: string;
  readonly controller: Controller;
  /** What it is shown, and how it proposes: as the paper has it, or relative to its incumbent (senses.ts, head.ts). */
  readonly inputs: 'paper' | 'incumbent';
  /** Values as told, or normalised as they come in: with TV et al.'s constant, or so that units do not matter. */
  readonly normalise: 'off' | 'published' | 'scale-free';
  /** Whether it was made to propose before results are in. */
  readonly parallel: boolean;
  /** Whether it is shown by how much constraints are violated (constraints.ts). */
  readonly constraints?: boolean;
  /** Whether it is also trained to have its incumbent read off it, where it has to remember that by itself. */
  readonly recall?: boolean;
}
