import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from '../../src/report/formats/csv.ts';
import { htmlTable } from '../../src/report/formats/html.ts';
import { plain } from '../../src/report/formats/json.ts';
import { markdown } from '../../src/report/formats/markdown.ts';
import { terminal } from '../../src/report/formats/terminal.ts';
import {
  blank,
  estimate,
  percent,
  readable,
  real,
  significant,
  type Table,
  whole,
  word,
} from '../../src/report/table.ts';

const table: Table = {
  id: 'small',
  title: 'Small: a|b',
  level: 'summary',
  columns: [
    { key: 'name', title: 'name', align: 'left' },
    { key: 'mean', title: 'mean [95 %]', short: 'mean', align: 'right', parts: ['mean_low', 'mean_high'] },
    { key: 'count', title: 'how many there are', short: 'n', align: 'right', drop: 1 },
  ],
  rows: [
    [word('a|b, "c"'), { ...estimate(0.123456, [0.1, 0.2]), best: true }, whole(3)],
    [word('<i>*d*'), real(Number.POSITIVE_INFINITY), blank()],
  ],
  notes: ['A note that is long enough to be broken on a narrow terminal, and nowhere else.'],
};

describe('numbers', () => {
  it('keep their significant digits', () => {
    expect(
      [0, 1, 12.345, 1234.5, 99999, 123456, 0.00123456, 0.00099999, 1.5e-9, -0.5].map((x) => significant(x)),
    ).toEqual(['0', '1.00', '12.3', '1235', '1.00e5', '1.23e5', '0.00123', '0.00100', '1.50e-9', '-0.500']);
    expect([Number.POSITIVE_INFINITY, Number.NaN].map((x) => significant(x))).toEqual(['∞', '–']);
  });

  it('of seconds get the unit that suits them', () => {
    expect([0, 2e-9, 1.52e-4, 0.0023, 0.9999, 1.44, 99, 720, 9000].map(readable)).toEqual([
      '0 s',
      '2.0 ns',
      '152 µs',
      '2.3 ms',
      '1.0 s',
      '1.4 s',
      '99.0 s',
      '12.0 min',
      '2.5 h',
    ]);
  });

  it('of shares are percentages', () => {
    expect([percent(0.125).text, percent(undefined).text]).toEqual(['13 %', '–']);
  });
});

it('becomes CSV with full numbers, quotes where they are needed and a column for every part', () => {
  expect(csv(table)).toBe('name,mean,mean_low,mean_high,count\n"a|b, ""c""",0.123456,0.1,0.2,3\n<i>*d*,Infinity,,,\n');
});

it('becomes Markdown whose cells cannot break the table', () => {
  const text = markdown(table);
  expect(text).toContain('### Small: a\\|b');
  expect(text).toContain('| a\\|b, "c"');
  expect(text).toContain('**0.123 [0.10, 0.20]**');
  expect(text).toContain('\\<i>\\*d\\*');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(lines.map((line) => line.replaceAll('\\|', '__').split('|').length)).size).toBe(1);
});

it('becomes JSON with the same keys as in CSV', () => {
  expect(plain(table)['rows']).toEqual([
    { name: 'a|b, "c"', mean: 0.123456, mean_low: 0.1, mean_high: 0.2, count: 3 },
    { name: '<i>*d*', mean: 'Infinity', mean_low: null, mean_high: null, count: null },
  ]);
});

it('becomes HTML in which text is only text', () => {
  expect(htmlTable(table)).toContain('&lt;i&gt;*d*');
  expect(htmlTable(table)).not.toContain('<i>');
});

describe('on a terminal', () => {
  it('shows everything where there is room', () => {
    expect(terminal(table, { width: 90 })).toBe(
      [
        'Small: a|b',
        'name             mean [95 %]  how many there are',
        '─'.repeat(48),
        'a|b, "c"  0.123 [0.10, 0.20]                   3',
        '<i>*d*                     ∞                   –',
        '  A note that is long enough to be broken on a narrow terminal, and nowhere else.',
        '',
      ].join('\n'),
    );
  });

  it('shortens, drops and names what it dropped', () => {
    const narrow = terminal(table, { width: 17 });
    expect(narrow).toContain('a|b, "c"  0.123');
    expect(narrow).toContain('Too narrow for:');
    expect(narrow).not.toContain('[0.10');
  });

  it('keeps to the width, whatever the width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 160 }), fc.integer({ min: 1, max: 12 }), (width, count) => {
        const columns = Array.from({ length: count }, (_, j) => ({
          key: `c${j}`,
          title: `column ${j}`,
          align: 'right' as const,
        }));
        const wide: Table = {
          ...table,
          columns: [table.columns[0]!, ...columns],
          rows: [
            [word('a rather long name of an optimizer with-settings-0.001'), ...columns.map((_, j) => whole(10 ** j))],
          ],
        };
        for (const line of terminal(wide, { width }).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
