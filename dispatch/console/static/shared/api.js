// @ts-check
/** Talking to the service: queries, commands with their key, and problems in words. */
import { t } from './texts.js';

const LIMIT_MS = 10_000;

/** @typedef {{field: string, message: string, way_out?: string}} FieldProblem */

/** The service said no, and why. */
export class Problem extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.detail || body?.title || t('problem.unnamed', { status }));
    this.status = status;
    this.title = String(body?.title ?? '');
    this.way_out = String(body?.way_out ?? '');
    /** @type {FieldProblem[]} */
    this.errors = body?.errors ?? (body?.field ? [{ field: body.field, message: this.message }] : []);
    /** @type {string|undefined} */
    this.incident = body?.incident;
    /** @type {string[]} */
    this.legal = body?.legal ?? [];
  }
}

/** Nobody answered in time: the command may or may not have arrived, so it is repeated with the same key. */
export class NoAnswer extends Error {
  constructor() {
    super(t('problem.offline'));
  }
}

/** A key of a command; `randomUUID` exists only on https and localhost. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @param {AbortSignal} [signal]
 */
async function answer(path, init, signal) {
  const limit = AbortSignal.timeout(LIMIT_MS);
  let response;
  try {
    response = await fetch(path, { ...init, signal: signal ? AbortSignal.any([limit, signal]) : limit });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new NoAnswer();
  }
  const body = await response.json().catch(() => null);
  if (response.status === 401) document.dispatchEvent(new Event('doezd:signed-out'));
  // A gateway that stands before a dead service answers for it: the same as no answer.
  if ([502, 503, 504].includes(response.status) && !body?.title) throw new NoAnswer();
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}

/** @param {string} path @param {AbortSignal} [signal] */
export const get = (path, signal) => answer(path, { headers: { Accept: 'application/json' } }, signal);

/**
 * A wish: its key is made once per intent and repeated with it.
 * @typedef {{key?: string, signal?: AbortSignal}} Wish
 * @type {(method: string, path: string, body: unknown, options?: Wish) => Promise<any>}
 */
const wish = (method, path, body, { key = newKey(), signal } = {}) =>
  answer(path, { method, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, signal);

/** @type {(path: string, body: unknown, options?: Wish) => Promise<any>} */
export const post = (path, body, options) => wish('POST', path, body, options);

/** @type {(path: string, body: unknown, options?: Wish) => Promise<any>} */
export const put = (path, body, options) => wish('PUT', path, body, options);

/** @type {(path: string, body: unknown, options?: Wish) => Promise<any>} */
export const patch = (path, body, options) => wish('PATCH', path, body, options);

/** @type {(path: string, options?: Wish) => Promise<any>} */
export const del = (path, options) => wish('DELETE', path, undefined, options);
