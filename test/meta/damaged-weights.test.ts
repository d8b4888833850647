/** Weights files that are damaged in any way at all: one error that names the file, or the weights as they were. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { stream } from 'optbench';
import { loadWeights, readSafetensors, saveWeights, type Trained, writeSafetensors } from 'optbench/learn';
import { afterAll, describe, expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rule = rnn({
  name: 'tiny',
  controller: lstm(4),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: false,
});
const weights = rule.weights(2, stream('damaged'));
const expected = { rule: 'tiny', dim: 2, shapes: weights };
const sound = join(folder, 'tiny-d2.safetensors');
saveWeights(sound, { rule: 'tiny', dim: 2, horizon: 50, weights });
const bytes = new Uint8Array(readFileSync(sound));
const whole = loadWeights(sound, expected);

/** What comes of a file with these bytes: weights, or the message of the error. */
function opened(content: Uint8Array): Trained | string {
  const path = join(folder, 'damaged.safetensors');
  writeFileSync(path, content);
  try {
    return loadWeights(path, expected);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name, String(error)).toBe('Error'); // and no TypeError, RangeError, SyntaxError
    const { message } = error as Error;
    expect(message.startsWith(path), message).toBe(true);
    expect(message.split('\n')).toHaveLength(1);
    return message;
  }
}

const flip = (content: Uint8Array, at: number, bit: number): Uint8Array =>
  content.map((byte, i) => (i === at % content.length ? byte ^ (1 << bit) : byte));

describe('a damaged weights file', () => {
  it('cut off anywhere is refused', () => {
    for (let length = 0; length < bytes.length; length += length < 700 ? 1 : 97) {
      expect(typeof opened(bytes.subarray(0, length)), `${length} bytes`).toBe('string');
    }
  });

  it('with any bit flipped in its header is refused, or says the same', () => {
    const header = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    for (let at = 0; at < header; at++) {
      const found = opened(flip(bytes, at, at % 8));
      if (typeof found !== 'string') expect(found).toEqual(whole);
    }
  });

  it('with any bit flipped in its numbers is refused', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const found = opened(flip(bytes, bytes.length - 1 - (at % (4 * 200)), bit));
        expect(typeof found).toBe('string');
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('with bytes changed, taken out or put in anywhere is refused, or is as it was', () => {
    const change = fc.record({
      at: fc.nat(),
      drop: fc.integer({ min: 0, max: 9 }),
      add: fc.uint8Array({ maxLength: 9 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let content = bytes;
        for (const { at, drop, add } of changes) {
          const from = at % content.length;
          content = Uint8Array.from([...content.subarray(0, from), ...add, ...content.subarray(from + drop)]);
        }
        const found = opened(content);
        if (typeof found !== 'string') expect(found).toEqual(whole);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('that holds arbitrary bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        expect(typeof opened(content)).toBe('string');
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('whose header is any JSON at all is refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          entries().map((header) => JSON.stringify(header)),
        ),
        (json) => {
          const text = new TextEncoder().encode(json);
          const content = new Uint8Array(8 + text.length + 16);
          new DataView(content.buffer).setBigUint64(0, BigInt(text.length), true);
          content.set(text, 8);
          expect(typeof opened(content)).toBe('string');
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('that holds NaN or Infinity among its weights is refused, with the place', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { metadata } = readSafetensors(bytes, sound);
      const v = weights['v']!;
      const data = v.data.slice();
      data[1] = value;
      const content = writeSafetensors({ tensors: { ...weights, v: { ...v, data } }, metadata });
      expect(opened(content)).toMatch(new RegExp(`v holds ${value} at 1`));
    }
  });
});

/** Headers that look like safetensors, with a wrong turn somewhere. */
function entries(): fc.Arbitrary<unknown> {
  const value = fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.constant([]), fc.constant({}));
  const offsets = fc.oneof(value, fc.tuple(fc.integer(), fc.integer()), fc.constant([0, 16]));
  const shape = fc.oneof(value, fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }), fc.constant([4]));
  const entry = fc.oneof(value, fc.record({ dtype: fc.constantFrom('F32', 'F64', 7), shape, data_offsets: offsets }));
  return fc.record({ __metadata__: value, W: entry, v: entry }, { requiredKeys: [] });
}
