// @ts-check
/** Time and figures as people read them. Pure, apart from the one offset to the server's clock. */
import { t } from './texts.js';

/** The region's clock, wherever the screen stands: the page says how far it is from UTC. */
const ZONE_MS = Number(globalThis.document?.documentElement.dataset.utcOffsetS ?? 0) * 1000;

const CLOCK = new Intl.DateTimeFormat('ru-RU', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });
const CLOCK_S = new Intl.DateTimeFormat('ru-RU', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE = new Intl.DateTimeFormat('ru-RU', { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' });
const NUMBER = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 1 });

let offsetMs = 0;

/** Take the server's clock for ours: a countdown must not depend on the workstation's. @param {string} serverNow */
export function setServerNow(serverNow) {
  const at = Date.parse(serverNow);
  if (Number.isFinite(at)) offsetMs = at - Date.now();
}

/** Milliseconds since 1970 by the server's clock. */
export const now = () => Date.now() + offsetMs;

/** The moment as a date whose UTC fields are the region's. @param {string|number|null|undefined} at */
const asDate = (at) => {
  const date = new Date(new Date(at ?? NaN).getTime() + ZONE_MS);
  return Number.isNaN(date.getTime()) ? null : date;
};

/** 12:03 @param {string|number|null|undefined} at */
export const clock = (at) => (asDate(at) ? CLOCK.format(/** @type {Date} */ (asDate(at))) : '—');

/** 12:03:05 @param {string|number|null|undefined} at */
export const clockSeconds = (at) => (asDate(at) ? CLOCK_S.format(/** @type {Date} */ (asDate(at))) : '—');

/** 22.11.2026; a plain date (1957-03-14) is not moved by the zone. @param {string|null|undefined} at */
export function day(at) {
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(at ?? '');
  if (plain) return `${plain[3]}.${plain[2]}.${plain[1]}`;
  const date = asDate(at);
  return date ? DATE.format(date) : at ?? '—';
}

/** A moment as a field of date and time shows it, by the region's clock. @param {string|null} at */
export const localField = (at) => (at ? (asDate(at)?.toISOString().slice(0, 16) ?? '') : '');

/** What such a field says, as a moment; null when it is empty. @param {string} field */
export const localMoment = (field) => (field ? new Date(Date.parse(`${field}Z`) - ZONE_MS).toISOString() : null);

/** 14.03.1957, 14/3/1957 or 14031957 → 1957-03-14; null for what is no past day. @param {string} text */
export function readDay(text) {
  const parts = /^(\d{1,2})[.\s/-](\d{1,2})[.\s/-](\d{4})$/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text.trim());
  if (!parts) return null;
  const iso = `${parts[3]}-${parts[2].padStart(2, '0')}-${parts[1].padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) && date.getTime() <= now() ? iso : null;
}

/** 8 мин; unknown stays unknown. @param {number|null|undefined} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return t('time.unknown');
  if (seconds < 60) return t('time.moment');
  return t('time.min', { n: Math.round(seconds / 60) });
}

/** How long a way takes, and at most in nine cases of ten: 10–14 мин. @param {number|null|undefined} medianS @param {number|null|undefined} p90S */
export const span = (medianS, p90S) => spanned('time.span', medianS, p90S) ?? duration(medianS);

/** The same in a whole sentence; nothing when there is nothing to explain. @param {number|null|undefined} medianS @param {number|null|undefined} p90S */
export const spanMeans = (medianS, p90S) => spanned('time.span-means', medianS, p90S) ?? undefined;

/** @param {string} text @param {number|null|undefined} medianS @param {number|null|undefined} p90S */
function spanned(text, medianS, p90S) {
  if (medianS == null || p90S == null || !Number.isFinite(medianS) || !Number.isFinite(p90S)) return null;
  const [n, most] = [Math.max(1, Math.round(medianS / 60)), Math.ceil(p90S / 60)];
  return most > n ? t(text, { n, most }) : null;
}

/** 12:03–12:07 @param {string|number|null|undefined} at @param {string|number|null|undefined} p90At */
export const clockSpan = (at, p90At) => (p90At && clock(p90At) !== clock(at) ? `${clock(at)}–${clock(p90At)}` : clock(at));

/** 12:05 as minutes and seconds. @param {number} seconds */
export function minutesSeconds(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const tail = String(whole % 60).padStart(2, '0');
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/**
 * What is left of the promise.
 * @param {string} dueAt
 * @param {number} atMs
 * @returns {{text: string, word: string, late: boolean, soon: boolean}}
 */
export function countdown(dueAt, atMs) {
  const left = (Date.parse(dueAt) - atMs) / 1000;
  const late = left < 0;
  return { text: minutesSeconds(left), word: t(late ? 'time.late' : 'time.left'), late, soon: !late && left < 300 };
}

/** 1,4 км or 350 м @param {number} metres */
export function distance(metres) {
  if (metres < 1000) return t('distance.m', { n: NUMBER.format(Math.max(10, Math.round(metres / 10) * 10)) });
  const kilometres = metres / 1000;
  return t('distance.km', { n: (kilometres < 10 ? TENTHS : NUMBER).format(kilometres) });
}

/** 14,2 @param {number} value */
export const tenths = (value) => TENTHS.format(value);

/** 9 700 @param {number} value */
export const whole = (value) => NUMBER.format(value);
