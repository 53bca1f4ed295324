const SYNC = 'S'.charCodeAt(0);
const SIMPLE_QUERY = 'Q'.charCodeAt(0);
// Parse, Bind, Describe, Execute, Close, Flush: steps of one statement that ends with Sync.
const STEPS = new Set([...'PBDECH'].map((letter) => letter.charCodeAt(0)));

/**
 * Lets several connections share one PGlite, which knows a single session. The queue of pglite-socket takes turns
 * after every protocol message: between one connection's Parse and Bind another's Parse replaces the unnamed
 * statement. Here a connection keeps its turn from the first step to Sync, and from BEGIN to the end of its transaction.
 */
export class StatementQueue {
  #db;
  #waiting = [];
  #working = false;
  #holder = null;
  #midStatement = false;

  constructor(db) {
    this.#db = db;
  }

  /** Runs one protocol message in turn; answers go to onData. Resolves with the number of bytes answered. */
  enqueue(handlerId, message, onData) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ handlerId, message, onData, resolve, reject });
      void this.#work();
    });
  }

  /** Runs work of the database process itself in turn, when no statement and no transaction of a connection is under way. */
  between(work) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ handlerId: work, work, resolve, reject });
      void this.#work();
    });
  }

  getQueueLength() {
    return this.#waiting.length;
  }

  clearQueueForHandler(handlerId) {
    const left = this.#waiting.filter((item) => item.handlerId === handlerId);
    this.#waiting = this.#waiting.filter((item) => item.handlerId !== handlerId);
    for (const item of left) item.reject(new Error('Handler disconnected'));
  }

  /** A connection that dies holding its turn gives back what it had begun. */
  async clearTransactionIfNeeded(handlerId) {
    if (this.#holder !== handlerId) return;
    if (this.#midStatement) await this.#send(new Uint8Array([SYNC, 0, 0, 0, 4]), () => {});
    if (this.#db.isInTransaction()) await this.#db.exec('ROLLBACK');
    this.#midStatement = false;
    this.#holder = null;
    void this.#work();
  }

  async #work() {
    if (this.#working) return;
    this.#working = true;
    for (let item = this.#next(); item; item = this.#next()) {
      let bytes = 0;
      try {
        if (item.work) {
          item.resolve(await item.work(this.#db));
          continue;
        }
        await this.#send(item.message, (data) => {
          bytes += data.length;
          item.onData(data);
        });
        const type = item.message[0];
        if (STEPS.has(type)) this.#midStatement = true;
        else if (type === SYNC || type === SIMPLE_QUERY) this.#midStatement = false;
        this.#holder = this.#midStatement || this.#db.isInTransaction() ? item.handlerId : null;
        item.resolve(bytes);
        // Its next step is handed in by the continuation of this promise; without the pause it would have lost its place.
        await null;
      } catch (error) {
        item.reject(error);
      }
    }
    this.#working = false;
  }

  #next() {
    if (this.#holder === null) return this.#waiting.shift();
    const index = this.#waiting.findIndex((item) => item.handlerId === this.#holder);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  #send(message, onRawData) {
    return this.#db.runExclusive(() => this.#db.execProtocolRawStream(message, { onRawData }));
  }
}
