// One process at a time does what two at once would spoil: npm ci and next build in one clone.
import { connect, createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { isFolderInUse, socketPath, takeSocket } from './data-folder.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Takes the turn on a folder, after whoever has it. A socket in the folder is the turn: the system takes it from a process
 * that was killed.
 * @param {string} folder
 * @param {() => void} say told once when somebody else has it
 * @returns {Promise<() => void>} gives it up
 */
export async function takeTurn(folder, say) {
  mkdirSync(folder, { recursive: true });
  let told = false;
  for (;;) {
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket.on('error', () => {}).on('close', () => waiting.delete(socket)).unref());
    }).unref();
    try {
      await takeSocket(folder, server);
      return () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
    } catch (error) {
      server.close();
      if (!(error instanceof Refusal) && error.code !== 'ENOENT') throw error;
      // Nobody to wait for: whoever had it was done in the same moment.
      if (!(await isFolderInUse(folder))) continue;
      if (!told) say();
      told = true;
      await untilGivenUp(folder);
    }
  }
}

function untilGivenUp(folder) {
  const socket = connect(socketPath(folder));
  // Refused or cut off: it is given up all the same.
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', resolve));
}
