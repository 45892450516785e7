// @ts-check
/** What the page of planned transport knows: the board as the service said it last, and what is being written. */
import { get } from '../shared/api.js';
import { follow } from '../shared/live.js';
import { createStore } from '../shared/store.js';
import { now, setServerNow } from '../shared/time.js';

/**
 * @typedef {object} Desk
 * @property {'opening'|'live'|'lost'} link
 * @property {number} heardAt
 * @property {boolean} signedOut
 * @property {string} refused why the service does not show the board
 * @property {any} board of /api/transport
 * @property {any[]} hospitals
 * @property {string|null} selected
 * @property {any} detail the whole of the selected one, when it has come
 * @property {boolean} booking the form is open
 * @property {{bad: boolean, text: string}|null} said
 */

export const store = createStore(
  /** @type {Desk} */ ({ link: 'opening', heardAt: 0, signedOut: false, refused: '', board: null, hospitals: [], selected: null, detail: null, booking: false, said: null }),
);

/** What concerns nobody's plan must not ask for it again. */
const OF_TRANSPORT = /^(Transport|CrewLent|CrewSetAside|Adopt)/;

async function loadBoard() {
  store.set({ board: await get('/api/transport') });
}

let asked = 0;

async function loadDetail() {
  const { selected, board, detail: shown } = store.get();
  if (!selected) return;
  // A booking that was just taken is not on the board before the worker has seen it: the next change asks again.
  if (!shown && !board?.transports.some((/** @type {any} */ row) => row.id === selected)) return;
  const mine = ++asked;
  const detail = await get(`/api/transport/${encodeURIComponent(selected)}`);
  if (mine === asked) store.set({ detail });
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let soon;

/** A plan comes as one event after many: ask once after them. */
export function refresh() {
  clearTimeout(soon);
  soon = setTimeout(() => void Promise.all([loadBoard(), loadDetail()]).catch(() => {}), 100);
}

/** @param {string|null} id */
export function select(id) {
  store.set({ selected: id, detail: null, booking: false, said: null });
  void loadDetail().catch(() => {});
}

async function load() {
  try {
    await loadBoard();
    const hospitals = await get('/api/hospitals');
    store.set({ hospitals, signedOut: false, refused: '' });
  } catch (failure) {
    if (/** @type {any} */ (failure).status === 403) store.set({ refused: /** @type {Error} */ (failure).message });
    throw failure;
  }
  void loadDetail().catch(() => {});
  return null;
}

export function start() {
  document.addEventListener('doezd:signed-out', () => store.set({ signedOut: true }));
  follow({
    load,
    change: (change) => {
      setServerNow(change.at);
      if (OF_TRANSPORT.test(change.type)) refresh();
    },
    link: (link) => {
      if (link === 'live') Object.assign(store.get(), { heardAt: now() });
      if (link === store.get().link) return;
      store.set({ link });
      if (link === 'live') refresh();
    },
  });
}
