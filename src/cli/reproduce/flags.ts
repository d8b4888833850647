/** What `optbench reproduce` may be told. */
export interface ReproduceFlags {
  readonly out?: string;
  /** Panels. */
  readonly only?: readonly string[];
  readonly optimizers?: readonly string[];
  readonly runs?: number;
  readonly jobs?: number;
  /** Keep the cells that are there. */
  readonly resume?: true;
  /** The comparison on problems beyond the paper's. */
  readonly today?: true;
  /** Make no runs: tables and figures from the cells that are there. */
  readonly report?: true;
}
