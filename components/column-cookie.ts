/** How the columns left out of a table are kept: a cookie for each table. Read by the server, written by the browser. */

const PREFIX = 'columns.';
const A_YEAR = 31_536_000;

/** The cookie that keeps it; with nothing left out it ends. */
export function columnCookie(table: string, hidden: string[]): string {
  return `${PREFIX}${table}=${hidden.join('.')}; path=/; max-age=${hidden.length > 0 ? A_YEAR : 0}; samesite=lax`;
}

/** What the cookies of a request say, by table; what does not look like ours is left alone. */
export function hiddenColumnsOf(cookies: { name: string; value: string }[]): Record<string, string[]> {
  return Object.fromEntries(
    cookies
      .filter(({ name, value }) => name.startsWith(PREFIX) && /^[\w.-]{1,200}$/.test(value))
      .slice(0, 50)
      .map(({ name, value }) => [name.slice(PREFIX.length), value.split('.')]),
  );
}
