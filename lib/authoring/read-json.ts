/** JSON that people bring in, read so that what is wrong is told with its place. Pure: read in the browser too. */

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export type ReadJson = { ok: true; value: unknown } | { ok: false; line: number; column: number; what: string };

/** What a text holds, or where it stops to be JSON. A mark of its encoding at the beginning is no part of it. */
export function readJson(text: string): ReadJson {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return { ok: true, value: JSON.parse(bare) };
  } catch (error) {
    return { ok: false, ...placeIn(bare, String((error as Error).message)), what: 'This is no JSON: look for a comma, bracket or quotation mark that is missing or too many here.' };
  }
}

/** Where the engine says that it stopped. */
function placeIn(text: string, message: string): { line: number; column: number } {
  const [, position] = /position (\d+)/.exec(message) ?? [];
  const before = text.slice(0, position === undefined ? endOfWhole(text) : Number(position)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** How much of a text is the beginning of some JSON, for engines that name no position: cut off there it only ends too early. */
function endOfWhole(text: string): number {
  let [whole, broken] = [0, text.length + 1];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (isBeginning(text.slice(0, middle))) whole = middle;
    else broken = middle;
  }
  return whole;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return /end of JSON|Unterminated/i.test(message) || message.includes(`at position ${text.length}`);
  }
}
