// @ts-check
/** A closure that is being written: what the form holds, and what is sent of it. */
import { localField, localMoment } from '../shared/time.js';
import { NO_HOURS, read, written } from './closure-times.js';

/**
 * @typedef {object} Draft
 * @property {string|null} id of the closure that is changed; null for a new one
 * @property {number|null} revision the one that was seen
 * @property {'area'|'road'|'other'} kind
 * @property {any} other what was named elsewhere: ways or stretches of OSM
 * @property {{lat: number, lon: number}[]} corners
 * @property {string} road
 * @property {string} fromKm
 * @property {string} toKm
 * @property {{lat: number, lon: number}|null} near
 * @property {boolean} jam
 * @property {string} left per cent of the speed
 * @property {boolean} sirensPass
 * @property {string} begins
 * @property {string} ends
 * @property {boolean} daily
 * @property {import('./closure-times.js').Hours} hours
 * @property {string|null} timetable one that was written elsewhere
 * @property {string} reason
 */

/** @returns {Draft} */
export const newDraft = () => ({
  id: null, revision: null, kind: 'area', other: null, corners: [], road: '', fromKm: '', toKm: '', near: null,
  jam: false, left: '30', sirensPass: false, begins: '', ends: '', daily: false, hours: NO_HOURS, timetable: null, reason: '',
});

/** @param {number|null|undefined} value */
const figure = (value) => (value == null ? '' : String(value));

/** @param {any} closure @returns {Draft} */
export function draftOf(closure) {
  const { where } = closure;
  const ring = where.area?.coordinates[0].slice(0, -1) ?? [];
  const hours = closure.timetable ? read(closure.timetable) : null;
  return {
    id: closure.id,
    revision: closure.revision,
    kind: where.area ? 'area' : where.road ? 'road' : 'other',
    other: where,
    corners: ring.map(([lon, lat]) => ({ lat, lon })),
    road: where.road ?? '',
    fromKm: figure(where.from_km),
    toKm: figure(where.to_km),
    near: where.near ?? null,
    jam: closure.speed_factor !== null,
    left: figure(closure.speed_factor === null ? 30 : Math.round(closure.speed_factor * 100)),
    sirensPass: !closure.profiles.includes('siren'),
    begins: localField(closure.begins_at),
    ends: localField(closure.ends_at),
    daily: hours !== null,
    hours: hours ?? NO_HOURS,
    timetable: hours ? null : closure.timetable,
    reason: closure.reason,
  };
}

/** @param {string} text */
const kilometre = (text) => (text.trim() === '' ? null : Number(text.replace(',', '.')));

/** @param {Draft} draft */
function whereOf(draft) {
  if (draft.kind === 'other') return draft.other;
  if (draft.kind === 'area') return draft.corners.length >= 3 ? { area: draft.corners.map(({ lat, lon }) => [lon, lat]), classes: draft.other?.classes ?? [] } : null;
  if (!draft.road.trim()) return null;
  return { road: draft.road.trim(), from_km: kilometre(draft.fromKm), to_km: kilometre(draft.toKm), near: draft.near };
}

/** What is sent; null while it is not said what is closed, or when. @param {Draft} draft */
export function bodyOf(draft) {
  const where = whereOf(draft);
  const timetable = draft.daily ? written(draft.hours) : draft.timetable;
  if (!where || (draft.daily && !timetable)) return null;
  return {
    where,
    begins_at: localMoment(draft.begins),
    ends_at: localMoment(draft.ends),
    timetable,
    profiles: draft.sirensPass ? ['ordinary'] : ['siren', 'ordinary'],
    speed_factor: draft.jam ? Math.min(99, Math.max(1, Number(draft.left) || 30)) / 100 : null,
    reason: draft.reason.trim(),
  };
}
