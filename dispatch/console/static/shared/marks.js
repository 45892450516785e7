// @ts-check
/** Signs of the pages: urgency badges and line icons. A sign stands beside its word, never in its place. */
import { html } from './dom.js';

/** @type {Record<string, string>} path data in a 24 × 24 square */
const ICONS = {
  warn: 'M12 3 22 20.5H2zM12 10v5M12 17.6v.6',
  alarm: 'M8 2h8l6 6v8l-6 6H8l-6-6V8zM12 7v6M12 16v.8',
  check: 'M4 12.5 9.5 18 20 6.5',
  clock: 'M12 3a9 9 0 1 0 .1 0M12 7.5V12l3 2.5',
  question: 'M9 9.2a3 3 0 1 1 4.4 2.6c-1 .6-1.4 1.2-1.4 2.4M12 17.4v.7M12 2.5a9.5 9.5 0 1 0 .1 0',
  lock: 'M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  cut: 'M4 4 20 20M20 4 4 20',
  partial: 'M12 3a9 9 0 1 0 .1 0M12 3v18',
  empty: 'M12 3a9 9 0 1 0 .1 0M8 12h8',
  person: 'M12 3.5a4 4 0 1 0 .1 0M4.5 20.5c.5-5 3.5-7 7.5-7s7 2 7.5 7',
  phone: 'M6 3h4l1.5 5L9 9.8a12 12 0 0 0 5.2 5.2L16 12.5l5 1.5v4c0 1.7-1.3 3-3 3C10.3 21 3 13.7 3 6c0-1.7 1.3-3 3-3z',
  link: 'M5 18.500h.1M5 12a6.5 6.5 0 0 1 6.5 6.500M5 5.500a13 13 0 0 1 13 13',
  pin: 'M12 21.500c4-5 7-8.5 7-12a7 7 0 1 0-14 0c0 3.5 3 7 7 12zM12 7.300a2.2 2.2 0 1 0 .1 0',
  arrow: 'M4 12h15M13 6l6 6-6 6',
  up: 'M12 20V4M6 10l6-6 6 6',
  left: 'M18 20v-7a4 4 0 0 0-4-4H5M10 4 5 9l5 5',
  right: 'M6 20v-7a4 4 0 0 1 4-4h9M14 4l5 5-5 5',
  'slight-left': 'M15 20v-6L7 6M7 12V6h6',
  'slight-right': 'M9 20v-6l8-8M11 6h6v6',
  uturn: 'M17 20V9a5 5 0 0 0-10 0v6M3 11.5 7 15.500l4-4',
  roundabout: 'M12 20v-4M12 16a5 5 0 1 1 4.6-3M17 8.500v5h-5',
  flag: 'M6 21V4h12l-3 4 3 4H6',
};

/** @param {string} name @param {string} [className] */
export const icon = (name, className = '') => html`<svg class=${`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name] ?? ICONS.question} fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** @type {Record<number, (size: number) => unknown>} */
const BADGES = {
  1: () => html`<path d="M8 1h10l7 7v10l-7 7H8l-7-7V8z" fill="var(--alarm)"/><text x="13" y="17.7" fill="var(--on-alarm)">1</text>`,
  2: () => html`<rect x="2.5" y="2.5" width="21" height="21" rx="2" fill="var(--warn)"/><text x="13" y="17.7" fill="var(--on-warn)">2</text>`,
  3: () => html`<circle cx="13" cy="13" r="11" fill="none" stroke="currentColor" stroke-width="2"/><text x="13" y="17.7" fill="currentColor">3</text>`,
  4: () => html`<circle cx="13" cy="13" r="11" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"/><text x="13" y="17.7" fill="currentColor">4</text>`,
};

/** Octagon, square, ring, broken ring: told apart without colour. @param {number} urgency @param {number} [size] */
export const badge = (urgency, size = 26) => html`<svg class="badge" width=${size} height=${size} viewBox="0 0 26 26" aria-hidden="true">${(BADGES[urgency] ?? BADGES[4])(size)}</svg>`;

/** @type {Record<string, string>} crew status → the same shape as on the map */
const STATUS_SHAPES = {
  available: 'M11 4a7 7 0 1 0 .1 0',
  dispatched: 'M11 3 19 18H3z',
  'en-route': 'M11 3 19 18H3z',
  'at-scene': 'M4.5 4.500h13v13h-13z',
  transporting: 'M11 2 20 11l-9 9-9-9z',
  'at-hospital': 'M4.5 4.500h13v13h-13z',
  'on-break': 'M11 4a7 7 0 1 0 .1 0M8.5 8v6M13.5 8v6',
  'set-aside': 'M11 2 20 11l-9 9-9-9zM7 11h8',
  'on-transport': 'M11 2 20 11l-9 9-9-9z',
  'off-duty': 'M4 11h14',
  'out-of-service': 'M11 4a7 7 0 1 0 .1 0M6 6l10 10M16 6 6 16',
};
const FILLED = new Set(['en-route', 'at-scene', 'transporting']);

/** @param {string} status */
export const statusMark = (status) => html`<svg class="icon" viewBox="0 0 22 22" aria-hidden="true"><path d=${STATUS_SHAPES[status] ?? STATUS_SHAPES.available} fill=${FILLED.has(status) ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="2"/></svg>`;
