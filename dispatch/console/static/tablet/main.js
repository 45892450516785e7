// @ts-check
/** The crew's page. */
import { html, render } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { MapCredit } from '../shared/map-credit.js';
import { t } from '../shared/texts.js';
import { stayAwake } from './awake.js';
import { Buttons, Refused } from './buttons.js';
import { Card } from './card.js';
import { Help } from './help.js';
import { Idle } from './idle.js';
import { News, unread } from './news.js';
import { Order } from './order.js';
import { RunButtons } from './run.js';
import { start, store, wayOf } from './store.js';
import { Top } from './top.js';
import { guide } from './voice.js';
import { Way, draw, resize, startMap } from './way.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {{tablet: import('./store.js').Tablet}} props */
function Tabs({ tablet }) {
  const critical = tablet.answer.context?.alerts?.some((/** @type {any} */ alert) => alert.critical);
  const tab = (/** @type {'route'|'patient'|'help'} */ name) => html`<button role="tab" id=${`tab-${name}`} aria-selected=${tablet.tab === name} onClick=${() => store.set({ tab: name })}>${name === 'patient' && critical && icon('alarm')} ${t(`tablet.${name}`)}</button>`;
  return html`<div class="tabs" role="tablist">${tab('route')}${tab('patient')}${tab('help')}</div>`;
}

/** @param {import('./store.js').Tablet} tablet */
function page(tablet) {
  render(html`<${Top} tablet=${tablet} />`, place('top'));
  const order = tablet.answer?.order;
  const waiting = unread(tablet).length > 0;
  render(html`<${News} tablet=${tablet} />`, place('news'));
  for (const id of ['main', 'buttons']) place(id).inert = waiting;
  document.body.dataset.view = order ? tablet.tab : tablet.answer?.way ? 'going' : 'idle';
  if (!order) {
    const unbound = tablet.me && !tablet.crew;
    render(unbound ? html`<div class="idle"><h1>${t('tablet.no-order-link')}</h1></div>` : html`<${Idle} tablet=${tablet} />`, place('order'));
    for (const id of ['patient', 'help']) render(null, place(id));
    render(html`<${Refused} refused=${tablet.refused} />${tablet.run && html`<${RunButtons} tablet=${tablet} />`}`, place('buttons'));
    road(tablet);
    return;
  }
  render(html`<${Order} tablet=${tablet} /><${Tabs} tablet=${tablet} />`, place('order'));
  render(html`<${Card} tablet=${tablet} />`, place('patient'));
  render(html`<${Help} tablet=${tablet} />`, place('help'));
  render(html`<${Buttons} tablet=${tablet} />`, place('buttons'));
  road(tablet);
}

/** The map and the manoeuvres, where the crew drives anywhere. @param {import('./store.js').Tablet} tablet */
function road(tablet) {
  if (!wayOf(tablet)) return render(null, place('way'));
  render(html`<${Way} tablet=${tablet} />`, place('way'));
  render(html`<${MapCredit} map=${tablet.map} />`, place('map-credit'));
  void startMap(place('map'));
  draw();
  resize();
}

store.watch(page);
store.watch(guide);
stayAwake();
start();
