// @ts-check
/** Time and figures as people read them. Pure, apart from the one offset to the server's clock. */
import { t } from './texts.js';

/** The region's clock, wherever the screen stands. */
const ZONE = 'Europe/Moscow';

const CLOCK = new Intl.DateTimeFormat('ru-RU', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const CLOCK_S = new Intl.DateTimeFormat('ru-RU', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE = new Intl.DateTimeFormat('ru-RU', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric' });
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

/** @param {string|number|null|undefined} at */
const asDate = (at) => {
  const date = new Date(at ?? NaN);
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
