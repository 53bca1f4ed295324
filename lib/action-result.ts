import type { FieldLink } from '@/lib/errors';

/**
 * What a server action answers and a form shows. Plain values only: this file is read in the browser too.
 * `null` is the answer before anything was asked.
 */
export type ActionResult<T> =
  | { ok: true; value: T }
  | {
      ok: false;
      /** One of the codes of lib/errors.ts. */
      code: string;
      /** A sentence for the person: what is wrong and how to mend it. */
      message: string;
      /** Sentences by field name, shown beside the field. */
      fields?: Record<string, string>;
      /** Where a field's sentence leads, by field name. */
      links?: Record<string, FieldLink>;
      /** Where the sentence leads. */
      link?: FieldLink;
      /** What the person typed, by field name, every value of it, so that nothing is lost. */
      values?: Record<string, string[]>;
      /** Stands in the log too, for whoever is asked for help. */
      reference?: string;
      /** Seconds Entra asked us to wait. */
      retryAfter?: number;
      /** What Entra wants confirmed (`claimsChallenge`); goes on to the sign-in page. */
      claims?: string;
    }
  | null;

/** The field in which a form says for whom its page was rendered; no schema's, and nothing that anybody typed. */
export const SHOWN_TO = 'shownTo';
