// @ts-check
/** What the dispatcher's page knows: one value, changed only here. */
import { get } from '../shared/api.js';
import { follow } from '../shared/live.js';
import { createStore } from '../shared/store.js';
import { now, setServerNow } from '../shared/time.js';

/**
 * @typedef {object} Board
 * @property {boolean} loaded
 * @property {'opening'|'live'|'lost'} link
 * @property {number} heardAt when the server was last heard, ms
 * @property {boolean} signedOut
 * @property {'propose'|'automatic'} mode
 * @property {any} region
 * @property {any} map
 * @property {any} me
 * @property {any[]} degraded
 * @property {Map<string, any>} crews
 * @property {Map<string, any>} incidents open ones only
 * @property {any[]} hospitals
 * @property {any[]} stations
 * @property {any[]} complaints
 * @property {string|null} selected incident
 * @property {any} detail the whole of the selected incident, when it has come
 * @property {'incident'|'crews'} tab
 * @property {{crew: string}|null} override the option whose reason is being asked
 * @property {boolean} cancelling
 * @property {string|null} sending
 * @property {{tone: 'warn'|'alarm'|'plain', title: string, text: string, incident?: string}|null} message
 * @property {boolean} calling the form of a new call is open
 * @property {{duration_s: number, distance_m: number}|null} route
 */

export const store = createStore(
  /** @type {Board} */ ({
    loaded: false,
    link: 'opening',
    heardAt: 0,
    signedOut: false,
    mode: 'propose',
    region: null,
    map: null,
    me: null,
    degraded: [],
    crews: new Map(),
    incidents: new Map(),
    hospitals: [],
    stations: [],
    complaints: [],
    selected: null,
    detail: null,
    tab: 'incident',
    override: null,
    cancelling: false,
    sending: null,
    message: null,
    calling: false,
    route: null,
  }),
);

/** Live positions are drawn, not rendered: they come every second. @type {Set<() => void>} */
const movers = new Set();
/** @param {() => void} mover */
export const onMove = (mover) => void movers.add(mover);
const moved = () => movers.forEach((mover) => mover());

/** @param {any[]} list */
const byId = (list) => new Map(list.map((one) => [String(one.id), one]));

async function load() {
  const state = await get('/api/state');
  setServerNow(state.now);
  store.set({
    loaded: true,
    signedOut: false,
    mode: state.mode,
    region: state.region,
    map: state.map,
    degraded: state.degraded ?? [],
    crews: byId(state.crews),
    incidents: byId(state.incidents),
    hospitals: state.hospitals,
    stations: state.stations,
    complaints: state.complaints ?? [],
  });
  moved();
  refreshDetail();
  return state.cursor;
}

/** @param {any} change */
function change(change) {
  const { incidents, crews, selected } = store.get();
  if (change.incident && 'incident_view' in change) putIncident(new Map(incidents), change.incident, change.incident_view);
  if (change.crew_view) store.set({ crews: new Map(crews).set(String(change.crew_view.id), change.crew_view) });
  if (change.mode) store.set({ mode: change.mode });
  if (change.incident && change.incident === selected) refreshDetail();
  moved();
}

/** @param {Map<string, any>} incidents @param {string} id @param {any} view */
function putIncident(incidents, id, view) {
  if (view) incidents.set(id, view);
  else incidents.delete(id);
  store.set({ incidents });
}

/** @param {Record<string, {lat: number, lon: number}>} positions */
function positions(positions) {
  const { crews } = store.get();
  for (const [id, { lat, lon }] of Object.entries(positions)) {
    const crew = crews.get(id);
    if (crew) crew.at = { lat, lon };
  }
  moved();
}

let asked = 0;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let refresh;

/** Events of one command come in a burst: ask once after it. */
function refreshDetail() {
  clearTimeout(refresh);
  refresh = setTimeout(loadDetail, 60);
}

async function loadDetail() {
  const { selected } = store.get();
  if (!selected) return;
  const mine = ++asked;
  try {
    const detail = await get(`/api/incidents/${encodeURIComponent(selected)}`);
    if (mine === asked) store.set({ detail });
  } catch {
    // The queue's own view stays on the screen; the next event asks again.
  }
}

/** @param {string|null} id */
export function select(id) {
  if (id === store.get().selected && store.get().tab === 'incident') return;
  store.set({ selected: id, detail: null, override: null, cancelling: false, tab: 'incident', route: null });
  if (id) void loadDetail();
}

/** The incident as shown: the live view wins over the older detail. @param {Board} board */
export function selectedIncident(board) {
  if (!board.selected) return null;
  const live = board.incidents.get(board.selected);
  const detail = board.detail?.id === board.selected ? board.detail : null;
  if (!live) return detail;
  return detail ? { ...detail, ...live, milestones: detail.milestones, destination: detail.destination ?? live.destination } : live;
}

/** Urgency, then age: the order in which people are helped. @param {any} a @param {any} b */
const queueOrder = (a, b) => a.urgency - b.urgency || Date.parse(a.received_at) - Date.parse(b.received_at);

/** @param {Board} board */
export function queues(board) {
  const all = [...board.incidents.values()].sort(queueOrder);
  return { waiting: all.filter((i) => !i.crew), assigned: all.filter((i) => i.crew) };
}

export function start() {
  document.addEventListener('doezd:signed-out', () => store.set({ signedOut: true }));
  get('/api/me').then((me) => store.set({ me }), () => {});
  follow({
    load,
    change,
    positions,
    degraded: (degraded) => store.set({ degraded }),
    context: ({ incident }) => incident === store.get().selected && refreshDetail(),
    link: (link) => {
      if (link === 'live') Object.assign(store.get(), { heardAt: now() });
      if (link !== store.get().link) store.set({ link });
    },
  });
}
