import 'server-only';

type Field = string | number | boolean | null | undefined;

/**
 * One line of JSON a happening, to standard output. Fields are plain values on purpose: no objects, no bodies, no
 * tokens can slip in whole.
 */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Record<string, Field> = {}): void {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
}

/** The message of whatever was thrown, for a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
