/**
 * A search for update rules: a searcher proposes programs, their rules are trained as children, and the searcher learns from
 * the rewards. Rules with the same canonical form are trained once; only trained ones count as children.
 *
 * Nothing depends on which child is finished first: programs come in batches of a fixed size, and what a searcher learns it
 * learns batch by batch. So a search that was cut short is resumed by running it again with the outcomes that are known.
 */
import type { Outcome } from './child.ts';
import { type Program, written } from './program.ts';
import { simplified } from './simplify.ts';
import { printed } from './text.ts';

/** Who proposes programs. */
export interface Searcher {
  propose(count: number): readonly Program[];
  /** Hears of everything that it proposed. A repeat is one whose rule was proposed before. */
  learn(judged: readonly Judged[]): void;
}

/** A program and what its rule is worth. */
export interface Judged {
  readonly program: Program;
  readonly reward: number;
  readonly repeat: boolean;
}

/** A trained child. */
export interface Child extends Outcome {
  /** Counted from 1. */
  readonly child: number;
  /** Programs proposed up to here, repeats included. */
  readonly proposed: number;
  readonly program: Program;
  /** Its canonical text. */
  readonly rule: string;
}

/** What a search is made of. */
export interface SearchPlan {
  readonly searcher: Searcher;
  /** How many children to train. */
  readonly children: number;
  /** Programs proposed at a time. */
  readonly batch: number;
  /** Trains the rules with these texts, in any order; the outcomes come in theirs. */
  readonly train: (rule: string) => Promise<Outcome>;
  /** Children of the same search that are known already, first to last. */
  readonly known?: readonly Child[];
}

/** A searcher that proposes so many programs per child has run dry. */
const PATIENCE = 20;

/** Carries a search out; yields every child in order, the known ones too. */
export async function* search({ searcher, children, batch, train, known = [] }: SearchPlan): AsyncGenerator<Child> {
  const rewards = new Map<string, number>();
  let proposed = 0;
  while (rewards.size < children && proposed < PATIENCE * children) {
    const programs = searcher.propose(batch);
    const rules = programs.map((program) => printed(simplified(written(program))));
    const fresh = rules
      .map((rule, i) => ({ rule, i }))
      .filter(({ rule, i }) => !rewards.has(rule) && rules.indexOf(rule) === i)
      .slice(0, children - rewards.size);
    const first = rewards.size;
    const outcomes = fresh.map(({ rule }, i) => {
      const before = known[first + i];
      if (before === undefined) return train(rule);
      if (before.rule !== rule) {
        throw new Error(
          `discover: child ${before.child} was '${before.rule}', the search now proposes '${rule}'; the journal was made by another version, begin anew`,
        );
      }
      return Promise.resolve(before as Outcome);
    });
    for (const settled of outcomes) settled.catch(() => {}); // what fails is met below, in its turn
    for (const [i, { rule, i: at }] of fresh.entries()) {
      const { reward, rate } = await outcomes[i]!;
      rewards.set(rule, reward);
      yield { child: rewards.size, proposed: proposed + at + 1, program: programs[at]!, rule, reward, rate };
    }
    proposed += batch;
    if (!rules.every((rule) => rewards.has(rule))) return; // the budget ended within the batch
    const firsts = new Set(fresh.map(({ i }) => i));
    searcher.learn(
      rules.map((rule, i) => ({ program: programs[i]!, reward: rewards.get(rule)!, repeat: !firsts.has(i) })),
    );
  }
}
