import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Message = { headers?: Record<string, string>; body?: unknown };
export type Example = {
  /** The example file's name without its ending, which is the operation's. */
  file: string;
  title: string;
  request: Message & { method: string; url: string };
  response: (Message & { status: number }) | null;
  /** The page says that the real answer has more properties. */
  truncated: boolean;
};

const shared = process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared');

/** The folder of Microsoft's examples, or null where it is not at hand. */
export const examplesFolder: string | null = existsSync(path.join(shared, 'graph/examples')) ? path.join(shared, 'graph/examples') : null;

/** Where the schema's checker is, if it is at hand. */
export const checkerFile: string | null = existsSync(path.join(shared, 'graph/conform.mjs')) ? path.join(shared, 'graph/conform.mjs') : null;

/** Every example request of every file in the folder. */
export function readExamples(folder: string): Example[] {
  return readdirSync(folder).filter((name) => name.endsWith('.json')).sort().flatMap((name) => {
    const { examples } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { examples: (Omit<Example, 'file' | 'truncated'> & { truncated?: boolean })[] };
    return examples.map((example) => ({ ...example, file: name.replace(/\.json$/, ''), truncated: example.truncated === true }));
  });
}
