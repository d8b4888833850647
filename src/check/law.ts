/**
 * A law: something that every subject of one kind keeps, as a function that looks for evidence against it. Laws are written
 * once and applied to whatever is found.
 */

/** What became of one law on one subject. */
export type Verdict =
  | { readonly law: string; readonly subject: string; readonly kept: true }
  | { readonly law: string; readonly subject: string; readonly kept: false; readonly evidence: string };

/** Why a law is broken; undefined where it is kept, or where it does not apply. */
export type Evidence = string | undefined;

/** A law on subjects of one kind. */
export interface Law<Subject> {
  /** A sentence that is true of every subject: 'same seed, same run'. */
  readonly name: string;
  test(subject: Subject): Evidence | Promise<Evidence>;
}

/** Applies laws to a subject, one after another. A law that the subject makes throw is broken. */
export async function judge<Subject>(
  laws: readonly Law<Subject>[],
  name: string,
  subject: Subject,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const law of laws) {
    let evidence: Evidence;
    try {
      evidence = await law.test(subject);
    } catch (error) {
      evidence = `threw: ${error instanceof Error ? error.message : String(error)}`;
    }
    verdicts.push(
      evidence === undefined
        ? { law: law.name, subject: name, kept: true }
        : { law: law.name, subject: name, kept: false, evidence },
    );
  }
  return verdicts;
}

/** The first evidence that a search through cases finds. */
export async function firstEvidence<Case>(
  cases: Iterable<Case>,
  test: (one: Case) => Evidence | Promise<Evidence>,
): Promise<Evidence> {
  for (const one of cases) {
    const evidence = await test(one);
    if (evidence !== undefined) return evidence;
  }
  return undefined;
}
