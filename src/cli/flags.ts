/** The flags that run and bench share, and what they amount to. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { benchDefaults } from './bench.ts';
import { UsageError } from './errors.ts';
import type { Budget, Selection } from './plan.ts';
import type { RunFlags } from './run.ts';

/** The flags of run and bench, as commander hands them over. */
export interface Flags {
  readonly suites?: string[];
  readonly optimizers?: string[];
  readonly problems?: string[];
  readonly expression?: string;
  readonly space?: string;
  readonly seeds?: number;
  readonly budget?: Budget;
  readonly workers?: number;
  readonly timeout?: number;
  readonly full?: true;
  readonly out?: string;
  readonly resume?: true;
  readonly restart?: true;
  readonly jobs?: number;
  readonly isolate: 'thread' | 'process';
  readonly memory?: number;
  readonly patience: number;
  readonly quiet?: true;
  readonly json?: true;
}

/** Flags that say what a campaign consists of; a resumed one knows it already. */
const SELECTING = [
  'suites',
  'optimizers',
  'problems',
  'expression',
  'space',
  'seeds',
  'budget',
  'workers',
  'timeout',
  'full',
] as const;

/** Whether the flags say what the campaign consists of. */
export function selects(flags: Flags): boolean {
  return SELECTING.some((name) => flags[name] !== undefined);
}

/** Adds the flags that say what a campaign consists of. */
export function selectionFlags(command: Command): Command {
  return command
    .option('--suites <list>', 'names, or paths to files, with commas between', commas)
    .option('--optimizers <list>', 'names, globs of names, or paths to files, with commas between', commas)
    .option('--problems <globs>', 'only these: ids or suite/id, * and ? allowed, with commas between', commas)
    .option('--expression <formula>', 'an objective given as text: "(x-2)^2 + sin(3*y)"')
    .option('--space <coordinates>', 'its space: "x: real -5 5; y: real 0 10"')
    .option('--seeds <n>', 'runs per problem and optimizer', whole(1))
    .option('--budget <n>', 'evaluations per run, or 10d: ten per dimension', budget)
    .option('--workers <n>', 'proposals out at one time, in simulated time', whole(1))
    .option('--timeout <seconds>', 'an evaluation that takes longer has failed', positive);
}

/** Adds the flags that say where and how it is run. */
export function campaignFlags(command: Command): Command {
  return command
    .option('--out <dir>', 'the campaign folder (default: results/ and the time)')
    .option('--resume', 'go on with the campaign in --out')
    .option('--restart', 'with --resume: begin runs anew whose journals cannot be continued')
    .option('--jobs <n>', 'runs made in parallel (default: one per processor)', whole(1))
    .addOption(new Option('--isolate <kind>', 'keep runs apart').choices(['thread', 'process']).default('thread'))
    .option('--memory <MB>', 'per worker: heap of a thread, all memory of a process', whole(64))
    .option('--patience <seconds>', 'an optimizer that takes longer for one proposal has failed', positive, 600)
    .option('--quiet', 'print nothing but errors')
    .option('--json', 'print a summary as JSON at the end, and nothing before');
}

/** What the flags ask for; the defaults where they are silent. */
export function selectionOf(flags: Flags, defaults: ReturnType<typeof benchDefaults>): Selection {
  const { expression, space } = flags;
  if ((expression === undefined) !== (space === undefined)) {
    throw new UsageError('--expression and --space go together: --expression "x^2" --space "x: real -1 1"');
  }
  const seeds = flags.seeds ?? defaults.seeds;
  const evaluations = flags.budget ?? defaults.budget;
  return {
    suites: flags.suites ?? (expression === undefined ? defaults.suites : []),
    optimizers: flags.optimizers ?? defaults.optimizers,
    problems: flags.problems ?? (flags.suites === undefined && expression === undefined ? defaults.problems : []),
    ...(expression !== undefined && space !== undefined && { expression: { expression, space } }),
    ...(seeds !== undefined && { seeds }),
    ...(evaluations !== undefined && { budget: evaluations }),
    workers: flags.workers ?? 1,
    timeout: flags.timeout ?? null,
  };
}

/** All flags of a run; without a selection, of one that is resumed as it is. */
export function runFlags(flags: Flags, selection: Selection | undefined): RunFlags {
  const { out, jobs, memory, isolate, patience } = flags;
  return {
    ...(selection && { selection }),
    ...(out !== undefined && { out }),
    ...(jobs !== undefined && { jobs }),
    ...(memory !== undefined && { memory }),
    isolate,
    patience,
    resume: flags.resume ?? false,
    restart: flags.restart ?? false,
    quiet: flags.quiet ?? false,
    json: flags.json ?? false,
  };
}

/** Parses a list with commas between. */
export function commas(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => part === '')) throw new InvalidArgumentError('Expected names with commas between.');
  return parts;
}

/** Parses a whole number. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

/** Parses a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** Parses 100, or 10d. */
function budget(text: string): Budget {
  const match = /^(\d+(?:\.\d+)?)(d?)$/.exec(text.trim());
  const count = Number(match?.[1]);
  if (match?.[2] === 'd' && count > 0) return { perDimension: count };
  if (match !== null && count >= 1 && Number.isInteger(count)) return { evaluations: count };
  throw new InvalidArgumentError('Expected a whole number above 0, or one per dimension, as 10d.');
}
