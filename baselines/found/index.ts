/**
 * Update rules that searches found: the best of three searches of two thousand children each by `optbench discover`, after
 * Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning. Each is an expression u of the step
 * w <- w - rate * u; rules.json says where it comes from.
 */
import { readFileSync } from 'node:fs';
import { gradientMethod, ruleStep, settings } from 'optbench';

/** A rule in rules.json. */
interface Found {
  readonly name: string;
  readonly rule: string;
  /** The rate of the grid that its child task chose. */
  readonly rate: number;
  /** The search that found it, and which of its children it was. */
  readonly by: string;
  readonly seed: number;
  readonly child: number;
}

const rules = JSON.parse(readFileSync(new URL('./rules.json', import.meta.url), 'utf8')) as readonly Found[];

const methods = rules.map(({ name, rule, rate, by, seed, child }) =>
  gradientMethod({
    name,
    source: `${rule}; child ${child} of the search by ${by}, seed ${seed}, after Bello et al. (2017)`,
    rate,
    begin: ruleStep(rule),
  }),
);

export default settings(...methods);
