// @ts-check
/** Buttons pressed, kept until the server has answered: in order, each once, over reloads and dead zones. */
import { NoAnswer, Problem, newKey, post } from '../shared/api.js';

/** Time to change one's mind; the press is on disk from the start. */
export const UNDO_MS = 5_000;
const RETRY_MS = 3_000;

/**
 * @typedef {object} Press
 * @property {number} seq
 * @property {string} key idempotency key: sent twice, counted once
 * @property {string} crew
 * @property {string} incident the order on the screen when it was pressed
 * @property {string} milestone or the step of a planned transport
 * @property {string} [transport] the planned transport it belongs to
 * @property {number} pressedAt ms
 * @property {boolean} [tried] it may have arrived: only the server can say
 */

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('doezd-outbox', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('presses', { keyPath: 'seq', autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @type {Promise<IDBDatabase>|undefined} */
let database;

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(presses: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} after the transaction is on disk
 */
async function transact(mode, act) {
  const db = await (database ??= open());
  return new Promise((resolve, reject) => {
    const transaction = db.transaction('presses', mode, { durability: 'strict' });
    const request = act(transaction.objectStore('presses'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** @returns {Promise<Press[]>} in the order pressed */
export const waiting = () => transact('readonly', (presses) => presses.getAll());

/** @param {number} seq */
const forget = (seq) => transact('readwrite', (presses) => presses.delete(seq));

/** Keep a press. @param {{crew: string, incident: string, milestone: string, transport?: string}} press */
export async function press(press) {
  await transact('readwrite', (presses) => presses.add({ key: newKey(), ...press, pressedAt: Date.now() }));
  told();
  later(UNDO_MS);
}

/** Take the newest press back, while it has not been sent. @param {number} seq */
export async function undo(seq) {
  await forget(seq);
  told();
}

/**
 * @typedef {object} Listener
 * @property {() => void} changed
 * @property {(press: Press) => Promise<string|null>} order asks the server for which incident the press counts now; null: for none
 * @property {(press: Press, answer: any) => void} sent
 * @property {(press: Press, problem: Problem) => void} refused
 * @property {(press: Press) => void} outlived the order has been taken away before the press could be sent
 */

/** @type {Listener} */
let listener = { changed: () => {}, order: async () => null, sent: () => {}, refused: () => {}, outlived: () => {} };
const told = () => listener.changed();

/** @param {Listener} handlers */
export function startOutbox(handlers) {
  listener = handlers;
  addEventListener('online', () => void flush());
  setInterval(flush, RETRY_MS);
  told();
  void flush();
}

/** @param {number} ms */
const later = (ms) => setTimeout(flush, ms + 20);

/** Two tabs must not send at the same time; the key protects where locks do not exist. @param {() => Promise<void>} act */
const alone = (act) => (navigator.locks ? navigator.locks.request('doezd-outbox', { ifAvailable: true }, (lock) => (lock ? act() : undefined)) : act());

let busy = false;

/** Send what is due. */
export async function flush() {
  if (busy) return;
  busy = true;
  try {
    await alone(sendAll);
  } finally {
    busy = false;
  }
}

async function sendAll() {
  for (const one of await waiting()) {
    // Its time to be undone is not over: nothing later may overtake it.
    if (Date.now() - one.pressedAt < UNDO_MS) return;
    if (!(await isOurs(one))) return;
    if (!(await send(one))) return;
    told();
  }
}

/**
 * A button of an order that has been taken away must not be pressed on the next one.
 * @param {Press} one
 * @returns {Promise<boolean>} whether it may be sent now
 */
async function isOurs(one) {
  if (one.tried) return true;
  let order;
  try {
    order = await listener.order(one);
  } catch {
    return false;
  }
  if (order !== null) {
    Object.assign(one, { incident: order, tried: true });
    await transact('readwrite', (presses) => presses.put(one));
    return true;
  }
  await forget(one.seq);
  listener.outlived(one);
  told();
  later(0);
  return false;
}

/** 408 and 429 ask to come again; 401 waits for a new sign-in; 5xx may still do it. @param {number} status */
const isFinal = (status) => status >= 400 && status < 500 && ![401, 408, 429].includes(status);

/** @param {Press} one @returns {[string, unknown]} where it goes, and what it says */
function wishOf(one) {
  const pressed_at = new Date(one.pressedAt).toISOString();
  if (one.transport) return [`/api/transport/${encodeURIComponent(one.transport)}/step`, { crew: one.crew, step: one.milestone, pressed_at }];
  return [`/api/crews/${encodeURIComponent(one.crew)}/status`, { milestone: one.milestone, incident: one.incident, pressed_at }];
}

/** @param {Press} one @returns {Promise<boolean>} whether the next one may go */
async function send(one) {
  try {
    const answer = await post(...wishOf(one), { key: one.key });
    await forget(one.seq);
    listener.sent(one, answer);
    return true;
  } catch (failure) {
    if (failure instanceof NoAnswer || !(failure instanceof Problem) || !isFinal(failure.status)) return false;
    await forget(one.seq);
    listener.refused(one, failure);
    return true;
  }
}
