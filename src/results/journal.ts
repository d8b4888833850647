/**
 * The journal: one file per run, append-only, one line per trial (docs/format.md).
 *
 * Each line but for its timings enters a running CRC-32, and the line carries it. So a torn last line is recognised and
 * dropped, a line changed by hand is named, and two runs of one key are the same journal, byte for byte, but for timings.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Journal, Outcome, RunHeader, TrialRecord } from '../run.ts';
import {
  FORMAT_VERSION,
  type HeaderLine,
  headerLine,
  type OutcomeLine,
  outcomeLine,
  type TrialLine,
  trialLine,
  type Versions,
} from './format.ts';
import { Thinning } from './thinning.ts';

/** A journal that cannot be read, continued or written; the message says which, where and what to do. */
export class JournalError extends Error {}

/** What a journal holds. */
export interface JournalContents {
  readonly header: HeaderLine;
  readonly trials: readonly TrialRecord[];
  /** Absent where the run was interrupted. */
  readonly outcome?: Exclude<Outcome, { kind: 'cancelled' }>;
}

interface Parsed extends Partial<JournalContents> {
  /** How many bytes are whole lines: what comes after is torn. */
  readonly bytes: number;
  readonly check: number;
}

/** What a run is pinned to besides its header. */
export interface Pins {
  readonly versions: Versions;
  readonly fingerprint: string;
}

/** A journal open for writing, and what an earlier attempt left in it. */
export interface OpenJournal extends Journal {
  readonly replay: readonly TrialRecord[];
  readonly outcome?: JournalContents['outcome'];
}

/** Reads a journal; undefined where there is none, or nothing but a torn first line. Throws where it was changed. */
export function readJournal(path: string): JournalContents | undefined {
  const { header, trials = [], outcome } = parse(path);
  return header && { header, trials, ...(outcome && { outcome }) };
}

/**
 * Opens a journal to begin or continue a run. Throws a JournalError where it was written under other pins; with `restart`
 * such a journal is begun anew, with `seal` nothing but an outcome is added to it.
 */
export function openJournal(path: string, pins: Pins, { restart = false, seal = false } = {}): OpenJournal {
  const found = parse(path, restart);
  if (found.header && !restart) expectPins(path, found.header, pins);
  // Thinned journals lack trials and journals of order 1 lack gradients: such runs are cheap and start over.
  const isWhole = seal || found.outcome !== undefined;
  const keep = found.header !== undefined && !restart && (isWhole || isReplayable(found.header));
  return new JournalFile(path, pins, keep ? found : undefined);
}

/** Whether an interrupted run can go on from its journal. */
function isReplayable({ thinned, order }: HeaderLine): boolean {
  return !thinned && order === 0;
}

class JournalFile implements OpenJournal {
  readonly replay: readonly TrialRecord[];
  readonly outcome?: NonNullable<JournalContents['outcome']>;
  private readonly path: string;
  private readonly pins: Pins;
  private readonly before: HeaderLine | undefined;
  private readonly thinning = new Thinning();
  private readonly file: number;
  private readonly since = performance.now();
  private thinned = false;
  private last: TrialRecord | undefined;
  private count: number;
  private check: number;

  constructor(path: string, pins: Pins, found: Parsed | undefined) {
    this.path = path;
    this.pins = pins;
    this.before = found?.header;
    this.replay = found?.trials ?? [];
    if (found?.outcome) this.outcome = found.outcome;
    this.count = found?.header?.thinned ? (this.replay.at(-1)?.id ?? -1) + 1 : this.replay.length;
    this.check = found?.check ?? 0;
    this.file = this.attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(path, 'a');
      if (isFile(path)) ftruncateSync(file, found?.bytes ?? 0);
      return file;
    });
  }

  open(header: RunHeader): void {
    if (this.before !== undefined) {
      for (const key of Object.keys(header) as (keyof RunHeader)[]) {
        if (this.before[key] === header[key]) continue;
        throw new JournalError(`${this.path}: is of ${key} ${this.before[key]}, this run is of ${header[key]}`);
      }
      return;
    }
    this.thinned = this.thinning.applies(header.budget);
    const line: HeaderLine = {
      format: 'optbench-journal',
      version: FORMAT_VERSION,
      ...header,
      ...this.pins,
      thinned: this.thinned,
    };
    this.append(line);
  }

  trial(record: TrialRecord): void {
    this.count++;
    this.last = record;
    if (!this.thinned || this.thinning.keeps(record)) this.write(record);
  }

  close(outcome: Outcome): void {
    if (outcome.kind !== 'cancelled') {
      if (this.last !== undefined) this.write(this.last);
      const line: Omit<OutcomeLine, 'seconds'> = {
        outcome: outcome.kind,
        ...(outcome.kind === 'failed' && { reason: outcome.reason }),
        trials: this.count,
      };
      this.append(line, { total: (performance.now() - this.since) / 1000 });
    }
    closeSync(this.file);
  }

  private write(record: TrialRecord): void {
    this.last = undefined;
    const { seconds, x, ...rest } = record;
    const { id, ...result } = rest;
    this.append({ id, x: typeof x === 'string' ? x : Array.from(x), ...result }, seconds);
  }

  private append(body: object, seconds?: object): void {
    const text = JSON.stringify(body);
    this.check = crc32(text, this.check);
    const timings = seconds === undefined ? '' : `,"seconds":${JSON.stringify(seconds, rounded)}`;
    const line = `${text.slice(0, -1)},"check":"${hex(this.check)}"${timings}}\n`;
    this.attempt(() => {
      const bytes = Buffer.from(line);
      let written = 0;
      while (written < bytes.length) written += writeSync(this.file, bytes, written);
    });
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new JournalError(
        `cannot write the journal ${this.path}: ${(error as Error).message}; ` +
          'what was written before is safe: make room or choose another folder, then resume',
      );
    }
  }
}

