// @ts-check
/** What the crew's page knows: the order as the server said it last, and the presses that it has not heard of. */
import { get } from '../shared/api.js';
import { follow } from '../shared/live.js';
import { createStore } from '../shared/store.js';
import { t } from '../shared/texts.js';
import { now, setServerNow } from '../shared/time.js';
import { startOutbox, waiting } from './outbox.js';
import { progress } from './progress.js';

/**
 * @typedef {object} Tablet
 * @property {string|null} crew
 * @property {'opening'|'live'|'lost'} link
 * @property {number} heardAt
 * @property {boolean} signedOut
 * @property {any} me
 * @property {any} map
 * @property {any} answer of /order: {crew, legal, milestone, order, way, news, context}
 * @property {any} run of planned transport: {stops, transports}; null where the crew carries nobody
 * @property {import('./outbox.js').Press[]} unsent
 * @property {{milestone: string, text: string, legal: string[], transport?: string}|null} refused
 * @property {'route'|'patient'|'help'} tab
 * @property {{lat: number, lon: number}|null} at
 * @property {{goal: string, route: any}|null} chosen the way that the crew has taken instead of the fastest
 */

export const store = createStore(
  /** @type {Tablet} */ ({ crew: null, link: 'opening', heardAt: 0, signedOut: false, me: null, map: null, answer: null, run: null, unsent: [], refused: null, tab: 'route', at: null, chosen: null }),
);

/** Whether the crew has anything to do with planned transport. @param {any} answer */
export const carries = ({ crew: { transport } }) => transport.use !== 'none' || transport.stops > 0 || transport.on_board.length > 0;

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
  const run = !answer.order && carries(answer) ? await get(`/api/crews/${encodeURIComponent(crew)}/transport`) : null;
  if (mine !== asked) return answer;
  const before = store.get().answer?.order?.incident;
  store.set({ answer, run, at: answer.crew?.at ?? null, ...(before === answer.order?.incident ? {} : { refused: null, tab: 'route' }) });
  return answer;
}

/**
 * For which incident a press counts: its own while that is ours, or the one that its part has become by relieving a crew.
 * @param {import('./outbox.js').Press} press
 */
async function incidentOf(press) {
  const answer = await loadOrder();
  const now = answer.order?.incident ?? null;
  if (press.transport) return store.get().run?.transports[press.transport] ? '' : null;
  const tookOver = answer.news.some((/** @type {any} */ piece) => piece.kind === 'took-over' && piece.was === press.incident && piece.incident === now);
  return now === press.incident || tookOver ? now : null;
}

/** Off the line twice in a row: the service finds a new way from where we are. */
let strayed = 0;
const OFF_M = 120;
const STRAYED_FIXES = 3;

/** @param {{lat: number, lon: number}} at */
function moved(at) {
  store.set({ at });
  const route = routeOf(store.get());
  const off = route && progress(route.geometry.coordinates, route.maneuvers, at).off_m > OFF_M + route.snap_start_m;
  strayed = off ? strayed + 1 : 0;
  if (strayed < STRAYED_FIXES) return;
  strayed = 0;
  store.set({ chosen: null });
  refresh();
}

/** What the crew drives to: a call's target, or where it goes without one. @param {Tablet} tablet */
export const wayOf = ({ answer }) => answer?.order ?? answer?.way ?? null;

/** The place that the way leads to, as a key. @param {any} way */
export const goalOf = (way) => JSON.stringify(way?.target_at ?? null);

/** The route that is driven: the one the crew has chosen for this goal, else the fastest. @param {Tablet} tablet */
export function routeOf(tablet) {
  const way = wayOf(tablet);
  return tablet.chosen?.goal === goalOf(way) ? tablet.chosen.route : way?.route ?? null;
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
    sent: (press, answer) => {
      const { answer: order } = store.get();
      if (press.transport) store.set({ run: answer, refused: null });
      else if (order) store.set({ answer: { ...order, milestone: answer.milestone, legal: answer.legal, crew: answer.crew ?? order.crew }, refused: null });
      refresh();
    },
    order: incidentOf,
    outlived: (press) => {
      const text = press.transport ? t('run.refused-gone', { id: press.transport }) : t('tablet.refused-order', { id: press.incident });
      store.set({ refused: { milestone: press.milestone, text, legal: [], transport: press.transport } });
    },
    refused: (press, problem) => {
      store.set({ refused: { milestone: press.milestone, text: problem.message, legal: problem.legal, transport: press.transport } });
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
      if (mine) moved({ lat: mine.lat, lon: mine.lon });
    },
    link: (link) => {
      if (link === 'live') Object.assign(store.get(), { heardAt: now() });
      if (link === store.get().link) return;
      store.set({ link });
      if (link === 'live') refresh(); // what happened while nobody listened
    },
  });
}
