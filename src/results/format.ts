/**
 * The two file formats, journal and manifest, as schemas: what is written is checked by the same text that reads it, and
 * docs/format.schema.json is generated from here.
 */
import { z } from 'zod';
import type { RunKey } from '../run.ts';

/** The version of both formats. A reader refuses any other. */
export const FORMAT_VERSION = 1;

/** A name that is also a file name on every system. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+=-]*$/, 'letters, digits and . _ + = - only');
const count = z.int().positive();
const index = z.int().nonnegative();
const seconds = z.number().nonnegative();
const order = z.union([z.literal(0), z.literal(1)]);

/** What has to be the same for a run to be continued. */
export const versions = z.strictObject({
  optbench: z.string(),
  node: z.string(),
  /** The tensor engine: 'native', 'wasm' or 'cpu'. */
  backend: z.string(),
});
export type Versions = z.infer<typeof versions>;

/** First line of a journal. */
export const headerLine = z.strictObject({
  format: z.literal('optbench-journal'),
  version: z.literal(FORMAT_VERSION),
  suite: name,
  problem: name,
  optimizer: name,
  seed: index,
  budget: count,
  workers: count,
  dim: count,
  order,
  optimum: z.number().nullable(),
  fingerprint: z.string(),
  versions,
  /** Whether only some trials are written: the first, the last, improvements, failures and 20 a decade. */
  thinned: z.boolean(),
});
export type HeaderLine = z.infer<typeof headerLine>;

/** One line per trial, in the order in which they were told. */
export const trialLine = z.strictObject({
  id: index,
  x: z.union([z.array(z.number()), z.string()]),
  value: z.number().nullable(),
  score: z.number().optional(),
  violation: z.number().nonnegative().optional(),
  current: z
    .strictObject({
      value: z.number().nullable(),
      score: z.number().optional(),
      violation: z.number().nonnegative().optional(),
    })
    .optional(),
  judged: z.number().optional(),
  accuracy: z.number().optional(),
  status: z.enum(['ok', 'failed', 'timeout']),
  reason: z.string().optional(),
  seconds: z.strictObject({ ask: seconds, evaluate: seconds, tell: seconds }),
});
export type TrialLine = z.infer<typeof trialLine>;

/** Last line of a journal. */
export const outcomeLine = z.strictObject({
  outcome: z.enum(['finished', 'failed']),
  reason: z.string().optional(),
  trials: index,
  seconds: z.strictObject({ total: seconds }),
});
export type OutcomeLine = z.infer<typeof outcomeLine>;

const problemEntry = z.strictObject({
  id: name,
  dim: count,
  order,
  budget: count,
  optimum: z.number().nullable(),
  /** Its values at fixed points, hashed: two problems of one name but different values never share a table. */
  fingerprint: z.string(),
});

/** campaign.json: what the campaign consists of. */
export const manifest = z.strictObject({
  format: z.literal('optbench-campaign'),
  version: z.literal(FORMAT_VERSION),
  created: z.iso.datetime(),
  versions,
  suites: z.array(
    z.strictObject({
      name,
      /** Where it was loaded from: a bare name, a path, or the text of an expression. */
      reference: z.string(),
      seeds: count,
      problems: z.array(problemEntry).nonempty(),
    }),
  ),
  optimizers: z
    .array(
      z.strictObject({
        name,
        reference: z.string(),
        order,
        /** The method and its learning rate, for methods that come at several. */
        rated: z.strictObject({ method: z.string(), rate: z.number().positive() }).optional(),
        /** What a gradient method holds on to between steps, where it was measured. */
        bytesPerParameter: z.number().nonnegative().optional(),
      }),
    )
    .nonempty(),
  workers: count,
  /** Seconds an evaluation may take, or null for no limit. */
  timeout: z.number().positive().nullable(),
  /** Pairs that are left out, with the optimizer's own reason. */
  unfit: z.array(z.strictObject({ suite: name, problem: name, optimizer: name, reason: z.string() })),
});
export type Manifest = z.infer<typeof manifest>;

/** All runs that a campaign consists of, unfit pairs left out: problem by problem, so that tables fill evenly. */
export function keys({ suites, optimizers, unfit }: Manifest): RunKey[] {
  const left = new Set(unfit.map(({ suite, problem, optimizer }) => `${suite}/${problem}/${optimizer}`));
  return suites.flatMap(({ name: suite, seeds, problems }) =>
    problems.flatMap(({ id: problem }) =>
      Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
        optimizers
          .filter(({ name: optimizer }) => !left.has(`${suite}/${problem}/${optimizer}`))
          .map(({ name: optimizer }) => ({ suite, problem, optimizer, seed })),
      ),
    ),
  );
}

/** The JSON Schema of every line and file, for whoever reads or writes them without us. */
export function jsonSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `optbench campaign and journal, version ${FORMAT_VERSION}`,
    $defs: {
      'campaign.json': bare(manifest),
      'journal, first line': withCheck(headerLine),
      'journal, trial': withCheck(trialLine),
      'journal, last line': withCheck(outcomeLine),
    },
  };
}

function bare(schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema);
  return rest;
}

/** Journal lines carry the running checksum besides what their schema says. */
function withCheck(schema: z.ZodObject): object {
  return bare(schema.extend({ check: z.string().regex(/^[0-9a-f]{8}$/) }));
}