function parse(path: string, lenient = false): Parsed {
  if (!isFile(path)) return { bytes: 0, check: 0 };
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  // Whatever follows the last line break is torn.
  lines.pop();

  let check = 0;
  let bytes = 0;
  let header: HeaderLine | undefined;
  let outcome: JournalContents['outcome'];
  const trials: TrialRecord[] = [];
  try {
    lines.forEach((line, number) => {
      const place = `${path}, line ${number + 1}`;
      if (outcome !== undefined) throw new JournalError(`${place}: follows the outcome, which is the last line`);
      if (header === undefined) expectVersion(line, place);
      const { body, next } = verified(line, check, place);
      if (header === undefined) header = validated(headerLine, body, place);
      else if ('outcome' in body) outcome = readOutcome(validated(outcomeLine, body, place));
      else trials.push(readTrial(validated(trialLine, body, place)));
      check = next;
      bytes += Buffer.byteLength(line) + 1;
    });
  } catch (error) {
    if (!lenient) throw error;
    return { bytes: 0, check: 0 };
  }
  return { ...(header && { header }), trials, ...(outcome && { outcome }), bytes, check };
}

/** A line as data, once its checksum is the one that follows from the lines before it. */
function verified(line: string, before: number, place: string): { body: Record<string, unknown>; next: number } {
  const cut = line.lastIndexOf(',"check":"');
  const body = json(line, place);
  const next = crc32(`${line.slice(0, Math.max(cut, 0))}}`, before);
  if (cut < 0 || body['check'] !== hex(next)) {
    throw new JournalError(
      `${place}: its checksum does not match: the journal was changed by hand, so restart this run`,
    );
  }
  const { check, ...rest } = body;
  return { body: rest, next };
}

/** Looked at before the checksum, since another version may well compute that differently. */
function expectVersion(line: string, place: string): void {
  const { format, version } = json(line, place);
  if (format !== 'optbench-journal') throw new JournalError(`${place}: is not the head of an optbench journal`);
  if (version !== FORMAT_VERSION) {
    throw new JournalError(`${place}: has format version ${version}, this optbench reads version ${FORMAT_VERSION}`);
  }
}

function json(line: string, place: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new JournalError(`${place}: is not JSON; the journal was damaged, so restart this run`);
  }
}

function readTrial({ x, ...rest }: TrialLine): TrialRecord {
  return { ...rest, x: typeof x === 'string' ? x : Float64Array.from(x) } as TrialRecord;
}

function readOutcome({ outcome, reason = '' }: OutcomeLine): NonNullable<JournalContents['outcome']> {
  return outcome === 'failed' ? { kind: 'failed', reason } : { kind: 'finished' };
}

function validated<Schema extends z.ZodType>(schema: Schema, body: unknown, place: string): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (!result.success) throw new JournalError(`${place}: ${z.prettifyError(result.error)}`);
  return result.data;
}

function expectPins(path: string, { versions, fingerprint }: HeaderLine, pins: Pins): void {
  const changed = (Object.keys(versions) as (keyof Versions)[])
    .filter((key) => versions[key] !== pins.versions[key])
    .map((key) => `${key} ${versions[key]} then, ${pins.versions[key]} now`);
  if (fingerprint !== pins.fingerprint) changed.push('the problem has other values now');
  if (changed.length > 0) {
    throw new JournalError(
      `${path}: cannot be continued (${changed.join('; ')}); go back, or restart the run with --restart`,
    );
  }
}

/** Ten nanoseconds are enough. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e8) / 1e8 : value;
}

function hex(check: number): string {
  return check.toString(16).padStart(8, '0');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
