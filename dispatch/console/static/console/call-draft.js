// @ts-check
/** The draft of a new call: kept over errors, reloads and lost connections, sent under one key. Pure but for the storage. */
import { newKey } from '../shared/api.js';
import { now, readDay } from '../shared/time.js';

const STORED = 'doezd.call-draft';

/**
 * @typedef {object} Draft
 * @property {string} key of the command: a repeat is the same call
 * @property {string|null} received_at when the first letter was typed: the promise counts from the call
 * @property {Record<string, string|boolean>} values by the path of the field in the 112 card
 * @property {{lat: number, lon: number, label: string}|null} point
 */

/** @returns {Draft} */
export const emptyDraft = () => ({ key: newKey(), received_at: null, values: {}, point: null });

/** @returns {Draft} */
export function keptDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? 'null') ?? emptyDraft();
  } catch {
    return emptyDraft();
  }
}

/** @param {Draft|null} draft */
export function keep(draft) {
  if (draft) sessionStorage.setItem(STORED, JSON.stringify(draft));
  else sessionStorage.removeItem(STORED);
}

/** @param {Draft} draft @param {Partial<Draft>} part @returns {Draft} */
export const changed = (draft, part) => ({ ...draft, ...part, received_at: draft.received_at ?? new Date(now()).toISOString() });

const BIRTH = 'medical.patient.birth_date';
const NUMBERS = new Set(['injured', 'medical.patient.age_years']);

/** The 112 card of the draft; empty fields are not sent. @param {Draft} draft */
export function cardOf(draft) {
  /** @type {any} */
  const card = { received_at: draft.received_at };
  for (const [path, value] of Object.entries(draft.values)) {
    const said = typeof value === 'string' ? value.trim() : value;
    if (said !== '' && said !== false) put(card, path.split('.'), onTheWire(path, said));
  }
  if (draft.point) card.location = { latitude: draft.point.lat, longitude: draft.point.lon };
  return card;
}

/** @param {string} path @param {string|boolean} said */
function onTheWire(path, said) {
  if (NUMBERS.has(path)) return Number(said);
  if (path === 'medical.equipment') return [said];
  return path === BIRTH ? readDay(String(said)) : said;
}

/** @param {any} target @param {string[]} path @param {unknown} value */
function put(target, [name, ...rest], value) {
  if (rest.length) put((target[name] ??= {}), rest, value);
  else target[name] = value;
}

/** Σ dᵢ·(9…1) mod 101 mod 100; not checked up to 001-001-998. @param {string} text */
export function snilsIsRight(text) {
  const digits = text.replace(/\D/g, '');
  if (digits.length !== 11) return false;
  if (Number(digits.slice(0, 9)) <= 1_001_998) return true;
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0);
  return (sum % 101) % 100 === Number(digits.slice(9));
}

/** What a person can be asked again at once. @param {Draft} draft @returns {Record<string, string>} path → key of the text */
export function doubts(draft) {
  const text = (/** @type {string} */ path) => String(draft.values[path] ?? '').trim();
  /** @type {Record<string, string>} */
  const found = {};
  if (!text('address.text') && !draft.point) found['address.text'] = 'check.address';
  if (!text('medical.complaint')) found['medical.complaint'] = 'check.complaint';
  if (text('medical.patient.snils') && !snilsIsRight(text('medical.patient.snils'))) found['medical.patient.snils'] = 'check.snils';
  if (text(BIRTH) && !readDay(text(BIRTH))) found[BIRTH] = 'check.birth';
  return found;
}

/** Keep the house number that was typed when a street is taken from the list. @param {string} typed @param {string} label */
export function withHouse(typed, label) {
  const house = /[\s,]((?:д\.?\s*)?\d+[а-яa-z]?(?:[/-]\d+)?(?:\s*к(?:орп)?\.?\s*\d+)?)\s*$/i.exec(typed)?.[1];
  return house && !label.includes(house) ? `${label}, ${house}` : label;
}
