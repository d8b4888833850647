/** The architecture as a test: a file imports from lower floors or its own folder, and plug-ins by the front doors only. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Floors of src, top to bottom; what stands on one floor does not import each other. */
const FLOORS = [
  ['cli'],
  ['reproduce'],
  ['results', 'report', 'check', 'tuning'],
  ['index', 'learn'],
  ['expression', 'run'],
  ['evaluate'],
  ['record'],
  ['discover'],
  ['suite', 'meta', 'reproduction'],
  ['learned-descent'],
  ['descent', 'freeze'],
  ['learned'],
  ['optimizer', 'family', 'transform'],
  ['problem'],
  ['space', 'penalty'],
  ['tensor'],
  ['math'],
];

const filesUnder = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
const importsOf = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, target]) => target!,
  );
const roomOf = (file: string) => relative('src', file).split(/[/.]/)[0]!;
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

describe('src', () => {
  it.each(filesUnder('src'))('%s imports only what lies below it', (file) => {
    const room = roomOf(file);
    expect(floorOf(room), `${room} has no floor`).toBeGreaterThanOrEqual(0);
    for (const target of importsOf(file)) {
      if (!target.startsWith('.')) {
        expect(target, 'src does not import itself by name').not.toMatch(/^optbench/);
        continue;
      }
      const other = roomOf(join(dirname(file), target));
      if (other === 'index' || other === 'learn') expect.fail(`${file} imports a front door`);
      if (other !== room) expect(floorOf(other), `${file} imports ${target}`).toBeGreaterThan(floorOf(room));
    }
  });

  it('has no circle of imports, of types neither', () => {
    const [open, closed] = [new Set<string>(), new Set<string>()];
    const follow = (file: string): void => {
      if (closed.has(file)) return;
      expect(open, `${[...open].join(' -> ')} -> ${file}`).not.toContain(file);
      open.add(file);
      for (const target of importsOf(file)) if (/^\..*\.ts$/.test(target)) follow(join(dirname(file), target));
      open.delete(file);
      closed.add(file);
    };
    for (const file of [...filesUnder('src'), ...filesUnder('suites'), ...filesUnder('baselines')]) follow(file);
  });

  it('uses no randomness but its own, and only the command line prints', () => {
    for (const file of filesUnder('src')) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text, file).not.toMatch(/Math\.random\(/);
      if (roomOf(file) !== 'cli') expect(text, file).not.toMatch(/console\.\w+\(|process\.std(out|err)/);
    }
  });
});

describe('the plug-ins', () => {
  it.each([...filesUnder('suites'), ...filesUnder('baselines')])('%s imports by the front doors', (file) => {
    const own = file.split('/').length > 2 ? file.split('/').slice(0, 2).join('/') : file;
    expect(readFileSync(join(root, file), 'utf8'), 'no randomness but named streams').not.toMatch(/Math\.random\(/);
    for (const target of importsOf(file)) {
      if (!target.startsWith('.')) continue;
      const path = join(dirname(file), target);
      expect(path.startsWith(`${own}/`) || path === own, `${file} imports ${target}`).toBe(true);
    }
  });
});
