// @ts-check
/** The page of planned transport: requests, the plan with its reasons, the crews that carry. */
import { html, render } from '../shared/dom.js';
import { Booking } from './booking.js';
import { Crews } from './crews.js';
import { Details } from './details.js';
import { List } from './list.js';
import { start, store } from './store.js';
import { TopBar } from './top-bar.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

store.watch((desk) => {
  render(html`<${TopBar} desk=${desk} />`, place('top'));
  render(html`<${List} desk=${desk} />`, place('list'));
  render(desk.booking ? html`<${Booking} desk=${desk} />` : html`<${Details} desk=${desk} /><${Crews} desk=${desk} />`, place('side'));
});

start();
