// @ts-check
/** What the dispatcher may do. Every action is one POST with one key, and its refusal is said in words. */
import { NoAnswer, Problem, get, newKey, patch, post, put } from '../shared/api.js';
import { t } from '../shared/texts.js';
import { loadHospitals, offered, select, store, undoneBy } from './store.js';

/**
 * @param {string} what names the button that waits
 * @param {string} path
 * @param {unknown} body
 * @param {typeof post} send
 * @returns {Promise<any|null>} null when it was refused; the reason is on the screen then
 */
export async function act(what, path, body, send = post) {
  if (store.get().sending) return null;
  store.set({ sending: what, message: null });
  try {
    return await twice(path, body, send);
  } catch (failure) {
    store.set({ message: inWords(failure) });
    return null;
  } finally {
    store.set({ sending: null });
  }
}

/** A lost answer is asked for again at once; the key makes the second one harmless. @param {string} path @param {unknown} body @param {typeof post} send */
async function twice(path, body, send) {
  const key = newKey();
  try {
    return await send(path, body, { key });
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    return send(path, body, { key });
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

/** Send the crew that was recommended: to a call that waits, or in place of the crew that drives there. @param {any} incident */
export async function confirm(incident) {
  const crew = incident?.recommendation?.crew;
  if (!crew || (incident.status !== 'waiting' && !offered(incident))) return;
  show(await act(`confirm-${incident.id}`, `${path(incident.id)}/confirm`, { crew }));
}

/** Send another one; what that undoes must have been ticked. @param {any} incident @param {any} option @param {string} reason */
export async function override(incident, option, reason) {
  const divert = undoneBy(incident, option).length > 0;
  if (divert && !store.get().override?.ticked) return;
  const answer = await act(`override-${incident.id}`, `${path(incident.id)}/override`, { crew: option.crew, reason, divert });
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

/** @param {string} crew */
const crewPath = (crew) => `/api/crews/${encodeURIComponent(crew)}`;

/** @param {any} answer */
function showCrew(answer) {
  if (!answer?.crew) return;
  store.set({ form: null, crews: new Map(store.get().crews).set(String(answer.crew.id), answer.crew) });
}

/** @param {string} crew @param {string} to @param {string} reason empty for an offered move */
export const orderStandby = async (crew, to, reason) => showCrew(await act(`standby-${crew}`, `${crewPath(crew)}/standby`, { to, reason }));

/** @param {string} crew @param {string} reason */
export const declineStandby = async (crew, reason) => showCrew(await act(`standby-${crew}`, `${crewPath(crew)}/standby/decline`, { reason }));

/** @param {string} crew @param {string} kind */
export const beginBreak = async (crew, kind) => showCrew(await act(`break-${crew}`, `${crewPath(crew)}/break`, { kind }));

/** @param {string} crew @param {string} reason */
export const endBreak = async (crew, reason) => showCrew(await act(`break-${crew}`, `${crewPath(crew)}/break/end`, { reason }));

/** @param {string} crew @param {string} reason */
export const declineBreak = async (crew, reason) => showCrew(await act(`break-${crew}`, `${crewPath(crew)}/break/decline`, { reason }));

/** @param {string} crew @param {boolean} onLine @param {string} reason */
export const setService = async (crew, onLine, reason) => showCrew(await act(`service-${crew}`, `${crewPath(crew)}/service`, { in_service: onLine, reason }));

/** Other people, vehicle, equipment or hours. @param {string} crew @param {unknown} change */
export const changeCrew = async (crew, change) => showCrew(await act(`change-${crew}`, crewPath(crew), change, patch));

/** @param {any} crew */
export async function addCrew(crew) {
  const answer = await act('extra', '/api/crews', crew);
  showCrew(answer);
  if (answer) store.set({ message: { tone: 'plain', title: t('extra.added', { crew: crew.id }), text: '' } });
}

/** @param {string} crew @param {string} reason */
export async function removeCrew(crew, reason) {
  if (!(await act(`remove-${crew}`, `${crewPath(crew)}/remove`, { reason }))) return;
  const crews = new Map(store.get().crews);
  crews.delete(crew);
  store.set({ form: null, crews });
}

/** What the vehicle must carry. @param {any} incident @param {string[]} equipment */
export async function noteEquipment(incident, equipment) {
  if (await act(`equipment-${incident.id}`, `${path(incident.id)}/equipment`, { equipment }, put)) store.set({ form: null });
}

/** @param {any} incident @param {string} what @param {unknown} body */
async function onScene(incident, what, body) {
  const answer = await act(`${what}-${incident.id}`, `${path(incident.id)}/${what}`, body);
  if (!answer) return null;
  store.set({ form: null });
  show(answer);
  return answer;
}

/** @param {any} incident @param {Record<string, number>} victims */
export const countVictims = (incident, victims) => onScene(incident, 'victims', victims);

/** @param {any} incident @param {{need: string[], count: number, same_patient: boolean, reason: string}} wish */
export const askCrew = (incident, wish) => onScene(incident, 'ask', wish);

/** @param {any} incident @param {{cause: string, crew: string|null, reason: string}} wish */
export const handOver = (incident, wish) => onScene(incident, 'hand-over', wish);

/** Put the call that nobody drives to into the other one; of two that wait the younger into the older. @param {any} incident @param {any} other */
export async function merge(incident, other) {
  const younger = Date.parse(incident.received_at) >= Date.parse(other.received_at);
  const goes = incident.status === 'waiting' && (other.status !== 'waiting' || younger);
  const [kept, duplicate] = goes ? [{ id: other.incident, number: other.number }, incident.id] : [incident, other.incident];
  const answer = await onScene(kept, 'merge', { duplicate });
  if (!answer) return;
  select(kept.id);
  store.set({ message: { tone: 'plain', title: t('parts.merged', { number: kept.number }), text: '' } });
}

/** @param {any} incident @param {string} reason */
export async function cancelAll(incident, reason) {
  if (!(await onScene(incident, 'cancel-all', { reason }))) return;
  store.set({ cancelling: false });
  select(null);
}

/** @param {any} hospital @param {any} word */
export async function reportHospital(hospital, word) {
  if (await act(`hospital-${hospital.id}`, `/api/hospitals/${encodeURIComponent(hospital.id)}/report`, word)) kept(t('reception.kept', { name: hospital.name }));
}

/** @param {any} word */
export async function reportAir(word) {
  if (await act('air', '/api/air', word)) kept(t('air.kept'));
}

/** @param {string} title */
function kept(title) {
  store.set({ form: null, message: { tone: 'plain', title, text: '' } });
  void loadHospitals();
}

/** @param {any} incident @param {any} met @param {boolean} accepted */
export const decideMeeting = (incident, met, accepted) => onScene(incident, 'air-meeting', { site: met.site, accepted });

/** Whether a helicopter could fly there now. @param {any} incident */
export async function askFlight(incident) {
  store.set({ sending: 'flight', message: null });
  try {
    store.set({ flight: { ...(await get(`${path(incident.id)}/air`)), incident: incident.id } });
  } catch (failure) {
    store.set({ message: inWords(failure) });
  } finally {
    store.set({ sending: null });
  }
}
