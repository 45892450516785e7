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
import { listen } from './keys.js';
import { Queue } from './queue.js';
import { start, store } from './store.js';
import { TopBar } from './top-bar.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {{board: import('./store.js').Board}} props */
function Side({ board }) {
  const tab = (/** @type {'incident'|'crews'} */ name) =>
    html`<button role="tab" aria-selected=${board.tab === name} onClick=${() => store.set({ tab: name })}>${t(`tab.${name}`)}</button>`;
  return html`
    ${board.message && html`<${Message} message=${board.message} />`}
    ${board.calling
      ? html`<${CallForm} board=${board} />`
      : html`<div class="tabs" role="tablist">${tab('incident')}${tab('crews')}</div>
          <div class="scroll" role="tabpanel">${board.tab === 'crews' ? html`<${Crews} board=${board} />` : html`<${Details} board=${board} />`}</div>`}`;
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
  render(html`<${MapCredit} map=${board.map} />`, place('map-credit'));
});

listen();
start();
let mapStarted = false;
store.watch((board) => {
  if (!board.loaded || mapStarted) return;
  mapStarted = true;
  void startMap(place('map'));
});
