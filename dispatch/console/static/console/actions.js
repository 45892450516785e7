// @ts-check
/** What the dispatcher may do. Every action is one POST with one key, and its refusal is said in words. */
import { NoAnswer, Problem, newKey, post } from '../shared/api.js';
import { t } from '../shared/texts.js';
import { select, store } from './store.js';

/**
 * @param {string} what names the button that waits
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any|null>} null when it was refused; the reason is on the screen then
 */
async function act(what, path, body) {
  if (store.get().sending) return null;
  store.set({ sending: what, message: null });
  try {
    return await twice(path, body);
  } catch (failure) {
    store.set({ message: inWords(failure) });
    return null;
  } finally {
    store.set({ sending: null });
  }
}

/** A lost answer is asked for again at once; the key makes the second one harmless. @param {string} path @param {unknown} body */
async function twice(path, body) {
  const key = newKey();
  try {
    return await post(path, body, { key });
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    return post(path, body, { key });
  }
}

/** @param {unknown} failure @returns {import('./store.js').Board['message']} */
function inWords(failure) {
  if (failure instanceof Problem && failure.status === 409) return { tone: 'warn', title: t('problem.stale'), text: failure.message };
  const text = failure instanceof Error ? failure.message : String(failure);
  return { tone: 'alarm', title: failure instanceof Problem ? failure.title : '', text };
}

/** @param {string} incident */
const path = (incident) => `/api/incidents/${encodeURIComponent(incident)}`;

/** @param {any} answer */
function show(answer) {
  const view = answer?.incident_view;
  if (!view) return;
  const { incidents } = store.get();
  const open = view.status === 'waiting' || view.status === 'assigned';
  const next = new Map(incidents);
  if (open) next.set(view.id, view);
  else next.delete(view.id);
  store.set({ incidents: next });
}

/** Send the crew that was recommended. @param {any} incident */
export async function confirm(incident) {
  const crew = incident?.recommendation?.crew;
  if (!crew || incident.status !== 'waiting') return;
  show(await act(`confirm-${incident.id}`, `${path(incident.id)}/confirm`, { crew }));
}

/** Send another one. @param {any} incident @param {string} crew @param {string} reason */
export async function override(incident, crew, reason) {
  const answer = await act(`override-${incident.id}`, `${path(incident.id)}/override`, { crew, reason });
  if (answer) store.set({ override: null });
  show(answer);
}

/** @param {any} incident @param {string} reason */
export async function cancel(incident, reason) {
  const answer = await act(`cancel-${incident.id}`, `${path(incident.id)}/cancel`, { reason });
  if (!answer) return;
  store.set({ cancelling: false });
  show(answer);
  select(null);
}

/** @param {'propose'|'automatic'} mode */
export async function setMode(mode) {
  const answer = await act('mode', '/api/mode', { mode });
  if (answer) store.set({ mode: answer.mode ?? mode });
}

/** An address that binds a tablet to its crew for this shift. @param {string} crew */
export const pairTablet = (crew) => act(`pair-${crew}`, `/api/crews/${encodeURIComponent(crew)}/token`, {});
