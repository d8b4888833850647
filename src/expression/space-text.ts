/**
 * Spaces written in a line: `x: real -5 5; lr: real 1e-4 1 log; depth: integer 1 12; kernel: choice rbf linear;
 * gamma: real 1e-3 10 log when kernel = rbf`.
 *
 *   NAME: real LOW HIGH [log|logit]      NAME: integer LOW HIGH [log]      NAME: choice OPTION ...
 *   each followed, if wanted, by: when NAME = OPTION|OPTION|...
 */
import {
  type Choice,
  choice,
  type Domain,
  integer,
  type NamedPoint,
  type Option,
  real,
  type Space,
  space,
  when,
} from '../space.ts';

const grammar =
  "'x: real LOW HIGH [log|logit]', 'n: integer LOW HIGH [log]' or 'c: choice A B ...', each with 'when NAME = A|B' if wanted";

/** Reads a space from its text; `taken` are names that mean something else. */
export function spaceFromText(text: string, taken: ReadonlySet<string>): Space<NamedPoint> {
  const domains: Record<string, Domain> = {};
  const declarations = text.split(/[;\n]/).filter((part) => part.trim() !== '');
  if (declarations.length === 0) throw new Error(`space: is empty; write coordinates such as ${grammar}`);
  for (const part of declarations) {
    const declaration = part.trim();
    const refuse = (problem: string): never => {
      throw new Error(`space: '${declaration}': ${problem}`);
    };
    const [, name, body, condition] =
      /^([^:\s]+)\s*:\s*(.+?)(?:\s+when\s+(.+))?$/.exec(declaration) ?? refuse(`cannot be read; write ${grammar}`);
    if (!/^[A-Za-z_]\w*$/.test(name!)) refuse(`a name is letters, digits and _, got '${name}'`);
    if (taken.has(name!)) refuse(`'${name}' has a meaning in expressions; choose another name`);
    if (Object.hasOwn(domains, name!)) refuse(`'${name}' is declared twice`);
    const domain = domainFrom(body!.split(/\s+/), refuse);
    domains[name!] = condition === undefined ? domain : conditional(domain, condition, domains, refuse);
  }
  return space(domains);
}

type Refuse = (problem: string) => never;

function domainFrom([kind, ...words]: readonly string[], refuse: Refuse): Domain {
  if (kind === 'choice') return choice(...options(words));
  if (kind !== 'real' && kind !== 'integer') return refuse(`a kind is real, integer or choice, got '${kind}'`);
  const [low, high] = words.slice(0, 2).map((word) => {
    const value = Number(word);
    return Number.isFinite(value) ? value : refuse(`a bound is a number, got '${word}'`);
  });
  if (low === undefined || high === undefined)
    return refuse(`expected ${kind} LOW HIGH, got '${[kind, ...words].join(' ')}'`);
  const [scale = 'linear', ...rest] = words.slice(2);
  if (rest.length > 0) return refuse(`nothing is expected after '${scale}', got '${rest.join(' ')}'`);
  if (scale === 'linear' || scale === 'log')
    return kind === 'real' ? real(low, high, scale) : integer(low, high, scale);
  if (kind === 'real' && scale === 'logit') return real(low, high, scale);
  return refuse(`a scale is ${kind === 'real' ? 'log or logit' : 'log'}, got '${scale}'`);
}

/** Numbers where all of them are. */
function options(words: readonly string[]): readonly Option[] {
  return words.every((word) => Number.isFinite(Number(word))) ? words.map(Number) : words;
}

function conditional(domain: Domain, text: string, before: Readonly<Record<string, Domain>>, refuse: Refuse): Domain {
  const [, name, values] = /^(\w+)\s*=\s*(.+)$/.exec(text) ?? refuse(`expected 'when NAME = A|B', got 'when ${text}'`);
  const parent = Object.hasOwn(before, name!) ? before[name!] : undefined;
  if (parent?.kind !== 'choice') return refuse(`'${name}' must be a choice declared before it`);
  const is = values!.split('|').map((value) => optionOf(parent, value.trim(), refuse));
  return when(name!, is, domain);
}

function optionOf({ options: all }: Choice, text: string, refuse: Refuse): Option {
  return all.find((option) => String(option) === text) ?? refuse(`'${text}' is not one of ${all.join(', ')}`);
}
