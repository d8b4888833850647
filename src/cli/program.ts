/** The command line: its commands and flags. What a command needs is loaded when it is called, so that help is quick. */
import { Command, CommanderError, Option } from 'commander';
import { packageVersion } from '../results/versions.ts';
import { benchDefaults } from './bench.ts';
import { discoverCommand } from './discover/command.ts';
import { ExitCode, UsageError } from './errors.ts';
import {
  campaignFlags,
  commas,
  type Flags,
  positive,
  runFlags,
  selectionFlags,
  selectionOf,
  selects,
  whole,
} from './flags.ts';
import type { Io } from './io.ts';
import type { ReportFlags } from './report.ts';
import type { ReproduceFlags } from './reproduce/flags.ts';
import type { TuneOptions } from './tune/tune.ts';

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
    if (flags.resume && !selects(flags)) return done(await runCampaign(runFlags(flags, undefined), io));
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
    const stored = flags.resume && !selects(flags) && flags.out !== undefined;
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
    .argument('<names...>', "recipes, as rnn or rnn-d6; or anyone's, as ./recipes.ts or ./recipes.ts:NAME")
    .option('--resume', 'go on from the last checkpoint')
    .option('--out <dir>', 'where weights and checkpoints are written')
    .option('--checkpoint <seconds>', 'how often to save where the training stands', positive, 30)
    .option('--threads <n>', 'threads that share each batch; the numbers are the same with any', whole(1), 1)
    .option('--quiet', 'print nothing but errors')
    .option('--json', 'print progress as JSON lines')
    .action(async (names: string[], options: object) => {
      const { train } = await import('./train/train.ts');
      done(await train(names, options, io));
    });

  discoverCommand(program, io, done);

  program
    .command('tune')
    .description('tune hand-designed methods over 15 learning rates, on training families')
    .argument('<names...>', "methods, as adam; a file's, as ./mine.ts; or all")
    .option('--tasks <list>', 'only these tasks, with commas between', commas)
    .option('--schedules <list>', 'with these schedules, with commas between, or all (default: constant)', commas)
    .option('--seeds <n>', 'runs per rate, task and draw', whole(1), 3)
    .option('--jobs <n>', 'threads', whole(1), 2)
    .option('--out <dir>', 'where the tables are written', 'results/tuning')
    .option('--resume', 'keep what is there for the same tasks and seeds')
    .option('--quiet', 'print nothing but errors')
    .action(async (names: string[], options: TuneOptions) => {
      const { tune } = await import('./tune/tune.ts');
      done(await tune(names, options, io));
    });

  program
    .command('reproduce')
    .description('make a published evaluation again, beside its published curves')
    .argument('<name>', 'as chen2017')
    .option('--out <dir>', 'where it is written (default: results/reproductions/NAME)')
    .option('--only <problems>', 'only these problems of it', commas)
    .option('--optimizers <list>', 'names, globs of names, or paths to files, with commas between', commas)
    .option('--runs <n>', 'runs per problem and optimizer', whole(1))
    .option('--jobs <n>', 'runs made in parallel (default: one per processor)', whole(1))
    .option('--resume', 'keep the runs that are there')
    .option('--today', 'instead: the shipped learned optimizers on problems beyond the paper')
    .option('--report', 'make no runs: tables and figures from those that are there')
    .action(async (name: string, options: ReproduceFlags) => {
      const { reproduce } = await import('./reproduce/reproduce.ts');
      done(await reproduce(name, options, io));
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
