// One file that holds a whole installation: every table, and for an embedded one its session key and local tenant.
// The same for PGlite and a server, so that one may move from the first to the second. Gzipped lines of JSON.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { Refusal } from './refusal.mjs';

const FORMAT = 'access-rollout backup 1';
// No statement of the embedded database may hold the others up for long.
const SLICE = 1000;
// What the migrations write themselves. (Wake-up queues have a schema of their own and are made anew.)
const NOT_KEPT = new Set(['_prisma_migrations']);

const quote = (name) => `"${name.replaceAll('"', '""')}"`;

async function tablesOf(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
            coalesce(array_agg(a.attname::text) FILTER (WHERE a.atttypid = 'jsonb'::regtype), '{}') AS documents
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows.filter(({ name }) => !NOT_KEPT.has(name));
}

/**
 * Where there always is a document: before documents stood in a backup as text, one that says null could not be told in it
 * from none at all.
 */
const NEVER_NONE = { run_policy: { before: `t."written" IS NOT NULL OR t."group_id" IS NOT NULL OR t."state" = 'unknown'` } };

const literal = (value) => `'${value.replaceAll("'", "''")}'`;

/** A row as JSON. Documents stand in it as text: only so is a document that says null told from none at all. */
function rowOf({ documents }) {
  return ['to_jsonb(t)', ...documents.map((name) => `jsonb_build_object(${literal(name)}, t.${quote(name)}::text)`)].join(' || ');
}

/** A document as a backup has it: as text, or, in those of before, as itself. */
function documentOf(table, name) {
  const value = `line.value -> ${literal(name)}`;
  const told = `CASE jsonb_typeof(${value}) WHEN 'string' THEN (line.value ->> ${literal(name)})::jsonb ELSE nullif(${value}, 'null'::jsonb) END`;
  const always = NEVER_NONE[table]?.[name];
  return always ? `coalesce(${told}, CASE WHEN ${always} THEN 'null'::jsonb END)` : told;
}

async function* linesOf(client, files) {
  const { rows: migrations } = await client.query('SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at');
  yield { format: FORMAT, made: new Date().toISOString(), migrations };
  for (const [name, text] of Object.entries(files)) yield { file: name, text };
  let count = 0;
  for (const table of await tablesOf(client)) {
    const { name } = table;
    // A cursor lives in this one snapshot: what is read of the second table fits the first.
    await client.query(`DECLARE slice NO SCROLL CURSOR FOR SELECT (${rowOf(table)})::text AS row FROM ${quote(name)} t`);
    for (;;) {
      const { rows } = await client.query(`FETCH ${SLICE} FROM slice`);
      if (rows.length === 0) break;
      count += rows.length;
      // Kept as text: a number that JavaScript would round stays as it is.
      yield { table: name, rows: rows.map(({ row }) => row) };
    }
    await client.query('CLOSE slice');
  }
  yield { end: true, count };
}

/**
 * Writes everything in a database to a file, as of one moment.
 * @param {string} url
 * @param {string} target
 * @param {Record<string, string>} files what lies beside the database, by name
 * @returns {Promise<number>} rows written
 */
export async function writeArchive(url, target, files) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  let count = 0;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const lines = (async function* () {
      for await (const line of linesOf(client, files)) {
        count = line.count ?? count;
        yield `${JSON.stringify(line)}\n`;
      }
    })();
    // Half a backup must never stand under the name of a whole one.
    await pipeline(Readable.from(lines), createGzip(), createWriteStream(`${target}.part`, { mode: 0o600 }));
    await rename(`${target}.part`, target);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
  return count;
}

async function* readLines(source) {
  const text = createReadStream(source).pipe(createGunzip());
  let rest = '';
  try {
    text.setEncoding('utf8');
    for await (const chunk of text) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !String(error.code).startsWith('Z_')) throw error;
    throw new Refusal(`${source} is not a backup of Access Rollout, or is damaged (${error.message}).`);
  }
}

/** The first line of an archive. @throws Refusal when the file is none, or another program's. */
export async function readHead(source) {
  for await (const line of readLines(source)) {
    if (line.format === FORMAT) return line;
    break;
  }
  throw new Refusal(`${source} is not a backup of Access Rollout.`);
}

/** Reads a whole archive, so that a damaged one is known before anything is replaced. Gives the files beside the tables. */
export async function checkArchive(source) {
  const files = {};
  let count = 0;
  let end;
  for await (const line of readLines(source)) {
    if (line.file) files[line.file] = line.text;
    if (line.table) count += line.rows.length;
    if (line.end) end = line;
  }
  if (end?.count !== count) throw new Refusal(`${source} is cut short; use another backup.`);
  return files;
}

/**
 * Replaces what is in a migrated database by what an archive holds: whole, or not at all.
 * @returns {Promise<number>} rows read
 */
export async function readArchive(url, source) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('BEGIN');
    const tables = await tablesOf(client);
    const known = new Map(tables.map((table) => [table.name, table]));
    const references = await setReferencesAside(client);
    // The rules of the tables are for changes; what comes back was changed under them once already.
    for (const { name } of tables) await client.query(`ALTER TABLE ${quote(name)} DISABLE TRIGGER USER`);
    for (const { name } of tables) await client.query(`DELETE FROM ${quote(name)}`);
    let count = 0;
    for await (const line of readLines(source)) {
      if (!line.table) continue;
      const table = known.get(line.table);
      if (!table) throw new Refusal(`The backup holds the table ${line.table}, which this database does not have.`);
      // What came into a table since then has its default: a row of before says nothing of it.
      const told = line.rows.length > 0 ? JSON.parse(line.rows[0]) : {};
      const columns = table.columns.filter((name) => name in told);
      const names = columns.map(quote).join(', ');
      const values = columns.map((name) => (table.documents.includes(name) ? documentOf(line.table, name) : `t.${quote(name)}`)).join(', ');
      await client.query(
        `INSERT INTO ${quote(line.table)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM jsonb_array_elements($1::jsonb) AS line(value), jsonb_populate_record(NULL::${quote(line.table)}, line.value) AS t`,
        [`[${line.rows.join(',')}]`],
      );
      count += line.rows.length;
    }
    await setSequences(client);
    for (const { name } of tables) await client.query(`ALTER TABLE ${quote(name)} ENABLE TRIGGER USER`);
    for (const { table, name, says } of references) await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} ${says}`);
    await client.query('COMMIT');
    return count;
  } finally {
    await client.end();
  }
}

/** Rows come table by table in no order that references would allow, and only a superuser may switch those off. */
async function setReferencesAside(client) {
  const { rows } = await client.query(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS says FROM pg_constraint
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quote(name)}`);
  return rows;
}

async function setSequences(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS name, a.attname AS column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL`,
  );
  for (const { name, column, sequence } of rows) {
    await client.query(`SELECT setval($1, coalesce(max(${quote(column)}), 1), max(${quote(column)}) IS NOT NULL) FROM ${quote(name)}`, [sequence]);
  }
}
