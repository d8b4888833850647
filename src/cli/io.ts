/** Where a command prints and from where it is run: handed in, so that a command runs in a test as it does in a shell. */

/** The command's surroundings. */
export interface Io {
  /** Writes to standard output: what was asked for. */
  out(text: string): void;
  /** Writes to standard error: progress and complaints. */
  err(text: string): void;
  /** Standard input to its end. */
  read(): string;
  /** The terminal behind standard error, or undefined in a pipe. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Calls back when the user wants to stop; returns how to stop listening. */
  onInterrupt(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
}
