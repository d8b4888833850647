/** A figure of a report. */
export interface Figure {
  /** Fit for a file name. */
  readonly id: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** With colours of text and axes taken from the page around it. */
  readonly svg: string;
}
