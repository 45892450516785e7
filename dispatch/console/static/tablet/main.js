// @ts-check
/** The crew's page. */
import { html, render } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { MapCredit } from '../shared/map-credit.js';
import { t } from '../shared/texts.js';
import { stayAwake } from './awake.js';
import { Buttons, Refused } from './buttons.js';
import { Card } from './card.js';
import { Idle } from './idle.js';
import { Order } from './order.js';
import { start, store } from './store.js';
import { Top } from './top.js';
import { Way, draw, resize, startMap } from './way.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {{tablet: import('./store.js').Tablet}} props */
function Tabs({ tablet }) {
  const critical = tablet.answer.context?.alerts?.some((/** @type {any} */ alert) => alert.critical);
  const tab = (/** @type {'route'|'patient'} */ name) => html`<button role="tab" id=${`tab-${name}`} aria-selected=${tablet.tab === name} onClick=${() => store.set({ tab: name })}>${name === 'patient' && critical && icon('alarm')} ${t(`tablet.${name}`)}</button>`;
  return html`<div class="tabs" role="tablist">${tab('route')}${tab('patient')}</div>`;
}

/** @param {import('./store.js').Tablet} tablet */
function page(tablet) {
  render(html`<${Top} tablet=${tablet} />`, place('top'));
  const order = tablet.answer?.order;
  document.body.dataset.view = order ? tablet.tab : 'idle';
  if (!order) {
    const unbound = tablet.me && !tablet.crew;
    render(unbound ? html`<div class="idle"><h1>${t('tablet.no-order-link')}</h1></div>` : html`<${Idle} tablet=${tablet} />`, place('order'));
    for (const id of ['way', 'patient']) render(null, place(id));
    render(html`<${Refused} refused=${tablet.refused} />`, place('buttons'));
    return;
  }
  render(html`<${Order} tablet=${tablet} /><${Tabs} tablet=${tablet} />`, place('order'));
  render(html`<${Way} tablet=${tablet} />`, place('way'));
  render(html`<${Card} tablet=${tablet} />`, place('patient'));
  render(html`<${Buttons} tablet=${tablet} />`, place('buttons'));
  render(html`<${MapCredit} map=${tablet.map} />`, place('map-credit'));
  void startMap(place('map'));
  draw();
  resize();
}

store.watch(page);
stayAwake();
start();
