// @ts-check
/** The dispatcher's page. */
import { html, render } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { MapCredit } from '../shared/map-credit.js';
import { t } from '../shared/texts.js';
import { startMap } from './board-map.js';
import { CallForm } from './call-form.js';
import { Crews } from './crews.js';
import { Details } from './details.js';
import { Hospitals } from './hospitals.js';
import { listen } from './keys.js';
import { Queue } from './queue.js';
import { Roads, roadsNow } from './roads.js';
import { Shift } from './shift.js';
import { moves, start, store } from './store.js';
import { TopBar } from './top-bar.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The pages of the side column, in the order of their tabs. @type {Record<string, (props: {board: import('./store.js').Board}) => any>} */
const PAGES = { incident: Details, crews: Crews, shift: Shift, hospitals: Hospitals, roads: Roads };
const TABS = /** @type {import('./store.js').Board['tab'][]} */ (Object.keys(PAGES));

/** @param {{board: import('./store.js').Board}} props */
function Side({ board }) {
  const offers = moves(board).length;
  const short = board.posts.filter((post) => post.short_since).length;
  const tab = (/** @type {import('./store.js').Board['tab']} */ name) =>
    html`<button role="tab" aria-selected=${board.tab === name} onClick=${() => store.set({ tab: name, form: null })}>${t(`tab.${name}`)}${name === 'crews' && offers > 0 && html` <span class="tag warn" aria-hidden="true">${offers}</span><span class="offscreen">${t('standby.tab', { n: offers })}</span>`}${name === 'shift' && short > 0 && html` <span class="tag warn" aria-hidden="true">${short}</span><span class="offscreen">${t('posts.tab', { n: short })}</span>`}</button>`;
  const Page = PAGES[board.tab] ?? Details;
  return html`
    ${board.message && html`<${Message} message=${board.message} />`}
    ${board.calling
      ? html`<${CallForm} board=${board} />`
      : html`<div class="tabs" role="tablist">${TABS.map(tab)}</div>
          <div class="scroll" role="tabpanel"><${Page} board=${board} /></div>`}`;
}

/** @param {{message: any}} props */
function Message({ message }) {
  return html`<div id="message" class=${`notice ${message.tone}`} role="alert">${icon(message.tone === 'plain' ? 'check' : message.tone === 'warn' ? 'warn' : 'alarm')}
    <div class="grow"><p class="strong">${message.title}</p><p>${message.text}</p></div>
    <button onClick=${() => store.set({ message: null })}>${t('problem.dismiss')}</button></div>`;
}

store.watch((board) => {
  render(html`<${TopBar} board=${board} />`, place('top'));
  render(html`<${Queue} board=${board} />`, place('queue'));
  render(html`<${Side} board=${board} />`, place('side'));
  render(html`<${MapCredit} map=${board.map} />${board.roads && html`<span id="roads-now">${roadsNow(board.roads.conditions)}</span>`}`, place('map-credit'));
});

listen();
start();
let mapStarted = false;
store.watch((board) => {
  if (!board.loaded || mapStarted) return;
  mapStarted = true;
  void startMap(place('map'));
});
