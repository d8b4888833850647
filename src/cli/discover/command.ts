/** The flags of `optbench discover`. */
import { type Command, Option } from 'commander';
import { searcherNames } from '../../discover/names.ts';
import { whole } from '../flags.ts';
import type { Io } from '../io.ts';
import type { DiscoverFlags } from './discover.ts';
import { childTask } from './tasks.ts';

/** Adds the command. */
export function discoverCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('discover')
    .description('search for an update rule: an expression that trains small networks well')
    .addOption(new Option('--by <searcher>', 'who searches').choices(searcherNames).default('evolution'))
    .option('--children <n>', 'rules to train', whole(1), 2000)
    .option('--seed <n>', 'of the search and of its child task', whole(0), 1)
    .option('--groups <n>', 'operations in a rule, at most', whole(1), 3)
    .option('--batch <n>', 'rules proposed at a time', whole(1), 20)
    .option('--child <suite>', 'whose training family the children learn on', childTask.suite)
    .option('--family <json>', 'its settings', JSON.stringify(childTask.family))
    .option('--out <dir>', 'where journals are written', 'results/discover')
    .option('--resume', 'go on with the search in --out')
    .option('--jobs <n>', 'rules trained in parallel; the results are the same with any', whole(1), 1)
    .option('--final', 'instead: judge the best rules of the searches in --out anew, and report')
    .option('--quiet', 'print nothing but errors')
    .option('--json', 'print every child as a JSON line')
    .action(async (flags: DiscoverFlags & { readonly final?: true }) => {
      if (flags.final) {
        const { judgeSearches } = await import('./final.ts');
        return done(await judgeSearches(flags, io));
      }
      const { discover } = await import('./discover.ts');
      done(await discover(flags, io));
    });
}
