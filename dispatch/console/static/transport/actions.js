// @ts-check
/** What a person may do about planned transport; every answer is said, good or bad. */
import { del, post, put } from '../shared/api.js';
import { t } from '../shared/texts.js';
import { refresh, store } from './store.js';

/** @param {() => Promise<unknown>} act @returns {Promise<boolean>} */
async function doing(act) {
  store.set({ said: null });
  try {
    await act();
    store.set({ said: { bad: false, text: t('haul.done') } });
    return true;
  } catch (failure) {
    store.set({ said: { bad: true, text: failure instanceof Error ? failure.message : String(failure) } });
    return false;
  } finally {
    refresh();
  }
}

/** @param {string} id */
const path = (id) => `/api/transport/${encodeURIComponent(id)}`;

/** @param {string[]} transports none: all that are planned */
export const confirmPlan = (transports) => doing(() => post('/api/transport/confirm', { transports }));

/** @param {string} id @param {string} crew @param {string} reason */
export const assign = (id, crew, reason) => doing(() => post(`${path(id)}/assign`, { crew, reason }));

/** @param {string} id @param {string} reason @param {boolean} returns */
export const cancel = (id, reason, returns) => doing(() => del(`${path(id)}?reason=${encodeURIComponent(reason)}&returns=${returns}`));

/** @param {boolean} lend */
export const setLending = (lend) => doing(() => put('/api/transport/lending', { lend }));

/** @param {string} crew @param {string} use @param {string} reason */
export const setUse = (crew, use, reason) => doing(() => put(`/api/crews/${encodeURIComponent(crew)}/transport`, { use, reason }));
