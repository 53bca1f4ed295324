import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

export const root = path.resolve(import.meta.dirname, '..');

// The name every PostgreSQL client looks for in the folder it is given as host.
const SOCKET_NAME = '.s.PGSQL.5432';
// sun_path holds 108 bytes on Linux and 104 on macOS, its closing zero included.
const LONGEST_SOCKET_PATH = 103;

/** The data folder asked for, as an absolute path. */
export function dataFolder(env = process.env) {
  return path.resolve(root, env.DATA_DIR || 'data');
}

/** Makes the data folder, readable by its owner alone: it holds the session key and a database without a password. */
export function makeDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw new Refusal(`${folder} is no folder, and none can be made there. Set DATA_DIR to another folder.`);
  }
  chmodSync(folder, 0o700);
}

/**
 * The folder of the database's socket: the data folder itself, or, where its path is too long for a socket,
 * a private one in the temporary folder that its path decides.
 */
export function socketFolder(folder) {
  if (Buffer.byteLength(path.join(folder, SOCKET_NAME)) <= LONGEST_SOCKET_PATH) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return path.join(tmpdir(), `access-rollout-${name}`);
}

export function socketPath(folder) {
  return path.join(socketFolder(folder), SOCKET_NAME);
}

/** The address under which the portal reaches the embedded database. */
export function embeddedDatabaseUrl(folder) {
  return `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder(folder))}`;
}

/**
 * Whether somebody listens on the data folder's socket. The system lets go of it when its process dies, so a file
 * that nobody answers on is left over from a crash.
 */
export function isFolderInUse(folder) {
  return new Promise((resolve) => {
    const socket = connect(socketPath(folder));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => resolve(error.code === 'EAGAIN' || error.code === 'EACCES'));
  });
}

/** @throws Refusal when another Access Rollout works in the folder. */
export async function requireFolderFree(folder) {
  if (await isFolderInUse(folder)) {
    throw new Refusal(
      `The data folder ${folder} is in use by another Access Rollout. Stop that one first, or set DATA_DIR to another folder.`,
    );
  }
}

/**
 * Takes the folder's socket for a server: the socket is the lock on the data folder.
 * @throws Refusal when another process holds it.
 */
export async function takeSocket(folder, server) {
  const folderOfSocket = socketFolder(folder);
  if (folderOfSocket !== folder) {
    mkdirSync(folderOfSocket, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folderOfSocket);
    // Anybody may make a folder in the temporary folder before us; in theirs they could answer as our database.
    if (!stat.isDirectory() || stat.uid !== userInfo().uid || (stat.mode & 0o077) !== 0) {
      throw new Refusal(`${folderOfSocket} must be a folder that only you can read. Remove it, or set DATA_DIR to a shorter path.`);
    }
  }
  const file = socketPath(folder);
  await requireFolderFree(folder);
  rmSync(file, { force: true });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  }).catch((error) => {
    if (error.code === 'EADDRINUSE') throw new Refusal(`The data folder ${folder} is in use by another Access Rollout. Stop that one first, or set DATA_DIR to another folder.`);
    throw error;
  });
  // Two that start in the same moment may both have found a left-over socket; the second to listen has replaced the
  // file of the first, which sees it here and steps back before anything is opened.
  const inode = lstatSync(file).ino;
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (lstatSync(file, { throwIfNoEntry: false })?.ino !== inode) {
    throw new Refusal(`The data folder ${folder} was taken by another Access Rollout that started at the same moment.`);
  }
}
