// @ts-check
/** When a closure holds: hours and dates as people say them, written as OSM's opening_hours, and back. Pure. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WRITTEN = /^(?:([A-Z][a-z]{2}) (\d{1,2})-([A-Z][a-z]{2}) (\d{1,2}) )?(?:(Mo-Fr|Sa-Su) )?(\d{2}:\d{2})-(\d{2}:\d{2})$/;

/** @typedef {{from: string, until: string, days: string, dateFrom: string, dateUntil: string}} Hours */

/** @type {Hours} */
export const NO_HOURS = { from: '', until: '', days: '', dateFrom: '', dateUntil: '' };

/** 10.04 → Apr 10; null for what is no day of a year. @param {string} text */
function dayOf(text) {
  const [, day, month] = /^(\d{1,2})\.(\d{1,2})\.?$/.exec(text.trim()) ?? [];
  const name = MONTHS[Number(month) - 1];
  const last = name && new Date(Date.UTC(2028, Number(month), 0)).getUTCDate();
  return name && Number(day) >= 1 && Number(day) <= Number(last) ? `${name} ${Number(day)}` : null;
}

/** The timetable in words of OSM; null while something is missing or wrong. @param {Hours} hours */
export function written(hours) {
  if (!hours.from || !hours.until) return null;
  const daily = `${hours.days ? `${hours.days} ` : ''}${hours.from}-${hours.until}`;
  if (!hours.dateFrom.trim() && !hours.dateUntil.trim()) return daily;
  const [begin, end] = [dayOf(hours.dateFrom), dayOf(hours.dateUntil)];
  return begin && end ? `${begin}-${end} ${daily}` : null;
}

/** Whether the dates are the ones that are wrong. @param {Hours} hours */
export const datesWrong = (hours) => Boolean(hours.dateFrom.trim() || hours.dateUntil.trim()) && !(dayOf(hours.dateFrom) && dayOf(hours.dateUntil));

/** The hours of a timetable that was written here; null for any other one. @param {string} text @returns {Hours|null} */
export function read(text) {
  const found = WRITTEN.exec(text);
  if (!found) return null;
  const [, month, day, lastMonth, lastDay, days = '', from, until] = found;
  const date = (/** @type {string|undefined} */ name, /** @type {string|undefined} */ number) =>
    name ? `${String(number).padStart(2, '0')}.${String(MONTHS.indexOf(name) + 1).padStart(2, '0')}` : '';
  return { from, until, days, dateFrom: date(month, day), dateUntil: date(lastMonth, lastDay) };
}
