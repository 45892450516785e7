// @ts-check
/** The board on the map: crews, calls, hospitals, and the road of the chosen call. */
import { post } from '../shared/api.js';
import { showBaseMap } from '../shared/map-credit.js';
import { openMap } from '../shared/map.js';
import { aiming, drawRoads, roadClick } from './road-map.js';
import { offered, onMove, select, selectedIncident, store } from './store.js';

/** @typedef {import('../shared/map.js').Mark} Mark */

const UNDER_WAY = new Set(['notified', 'accepted', 'en-route', 'transporting']);

/** The crew whose road matters: the one that is offered, before the one that drives there. @param {any} incident @returns {string|undefined} */
const driver = (incident) => (offered(incident) ? incident.recommendation.crew : incident?.crew ?? incident?.recommendation?.crew);

/** Crews that stand at one place in one status share a mark, except the one that matters now. @param {import('./store.js').Board} board @returns {Mark[]} */
function crewMarks(board) {
  const incident = selectedIncident(board);
  const chosen = driver(incident);
  /** @type {Map<string, {crew: any, ids: string[]}>} */
  const groups = new Map();
  for (const crew of board.crews.values()) {
    if (!crew.at || crew.status === 'off-duty') continue;
    const key = `${crew.at.lat.toFixed(4)} ${crew.at.lon.toFixed(4)} ${crew.status}${crew.id === chosen ? ' chosen' : ''}`;
    const group = groups.get(key);
    if (group) group.ids.push(crew.id);
    else groups.set(key, { crew, ids: [crew.id] });
  }
  return [...groups.values()].map(({ crew, ids }) => ({
    id: ids[0],
    at: crew.at,
    mark: `crew-${crew.status}`,
    label: ids.length > 2 ? `${ids[0]} +${ids.length - 1}` : ids.join(', '),
    rank: crew.id === chosen ? 0 : crew.incident ? 1 : 5,
  }));
}

/** @param {import('./store.js').Board} board @returns {Mark[]} */
const incidentMarks = (board) =>
  [...board.incidents.values()].map((i) => ({ id: i.id, at: i.at, mark: `incident-${i.urgency}`, label: i.crew ? '' : i.complaint_ru, rank: i.urgency }));

/** Points to stand by at, and who is there or bound for it. @param {import('./store.js').Board} board @returns {Mark[]} */
function standbyMarks(board) {
  /** @type {Map<string, {place: any, crews: string[]}>} */
  const points = new Map(board.standbyPoints.map((place) => [place.id, { place, crews: [] }]));
  for (const { id, standby } of board.crews.values()) {
    if (!standby?.at) continue;
    if (!points.has(standby.id)) points.set(standby.id, { place: standby, crews: [] });
    points.get(standby.id)?.crews.push(id);
  }
  return [...points.values()].map(({ place, crews }) => ({ id: place.id, at: place.at, mark: crews.length ? 'standby-used' : 'standby', label: '', rank: crews.length ? 6 : 8 }));
}

/** Where a helicopter may land, while somebody looks at the hospitals; the meeting of the chosen call always. @param {import('./store.js').Board} board @returns {Mark[]} */
function siteMarks(board) {
  const met = selectedIncident(board)?.air_meeting;
  const meets = met && met.state !== 'declined' ? met : null;
  const others = board.tab === 'hospitals' ? (board.landingSites ?? []).filter((one) => one.id !== meets?.site) : [];
  const marks = others.map((one) => ({ id: one.id, at: one.at, mark: 'site', label: one.kind === 'airfield' ? one.name : '', rank: 8 }));
  return meets ? [...marks, { id: meets.site, at: meets.at, mark: 'site-met', label: meets.site_name, rank: 0 }] : marks;
}

/** The two ends of the road worth showing. @param {import('./store.js').Board} board */
function wayOf(board) {
  const incident = selectedIncident(board);
  if (!incident) return null;
  const crew = board.crews.get(driver(incident) ?? '');
  const from = crew?.at;
  if (!from || (incident.crew && !UNDER_WAY.has(incident.milestone))) return { incident, from: null, to: incident.at };
  const hospital = board.hospitals.find((one) => one.id === (incident.destination?.id ?? incident.destination?.hospital));
  return { incident, from, to: incident.milestone === 'transporting' ? hospital?.at ?? null : incident.at };
}

/** @param {{coordinates: number[][]}} geometry */
const alongLine = (geometry) => geometry.coordinates.map(([lon, lat]) => ({ lat, lon }));

/** @type {{key: string, stop: AbortController|null}} */
const road = { key: '', stop: null };

/** @param {import('../shared/map.js').Drawing} drawing */
async function showWay(drawing) {
  const way = wayOf(store.get());
  const key = way ? [way.incident.id, way.from?.lat.toFixed(2), way.from?.lon.toFixed(2), way.to?.lat].join() : '';
  if (key === road.key) return;
  const another = key.split(',')[0] !== road.key.split(',')[0];
  Object.assign(road, { key, stop: (road.stop?.abort(), new AbortController()) });
  drawing.show('selected', way ? [{ id: way.incident.id, at: way.incident.at, mark: '' }] : []);
  if (another) drawing.showRoute(null);
  if (way && another) drawing.fit([way.incident.at, ...(way.from ? [way.from] : []), ...(way.to ? [way.to] : [])]);
  if (!way?.from || !way.to) return drawing.showRoute(null);
  try {
    const feature = await post('/api/routing/route', { origin: way.from, destination: way.to, profile: 'siren' }, { signal: road.stop?.signal });
    drawing.showRoute(feature.geometry);
    if (another) drawing.fit(alongLine(feature.geometry));
    store.set({ route: feature.properties });
  } catch {
    if (key === road.key) store.set({ route: null });
  }
}

/** @param {HTMLElement} container */
export async function startMap(container) {
  const drawing = await openMap(container, {
    bounds: store.get().map?.bounds,
    pick: (layer, id) => aiming() || select(layer === 'incidents' ? id : store.get().crews.get(id)?.incident ?? store.get().selected),
  });
  if (!drawing) return;
  void showBaseMap(drawing);
  let due = false;
  const draw = () => {
    due = false;
    const board = store.get();
    drawing.show('crews', crewMarks(board));
    drawing.show('incidents', incidentMarks(board));
    drawing.show('standby', standbyMarks(board));
    drawing.show('sites', siteMarks(board));
    drawing.show('hospitals', board.hospitals.map((h) => ({ id: h.id, at: h.at, mark: 'hospital', label: '' })));
    drawRoads(drawing);
    void showWay(drawing);
  };
  const later = () => {
    if (due) return;
    due = true;
    setTimeout(draw, 100);
  };
  drawing.onClick(roadClick);
  onMove(later);
  store.watch(later);
}
