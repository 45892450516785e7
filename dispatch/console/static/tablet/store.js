// @ts-check
/** What the crew's page knows: the order as the server said it last, and the presses that it has not heard of. */
import { get } from '../shared/api.js';
import { follow } from '../shared/live.js';
import { createStore } from '../shared/store.js';
import { t } from '../shared/texts.js';
import { now, setServerNow } from '../shared/time.js';
import { startOutbox, waiting } from './outbox.js';

/**
 * @typedef {object} Tablet
 * @property {string|null} crew
 * @property {'opening'|'live'|'lost'} link
 * @property {number} heardAt
 * @property {boolean} signedOut
 * @property {any} me
 * @property {any} map
 * @property {any} answer of /order: {crew, legal, milestone, order, context}
 * @property {import('./outbox.js').Press[]} unsent
 * @property {{milestone: string, text: string, legal: string[]}|null} refused
 * @property {'route'|'patient'} tab
 * @property {{lat: number, lon: number}|null} at
 */

export const store = createStore(
  /** @type {Tablet} */ ({ crew: null, link: 'opening', heardAt: 0, signedOut: false, me: null, map: null, answer: null, unsent: [], refused: null, tab: 'route', at: null }),
);

let asked = 0;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let soon;

/** Events come in bursts: one question after them. */
export function refresh() {
  clearTimeout(soon);
  soon = setTimeout(() => loadOrder().catch(() => {}), 80);
}

/** @returns {Promise<any>} the answer of the server, newest first */
async function loadOrder() {
  const { crew } = store.get();
  if (!crew) throw new Error('no crew yet');
  const mine = ++asked;
  const answer = await get(`/api/crews/${encodeURIComponent(crew)}/order`);
  if (mine !== asked) return answer;
  const before = store.get().answer?.order?.incident;
  store.set({ answer, at: answer.crew?.at ?? null, ...(before === answer.order?.incident ? {} : { refused: null, tab: 'route' }) });
  return answer;
}

async function readUnsent() {
  store.set({ unsent: await waiting() });
}

/** @returns {Promise<null>} the stream starts from now: the order itself is asked for each time */
async function load() {
  if (!store.get().crew) {
    const me = await get('/api/me');
    store.set({ me, crew: me.crew ?? new URLSearchParams(location.search).get('crew'), signedOut: false });
  }
  if (!store.get().map) store.set({ map: await get('/api/map') });
  if (store.get().crew) await loadOrder();
  return null;
}

export function start() {
  document.addEventListener('doezd:signed-out', () => store.set({ signedOut: true }));
  startOutbox({
    changed: () => void readUnsent(),
    sent: (_, answer) => {
      const { answer: order } = store.get();
      if (order) store.set({ answer: { ...order, milestone: answer.milestone, legal: answer.legal, crew: answer.crew ?? order.crew }, refused: null });
      refresh();
    },
    order: async () => (await loadOrder()).order?.incident ?? null,
    outlived: (press) => store.set({ refused: { milestone: press.milestone, text: t('tablet.refused-order', { id: press.incident }), legal: [] } }),
    refused: (press, problem) => {
      store.set({ refused: { milestone: press.milestone, text: problem.message, legal: problem.legal } });
      refresh();
    },
  });
  follow({
    load,
    change: (change) => {
      setServerNow(change.at);
      refresh();
    },
    context: refresh,
    positions: (found) => {
      const mine = found[store.get().crew ?? ''];
      if (mine) store.set({ at: { lat: mine.lat, lon: mine.lon } });
    },
    link: (link) => {
      if (link === 'live') Object.assign(store.get(), { heardAt: now() });
      if (link === store.get().link) return;
      store.set({ link });
      if (link === 'live') refresh(); // what happened while nobody listened
    },
  });
}
