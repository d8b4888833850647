import { expect, it } from 'vitest';
import { kill, SMALL } from './kill-campaign.ts';

it.each([
  [1, 'thread'],
  [2, 'thread'],
  [2, 'process'],
])(
  'journals do not tell that a campaign was killed and resumed (%i at a time, each in a %s)',
  async (jobs, isolate) => {
    const kills = isolate === 'thread' ? 3 : 2;
    const { different, journals } = await kill(kills, jobs, [...SMALL, '--isolate', isolate]);
    expect({ different, journals }).toEqual({ different: [], journals: 12 });
  },
  300_000,
);
