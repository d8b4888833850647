/**
 * A published evaluation that can be made again: which problems, which curves were published for them, what was claimed, and
 * what the paper leaves open. The noun only; `src/reproduce/` turns runs of it into tables and figures.
 */

/** A curve that a paper shows: the mean of the best value so far. */
export interface PublishedCurve {
  readonly method: string;
  /** Counted from 0: step k is after k + 1 evaluations. */
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  /** Half the height of the shaded band, by step, where it is known. */
  readonly half?: Readonly<Record<string, number>>;
}

/** Where one run is made. Equal for every optimizer, so that runs are paired by their number. */
export interface Place {
  /** A suite's name. */
  readonly suite: string;
  readonly problem: string;
  readonly seed: number;
}

/** Runs that are made alike: on problems of one kind, run by run the same for every optimizer. */
export interface Stage {
  /** Fit for a file name. */
  readonly id: string;
  readonly title: string;
  /** Evaluations per run. */
  readonly budget: number;
  /** Digits of the values that are kept. */
  readonly digits: number;
  /** Of training runs: numbers of evaluations at which the loss is kept. Without it, the best value so far is. */
  readonly marks?: readonly number[];
  /** Where run 1, 2, 3, ... is made. */
  place(run: number): Place;
}

/** One figure's worth of runs: problems of one kind. */
export interface Panel extends Stage {
  /** The least possible value, where it is the same for all runs: figures then show what is left to it, on a log axis. */
  readonly floor?: number;
  /** How many runs an optimizer makes: a quick one, and one that takes seconds or minutes a run. */
  readonly runs: { readonly quick: number; readonly slow: number };
  readonly published: readonly PublishedCurve[];
  /**
   * Optimizers that know what the panel's problems are drawn from, or those of its problems whose ids fit. They take part
   * here alone; the learned ones are held against the first, run by run.
   */
  readonly oracles?: readonly { readonly optimizer: string; readonly problems?: RegExp }[];
  /** Seconds for 100 proposals, by method, where the paper gives them. */
  readonly publishedSeconds?: Readonly<Record<string, number>>;
  /** What to say where ours and theirs differ. */
  readonly remarks?: readonly string[];
}

/** A number to reach: the mean of the best value at a step. */
export interface Target {
  readonly panel: string;
  readonly step: number;
  readonly mean: number;
  /** Whether it is the published number, or the least that counts as done (a floor). */
  readonly kind?: 'floor';
}

/** A further figure: some of a panel's curves by themselves. */
export interface Detail {
  readonly id: string;
  readonly title: string;
  readonly panel: string;
  /** Those of ours whose names fit. */
  readonly optimizers: RegExp;
  /** Published methods. */
  readonly methods: readonly string[];
}

/** The evaluation. */
export interface Reproduction {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly panels: readonly Panel[];
  /** At which steps tables are read, counted from 0. */
  readonly steps: readonly number[];
  /** Who takes part besides the learned optimizers that are shipped: references, as a command line would give them. */
  readonly optimizers: readonly string[];
  /** Names of those that take seconds or minutes a run. */
  readonly slow: RegExp;
  /** Which of ours stands beside which published curve: the first that fits, and the methods in order of preference. */
  readonly twins: readonly { readonly optimizer: RegExp; readonly methods: readonly string[] }[];
  readonly targets: readonly Target[];
  /** Our learned optimizers are compared with the best of these at each panel. */
  readonly learnedMethods: readonly string[];
  readonly details: readonly Detail[];
  /** What the paper leaves open, and what was chosen. */
  readonly choices: readonly { readonly open: string; readonly choice: string }[];
  /** Where ours and theirs differ, and why. */
  readonly remarks: readonly string[];
  /** Today's bar: problems that nobody was trained on, and those whom the learned ones are to beat. */
  readonly today?: { readonly panels: readonly Panel[]; readonly rivals: RegExp };
}
