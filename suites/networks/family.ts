/**
 * The networks of this suite as a family for training gradient methods, on rows that the suite never sees (splits.ts). Settings
 * name one or more problems as the suite does; every batch is of one of them, each as likely. What differs between the
 * problems of a batch is where they begin, their minibatches, and the factors of rescaled parameters.
 */
import { type Problem, stream } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { networkProblem } from './find.ts';

/** Which networks. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  /** Names as in the suite: 'digits-mlp-sigmoid-20', 'digits-mlp-relu-32-b64-rescale3'. */
  readonly networks: readonly string[];
}

/** The family with these settings. */
export default function family({ split, networks, ...rest }: FamilySettings): DescentFamily {
  const refuse = (fault: string): never => {
    throw new Error(`networks: family: ${fault}`);
  };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) refuse(`no setting is called '${unknown}'; there are split and networks`);
  if (split !== 'train' && split !== 'validation')
    refuse(`split must be train or validation, got ${JSON.stringify(split)}`);
  if (!Array.isArray(networks) || networks.length === 0) {
    refuse(`networks must be a list of names such as 'digits-mlp-relu-32', got ${JSON.stringify(networks)}`);
  }
  for (const name of networks) {
    if (typeof name !== 'string' || networkProblem(name, split) === undefined) {
      refuse(`there is no network ${JSON.stringify(name)} for training; docs/suites.md says how they are named`);
    }
  }
  return {
    name: 'networks',
    split,
    sample(address): Problem {
      const name = networks[stream('networks', split, 'kind', ...address.slice(0, -1)).integer(networks.length)]!;
      return networkProblem(name, split, { id: [split, name, ...address].join('-'), address })! as Problem;
    },
  };
}
