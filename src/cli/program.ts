/** The command line: its commands and flags. What a command needs is loaded when it is called, so that help is quick. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { packageVersion } from '../results/versions.ts';
import { benchDefaults } from './bench.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import type { Budget, Selection } from './plan.ts';
import type { ReportFlags } from './report.ts';
import type { RunFlags } from './run.ts';

/** Carries out a command line (without 'node' and the script) and returns the exit code. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let code: number = ExitCode.done;
  const program = optbench(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (isUsers(error)) {
      io.err(`optbench: ${error.message}\n`);
      if (process.env['OPTBENCH_DEBUG']) io.err(`${error.stack}\n`);
    } else {
      io.err(`optbench: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
    return ExitCode.usage;
  }
}

/** Errors that say all in their message; anything else is a bug and shows where it is. */
function isUsers(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  const names = ['CampaignError', 'CampaignLocked', 'JournalError'];
  return error instanceof Error && names.includes(error.constructor.name);
}

function optbench(io: Io, done: (code: number) => void): Command {
  const program = new Command('optbench')
    .description('A benchmark suite for optimizers, and above all for learned optimizers')
    .version(packageVersion())
    .showHelpAfterError('(add --help for what there is)')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride();

  const run = program.command('run').description('run a campaign: every optimizer on every problem, seed by seed');
  selectionFlags(campaignFlags(run)).action(async (flags: Flags) => {
    const { runCampaign } = await import('./run.ts');
    const given = SELECTING.filter((name) => flags[name] !== undefined);
    if (flags.resume && given.length === 0) return done(await runCampaign(runFlags(flags, undefined), io));
    if (flags.suites === undefined && flags.expression === undefined) {
      throw new UsageError('run: name --suites, or an --expression with its --space; see optbench list suites');
    }
    const selection = selectionOf(flags, { suites: [], optimizers: ['random', 'sobol'], problems: [] });
    done(await runCampaign(runFlags(flags, selection), io));
  });

  const bench = program
    .command('bench')
    .description('the quick tour: five optimizers on synthetic and on real tuning problems, with the tables')
    .option('--full', 'every suite and every optimizer, with their own budgets');
  selectionFlags(campaignFlags(bench)).action(async (flags: Flags) => {
    const { runCampaign } = await import('./run.ts');
    const given = SELECTING.filter((name) => flags[name] !== undefined);
    const stored = flags.resume && given.length === 0 && flags.out !== undefined;
    const selection = stored ? undefined : selectionOf(flags, benchDefaults(flags.full ?? false));
    done(await runCampaign(runFlags(flags, selection), io));
  });

  program
    .command('report')
    .description('tables and figures of a campaign, from its journals alone')
    .argument('<dir>', 'the campaign')
    .addOption(new Option('--format <format>', 'print in this format').choices(['md', 'csv', 'html', 'json']))
    .option('--out <dir>', 'where tables and figures are written (default: DIR/report)')
    .option('--partial', 'report although runs are missing')
    .option('--width <columns>', 'the width of the tables (default: of the terminal)', whole(20))
    .action(async (dir: string, options: ReportFlags) => {
      const { report } = await import('./report.ts');
      done(await report(dir, options, io));
    });

  program
    .command('train')
    .description('train learned optimizers from their recipes')
    .argument('<names...>', 'recipes, as rnn or rnn-d6')
    .option('--resume', 'go on from the last checkpoint')
    .option('--out <dir>', 'where weights and checkpoints are written')
    .option('--quiet', 'print nothing but errors')
    .option('--json', 'print progress as JSON lines')
    .action(async (names: string[], options: object) => {
      const { train } = await import('./train.ts');
      done(await train(names, options));
    });

  program
    .command('list')
    .description('suites, optimizers, or the problems of a suite')
    .argument('[what]', 'suites, optimizers or problems')
    .argument('[suite]', 'a suite, for problems')
    .option('--problems <globs>', 'only these problems', commas)
    .option('--json', 'all that is known, as JSON')
    .action(
      async (what: string | undefined, suite: string | undefined, options: { problems?: string[]; json?: true }) => {
        const { list } = await import('./list.ts');
        done(await list(what, suite, { json: options.json ?? false, problems: options.problems ?? [] }, io));
      },
    );

  program
    .command('eval')
    .description("a problem's values at given points")
    .argument('<suite/problem>', 'as classic/branin')
    .requiredOption('--points <file>', 'JSON: an array of points in problem coordinates; - for standard input')
    .option('--seed <n>', 'of noise, where there is any', whole(0), 0)
    .option('--gradient', 'print gradients too')
    .option('--json', 'print JSON (it always does)')
    .action(async (address: string, options: { points: string; seed: number; gradient?: true }) => {
      const { evaluatePoints } = await import('./eval.ts');
      done(await evaluatePoints(address, { ...options, gradient: options.gradient ?? false }, io));
    });

  program
    .command('check')
    .description("apply the laws to anyone's suite or optimizers")
    .argument('<file>', 'a file, or the name of a suite or an optimizer')
    .option('--patience <seconds>', 'what takes longer to examine is broken', positive, 300)
    .option('--json', 'print the verdicts as JSON')
    .action(async (file: string, { patience, json = false }: { patience: number; json?: boolean }) => {
      const { check } = await import('./check.ts');
      done(await check(file, { patience, json }, io));
    });

  return program;
}

/** The flags of run and bench, as commander hands them over. */
interface Flags {
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

function selectionFlags(command: Command): Command {
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

function campaignFlags(command: Command): Command {
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

function selectionOf(flags: Flags, defaults: ReturnType<typeof benchDefaults>): Selection {
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

function runFlags(flags: Flags, selection: Selection | undefined): RunFlags {
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

function commas(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => part === '')) throw new InvalidArgumentError('Expected names with commas between.');
  return parts;
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== '') return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

function budget(text: string): Budget {
  const match = /^(\d+(?:\.\d+)?)(d?)$/.exec(text.trim());
  const count = Number(match?.[1]);
  if (match?.[2] === 'd' && count > 0) return { perDimension: count };
  if (match !== null && count >= 1 && Number.isInteger(count)) return { evaluations: count };
  throw new InvalidArgumentError('Expected a whole number above 0, or one per dimension, as 10d.');
}
