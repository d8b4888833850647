#!/usr/bin/env node
/** The command, run from a shell. */
import { readFileSync } from 'node:fs';
import type { Io } from './io.ts';
import { runCli } from './program.ts';

const shell: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  read: () => readFileSync(0, 'utf8'),
  terminal: process.stderr.isTTY ? process.stderr : undefined,
  cwd: process.cwd(),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  },
};

// A reader that has seen enough (head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), shell);
