/**
 * A paper's claims, put to the test: experiments that are run again, and sentences that a number decides. One readable file beside a
 * suite, `suites/<suite>/<name>.reproduction.ts`, holds all of it; `src/reproduce/claims/` turns runs into verdicts and figures.
 */
import type { Optimizer } from '../optimizer.ts';
import type { PublishedCurve, Stage } from '../reproduction.ts';

/** A method at the rate that tuning chose for a task, as committed in results/tuning. */
export interface Tuned {
  /** Its name but for the rate: 'adam', for 'adam-0.01'. */
  readonly method: string;
  /** What follows the rate: '-cosine', for 'adam-0.01-cosine'. */
  readonly suffix?: string;
  /** The tuning task; 'all' for the rate that did best over all of them. */
  readonly task: string;
  /** The rate where nothing has been tuned. */
  readonly until: number;
}

/** Runs of several optimizers on the same problems, from the same starts. */
export interface Experiment extends Stage {
  /** What is done, and where it departs from the paper. */
  readonly about: string;
  readonly runs: number;
  /** Who takes part: what the paper calls it, and the name of our optimizer. One that does not exist is left out, and named. */
  readonly field: Readonly<Record<string, string | Tuned>>;
  /** Evaluations after which losses are kept besides a hundredth, ... of the budget: those that claims speak of. */
  readonly at?: readonly number[];
  /** Mean losses that the paper shows; steps as everywhere counted from 0. */
  readonly published?: readonly PublishedCurve[];
  /** Single numbers that the paper, or a careful re-implementation, gives; shown beside ours. */
  readonly publishedNumbers?: readonly {
    readonly method: string;
    readonly of: Loss;
    readonly value: number;
    readonly source: string;
  }[];
  /** How losses are drawn: on a log axis where they are positive. */
  readonly axis?: 'log' | 'linear';
  /** Further figures. */
  readonly figures?: readonly ExperimentFigure[];
}

/** A figure besides the curves. */
export type ExperimentFigure =
  /** Margin of victory against evaluations. */
  | { readonly kind: 'margin of victory'; readonly among?: readonly string[] }
  /** Final loss against the rate, a panel for each group of methods; names are read as method-rate. */
  | {
      readonly kind: 'rates';
      readonly panels: readonly { readonly title: string; readonly lines: Readonly<Record<string, string>> }[];
    };

/** What is read off a run. */
export type Loss =
  | 'summed loss'
  | 'final loss'
  | 'best loss'
  /** The held-out score where the run stands at its end. */
  | 'held-out score'
  /** The loss after so many evaluations. */
  | { readonly after: number };

/**
 * Who a number is about: one of the field, or of several the one with the least mean of it (the best rate of a sweep, the
 * best of the peers). Chosen on the runs that are then reported, so a list is flattered a little.
 */
export type Who = string | readonly string[];

/** A number made of an experiment's runs. */
export type Metric =
  | { readonly kind: 'mean'; readonly experiment: string; readonly of: Loss; readonly who: Who }
  | { readonly kind: 'log10 of the mean'; readonly experiment: string; readonly of: Loss; readonly who: Who }
  | { readonly kind: 'mean of log10'; readonly experiment: string; readonly of: Loss; readonly who: Who }
  /** First less second, run by run. */
  | {
      readonly kind: 'mean difference' | 'mean log10 difference';
      readonly experiment: string;
      readonly of: Loss;
      readonly who: Who;
      readonly than: Who;
    }
  /** Share of runs in which the first has the lower loss, ties half. */
  | {
      readonly kind: 'win rate';
      readonly experiment: string;
      readonly of: Loss;
      readonly who: Who;
      readonly than: Who;
    }
  /** Li & Malik's, after so many evaluations: the best of the others less its own, mean over runs. */
  | {
      readonly kind: 'margin of victory';
      readonly experiment: string;
      readonly who: string;
      readonly among: readonly string[];
      readonly after: number;
    }
  /** Share of runs that end at no number, or more than twice as far above the least loss known as they began. */
  | { readonly kind: 'divergence rate'; readonly experiment: string; readonly who: readonly string[] };

/**
 * When a claim holds. `atMost` and `atLeast` compare with a published number: it holds unless the whole 95 % interval is on the wrong
 * side. `below` and `above` are comparisons of ours: the whole interval has to be on the right side. `about` allows so much
 * either way.
 */
export type Condition =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly below: number }
  | { readonly above: number }
  | { readonly about: number; readonly within: number };

/** A sentence of the paper that a number decides. */
export interface Claim {
  /** In our words, as the paper says it. */
  readonly claim: string;
  readonly metric: Metric;
  /** The published number, where there is one; where there is none, what the paper says in words or shows in a figure. */
  readonly paper: number | string;
  readonly holds: Condition;
}

/** The paper. */
export interface ClaimReproduction {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly experiments: readonly Experiment[];
  readonly claims: readonly Claim[];
  /** Optimizers that only this paper needs, ablations above all; the field names them like any other. */
  readonly optimizers?: readonly Optimizer[];
  /** What the paper leaves open, or what was made otherwise, and what was chosen. */
  readonly choices?: readonly { readonly open: string; readonly choice: string }[];
  readonly remarks?: readonly string[];
}
