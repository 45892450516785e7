// @ts-check
/** What the dispatcher's page knows: one value, changed only here. */
import { get } from '../shared/api.js';
import { follow } from '../shared/live.js';
import { createStore } from '../shared/store.js';
import { t } from '../shared/texts.js';
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
 * @property {'incident'|'crews'|'shift'|'hospitals'|'roads'|'transport'} tab
 * @property {{crew: string, ticked: boolean}|null} override the option whose reason is being asked; ticked: what it undoes is seen
 * @property {string|null} form the small form that is open, by its name: one at a time
 * @property {any} air the last word of the air ambulance; null until it is asked for
 * @property {any[]|null} landingSites where a helicopter may land; null until they are asked for
 * @property {any} flight the last answer to "could it be flown?", with its incident
 * @property {any[]} standbyPoints
 * @property {{closures: any[], conditions: any}|null} roads closures and the weights in force; null until they have come
 * @property {import('./closure-draft.js').Draft|null} draft the closure that is being written, while its form is open
 * @property {{asking?: boolean, shown: any, problem: string|null}|null} preview what it would close
 * @property {string|null} shownClosure the one to be shown on the map
 * @property {any[]} posts those that have hours, short ones first
 * @property {{name: string, name_ru: string}[]} equipment what may be asked for
 * @property {number} dutyRulesSeen the event that has changed the rules of pauses last
 * @property {'part'|'whole'|false} cancelling
 * @property {string|null} sending
 * @property {{tone: 'warn'|'alarm'|'plain', title: string, text: string, incident?: string}|null} message
 * @property {boolean} calling the form of a new call is open
 * @property {{eta_p50_s: number, distance_m: number}|null} route
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
    form: null,
    air: null,
    landingSites: null,
    flight: null,
    standbyPoints: [],
    roads: null,
    draft: null,
    preview: null,
    shownClosure: null,
    posts: [],
    equipment: [],
    dutyRulesSeen: 0,
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
    hospitals: withQueues(state.hospitals),
    stations: state.stations,
    standbyPoints: state.standby_points ?? [],
    posts: state.posts ?? [],
    equipment: state.equipment ?? [],
    dutyRulesSeen: state.cursor,
    complaints: state.complaints ?? [],
  });
  moved();
  refreshDetail();
  void loadRoads();
  if (store.get().tab === 'hospitals') void loadHospitals();
  return state.cursor;
}

/** Closures and the weights in force. */
export async function loadRoads() {
  try {
    store.set({ roads: await get('/api/roads/closures') });
  } catch {
    // What was known stays on the screen; the next change asks again.
  }
}

/** What only the list of hospitals has: the queue at the door. Kept when a shorter view comes. */
const QUEUE = ['crews_at_door', 'crews_coming', 'handover_s', 'handovers_seen'];

/** @param {any[]} fresh */
function withQueues(fresh) {
  const known = byId(store.get().hospitals);
  const queue = (/** @type {any} */ one) => Object.fromEntries(QUEUE.filter((name) => name in (one ?? {})).map((name) => [name, one[name]]));
  return fresh.map((one) => ({ ...queue(known.get(String(one.id))), ...one }));
}

