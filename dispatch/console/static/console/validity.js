// @ts-check
/** How long a word holds that came by telephone. Pure but for the server's clock. */
import { now } from '../shared/time.js';

/** Minutes; the empty one is "until the next word". */
export const VALID = ['30', '60', '120', '480', ''];

/** @param {string} minutes @returns {string|null} */
export const validUntil = (minutes) => (minutes === '' ? null : new Date(now() + Number(minutes) * 60_000).toISOString());
