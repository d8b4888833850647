/** Weights and checkpoints on disk: they come back as they were, and what is damaged is refused with the reason. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream } from 'optbench';
import { loadWeights, readSafetensors, saveWeights, writeSafetensors } from 'optbench/learn';
import { afterAll, describe, expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ofSize = (units: number) =>
  rnn({ name: 'rnn', controller: lstm(units), inputs: 'incumbent', normalise: 'scale-free', parallel: false });
const rule = ofSize(4);
const weights = rule.weights(2, stream('store'));
const expected = { rule: 'rnn', dim: 2, shapes: weights };
const path = join(folder, 'rnn-d2.safetensors');
saveWeights(path, { rule: 'rnn', dim: 2, horizon: 50, weights });
const bytes = readFileSync(path);

/** The same file with something done to it. */
function damaged(change: (bytes: Buffer) => Buffer): string {
  const other = join(folder, 'damaged.safetensors');
  writeFileSync(other, change(Buffer.from(bytes)));
  return other;
}

describe('a weights file', () => {
  it('comes back as it was written', () => {
    expect(loadWeights(path, expected)).toEqual({ weights, horizon: 50 });
  });

  it('leaves nothing beside it', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['is cut off in its tensors', (b: Buffer) => b.subarray(0, b.length - 10), /cut off: v ends at byte/],
    ['is cut off in its header', (b: Buffer) => b.subarray(0, 40), /cut off or is no safetensors file/],
    ['is empty', () => Buffer.alloc(0), /cut off or is no safetensors file/],
    ['is something else', () => Buffer.from('not weights at all, but quite long'), /no safetensors file/],
    ['has a damaged header', (b: Buffer) => Buffer.concat([b.subarray(0, 8), Buffer.from('#'), b.subarray(9)]), /JSON/],
    ['has bytes to spare', (b: Buffer) => Buffer.concat([b, Buffer.from('more')]), /4 bytes follow the last tensor/],
    [
      'holds NaN',
      (b: Buffer) => Buffer.concat([b.subarray(0, -4), Buffer.from([0, 0, 0xc0, 0x7f])]),
      /v holds NaN at 2/,
    ],
    [
      'is of another version',
      (b: Buffer) => unsealed(replaced(b, 'weights 1', 'weights 9')),
      /expected format 'optbench weights 1'/,
    ],
    [
      'is of another rule',
      (b: Buffer) => unsealed(replaced(b, '"rule":"rnn"', '"rule":"dnc"')),
      /expected rule 'rnn', the file says 'dnc'/,
    ],
  ])('that %s is refused', (_, change, message) => {
    expect(() => loadWeights(damaged(change), expected)).toThrow(message);
  });

  it('of other shapes or another dimension is refused', () => {
    expect(() => loadWeights(path, { ...expected, shapes: ofSize(8).weights(2, stream('store')) })).toThrow(
      /W should have shape \[17,32\], the file has \[13,16\]/,
    );
    expect(() => loadWeights(path, { ...expected, dim: 3 })).toThrow(/expected dim '3', the file says '2'/);
  });
});

describe('the safetensors format', () => {
  it('is what its description says, byte for byte', () => {
    const file = writeSafetensors({
      tensors: { a: { shape: [2], data: Float32Array.of(1, -2) } },
      metadata: { k: 'v' },
    });
    const header = '{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const text = header.padEnd(Math.ceil(header.length / 8) * 8);
    const start = Buffer.from([text.length, 0, 0, 0, 0, 0, 0, 0]);
    const numbers = Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    expect(Buffer.from(file)).toEqual(Buffer.concat([start, Buffer.from(text), numbers]));
    expect(readSafetensors(file, 'here').tensors['a']!.data).toEqual(Float32Array.of(1, -2));
  });
});

/** Without a checksum, as a file from elsewhere. */
function unsealed(bytes: Buffer): Buffer {
  return replaced(bytes, 'checksum', 'whatever');
}

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
}
