// @ts-check
/** The hours of a post in words: «пн–пт 08:00–22:00: 1». */
import { language, t } from './texts.js';

/** 5 January 1970 was a Monday. @param {number} iso */
const dayName = (iso) => new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(1970, 0, 4 + iso)));

/** @param {any} hours */
function days({ weekdays, every_day: daily }) {
  if (daily) return t('posts.every-day');
  const [first, last] = [weekdays[0], weekdays[weekdays.length - 1]];
  const run = weekdays.length > 2 && last - first === weekdays.length - 1;
  return run ? t('posts.days', { first: dayName(first), last: dayName(last) }) : weekdays.map(dayName).join(', ');
}

/** @param {any} hours */
export const hoursInWords = (hours) => t(hours.whole_day ? 'posts.whole-day' : 'posts.hours', { days: days(hours), from: hours.from, until: hours.until, n: hours.crews });
