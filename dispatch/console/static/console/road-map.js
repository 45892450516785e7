// @ts-check
/** Closures on the map, the one that is being written, and clicks that write it. */
import { put } from './closure-form.js';
import { store } from './store.js';

/** @typedef {import('../shared/map.js').Drawing} Drawing */

/** How a closure is drawn: barred, slowed, or only marked because it does not hold now. @param {any} closure */
const looks = (closure) => (closure.state !== 'in-force' ? 'later' : closure.speed_factor === null ? 'shut' : 'jam');

/** @param {any} geometry @param {string} look */
const feature = (geometry, look) => ({ type: 'Feature', properties: { look }, geometry });

/** @param {any} closure what can be drawn of it: its roads, or the outline of too many of them */
const geometryOf = (closure) => closure.shape ?? (closure.where.area && { type: 'MultiLineString', coordinates: closure.where.area.coordinates });

/** @param {import('./store.js').Board} board */
function stands(board) {
  const shown = (board.roads?.closures ?? []).filter((/** @type {any} */ one) => one.state !== 'over' && one.id !== written(board)?.id && geometryOf(one));
  return { type: 'FeatureCollection', features: shown.map((/** @type {any} */ one) => feature(geometryOf(one), looks(one))) };
}

/** The closure that is being written, while its form is open. @param {import('./store.js').Board} board */
const written = (board) => (board.form === 'closure' ? board.draft : null);

/** @param {import('./store.js').Board} board */
function sketch(board) {
  const draft = written(board);
  if (!draft) return { type: 'FeatureCollection', features: [] };
  const corners = draft.kind === 'area' ? draft.corners.map(({ lat, lon }) => [lon, lat]) : [];
  const points = draft.kind === 'road' && draft.near ? [[draft.near.lon, draft.near.lat]] : corners;
  const features = points.map((coordinates) => feature({ type: 'Point', coordinates }, 'corner'));
  if (corners.length >= 2) features.push(feature({ type: 'Polygon', coordinates: [[...corners, corners[0]]] }, 'area'));
  if (board.preview?.shown?.shape) features.push(feature(board.preview.shown.shape, draft.jam ? 'jam' : 'shut'));
  return { type: 'FeatureCollection', features };
}

/** @param {import('./store.js').Board} board @param {Drawing} drawing */
function goTo(board, drawing) {
  const asked = board.roads?.closures.find((/** @type {any} */ one) => one.id === board.shownClosure);
  if (!asked) return;
  store.get().shownClosure = null;
  drawing.fit(geometryOf(asked).coordinates.flat().map((/** @type {number[]} */ [lon, lat]) => ({ lat, lon })));
}

/** @param {Drawing} drawing */
export function drawRoads(drawing) {
  const board = store.get();
  drawing.showShapes('closures', stands(board));
  drawing.showShapes('sketch', sketch(board));
  drawing.aim(Boolean(written(board)));
  goTo(board, drawing);
}

/** A click writes a corner, or names the road under it. @param {{lat: number, lon: number}} point @param {string|null} road */
export function roadClick({ lat, lon }, road) {
  const at = { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
  const draft = written(store.get());
  if (draft?.kind === 'area') put({ corners: [...draft.corners, at] });
  if (draft?.kind === 'road') put({ near: at, ...(road ? { road } : {}) });
}

/** Whether clicks on the map belong to a closure now. */
export const aiming = () => Boolean(written(store.get()));