/** Hospitals with their queues, and the air ambulance: asked for while somebody looks at them. */
export async function loadHospitals() {
  try {
    const known = store.get().landingSites;
    const [hospitals, air, landingSites] = await Promise.all([get('/api/hospitals'), get('/api/air'), known ?? get('/api/air/sites')]);
    store.set({ hospitals, air, landingSites });
  } catch {
    // What was known stays on the screen; the next event asks again.
  }
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let later;

/** The queues change with every crew: asked for once in a while, and only while they are looked at. */
function refreshHospitals() {
  if (store.get().tab !== 'hospitals' || later) return;
  later = setTimeout(() => {
    later = undefined;
    void loadHospitals();
  }, 2000);
}

/** Events that may have changed the rules of pauses. */
const RULES = new Set(['DutyRulesSet', 'RegionAdopted']);

/** @param {string} crew */
function forget(crew) {
  const crews = new Map(store.get().crews);
  crews.delete(crew);
  store.set({ crews });
}

/** @param {any} change */
function change(change) {
  const { incidents, crews, selected } = store.get();
  if (change.incident && 'incident_view' in change) putIncident(new Map(incidents), change.incident, change.incident_view);
  if (change.crew_view) store.set({ crews: new Map(crews).set(String(change.crew_view.id), change.crew_view) });
  if (change.hospital_view) store.set({ hospitals: withQueues(store.get().hospitals.map((one) => (one.id === change.hospital_view.id ? change.hospital_view : one))) });
  if (change.air_view) store.set({ air: change.air_view });
  if (change.incident || change.hospital_view) refreshHospitals();
  if (change.posts) store.set({ posts: change.posts });
  if (change.crew_views?.length) store.set({ crews: new Map([...store.get().crews, ...byId(change.crew_views)]) });
  if (RULES.has(change.type)) store.set({ dutyRulesSeen: change.seq });
  if (change.type === 'CrewRemoved') forget(change.crew);
  if (change.mode) store.set({ mode: change.mode });
  if (change.type === 'WeightsChanged') void loadRoads();
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
  store.set({ selected: id, detail: null, override: null, form: null, flight: null, cancelling: false, tab: 'incident', route: null });
  if (id) void loadDetail();
}

/** The incident as shown: the live view wins over the older detail. @param {Board} board */
export function selectedIncident(board) {
  if (!board.selected) return null;
  const live = board.incidents.get(board.selected);
  const detail = board.detail?.id === board.selected ? board.detail : null;
  if (!live) return detail;
  return detail ? { ...detail, ...live, milestones: detail.milestones, destination: live.crew ? (detail.destination ?? live.destination) : null } : live;
}

const BEFORE_ARRIVAL = new Set(['notified', 'accepted', 'en-route']);

/** Whether the crew drives there and can still be turned back. @param {any} incident */
export const underWay = (incident) => Boolean(incident?.crew && BEFORE_ARRIVAL.has(incident.milestone));

/** Whether another crew is offered in place of the one that drives there. @param {any} incident */
export function offered(incident) {
  const made = incident?.recommendation;
  return Boolean(underWay(incident) && made?.crew && made.instead_of === incident.crew && made.crew !== incident.crew);
}

/** What sending this crew undoes, in words; nothing for a free crew to a call that waits. @param {any} incident @param {any} option @returns {string[]} */
export function undoneBy(incident, option) {
  const undone = [];
  if (option.on_way_to && option.on_way_to.incident !== incident.id) undone.push(t('choice.divert-tick', { crew: option.crew, number: option.on_way_to.number }));
  if (incident.crew) undone.push(t('choice.back-tick', { crew: incident.crew }));
  return undone;
}

/** Crews that are offered a move, in the order of their numbers. @param {Board} board @returns {any[]} */
export const moves = (board) => [...board.crews.values()].filter((crew) => crew.standby_offer);

/** Urgency, then age, then the number of the part: parts of one call stay together, where the most urgent of them stands. @param {any[]} all */
function inOrder(all) {
  /** @type {Map<string, any[]>} */
  const scenes = new Map();
  for (const incident of all) scenes.set(incident.whole ?? incident.id, [...(scenes.get(incident.whole ?? incident.id) ?? []), incident]);
  const groups = [...scenes.values()].map((parts) => ({ parts: parts.sort(byNumber), first: [...parts].sort(queueOrder)[0] }));
  return groups.sort((a, b) => queueOrder(a.first, b.first)).flatMap(({ parts }) => parts);
}

/** @param {any} a @param {any} b */
const byNumber = (a, b) => String(a.number ?? a.id).localeCompare(String(b.number ?? b.id), 'en', { numeric: true });

/** Urgency, then age: the order in which people are helped. @param {any} a @param {any} b */
const queueOrder = (a, b) => a.urgency - b.urgency || Date.parse(a.received_at) - Date.parse(b.received_at);

/** @param {Board} board */
export function queues(board) {
  const all = inOrder([...board.incidents.values()]);
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
