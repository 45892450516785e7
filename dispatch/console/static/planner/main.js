// @ts-check
/** The planner's page. */
import { html, render } from '../shared/dom.js';
import { Overrides } from './overrides.js';
import { Posture } from './posture.js';
import { Runs } from './runs.js';
import { start, store } from './store.js';
import { TopBar } from './top-bar.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const PAGES = { runs: Runs, posture: Posture, overrides: Overrides };

store.watch((desk) => {
  render(html`<${TopBar} desk=${desk} />`, place('top'));
  render(html`<${PAGES[desk.tab]} desk=${desk} />`, place('runs'));
});

start();
