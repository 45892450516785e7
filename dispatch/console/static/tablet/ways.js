// @ts-check
/** Other ways to the same goal: the driver may know what the map does not. */
import { NoAnswer, post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { distance, now, span } from '../shared/time.js';
import { goalOf, store, wayOf } from './store.js';

const MOST = 3;
/** Without a siren: the way back, the way to stand by, planned transport. */
const CALM = ['base', 'standby', 'pickup', 'delivery'];

/** @param {import('./store.js').Tablet} tablet @returns {Promise<any[]>} routes, the fastest first */
async function ask(tablet) {
  const way = wayOf(tablet);
  const origin = tablet.at ?? tablet.answer.crew.at;
  const found = await post(`/api/routing/route?alternatives=${MOST}`, { origin, destination: way.target_at, profile: CALM.includes(way.target) ? 'ordinary' : 'siren' });
  return [found, ...found.alternatives].map(({ geometry, properties, differs, differs_en }) => ({ geometry, ...properties, eta_at: now() + properties.eta_p50_s * 1000, eta_p90_at: now() + properties.eta_p90_s * 1000, differs: language === 'ru' ? differs : differs_en }));
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Ways({ tablet }) {
  const [found, setFound] = useState(/** @type {{goal: string, routes: any[]}|null} */ (null));
  const [problem, setProblem] = useState('');
  const goal = goalOf(wayOf(tablet));
  const look = async () => {
    setProblem('');
    try {
      setFound({ goal, routes: await ask(tablet) });
    } catch (failure) {
      setProblem(failure instanceof NoAnswer ? t('ways.offline') : failure instanceof Error ? failure.message : String(failure));
    }
  };
  const take = (/** @type {any} */ route, /** @type {number} */ place) => {
    store.set({ chosen: place ? { goal, route } : null });
    setFound(null);
  };
  const routes = found?.goal === goal ? found.routes : null;
  return html`<section class="ways">
    ${tablet.chosen?.goal === goal && html`<p class="notice">${icon('arrow')}<span class="grow">${t('ways.chosen', { what: tablet.chosen.route.differs })}</span><button id="ways-back" onClick=${() => store.set({ chosen: null })}>${t('ways.back')}</button></p>`}
    ${problem && html`<p class="notice warn">${icon('warn')}<span class="grow">${problem}</span></p>`}
    ${!routes && html`<button id="ways-look" onClick=${look}>${t('ways.look')}</button>`}
    ${routes?.length === 1 && html`<p class="quiet">${t('ways.none')}</p>`}
    ${routes && routes.length > 1 && html`<ul>${routes.map((route, place) => html`<li><button class="way-choice" onClick=${() => take(route, place)}><strong>${span(route.eta_p50_s, route.eta_p90_s)}</strong> <span>${distance(route.distance_m)}</span> <span class="grow">${route.differs}</span></button></li>`)}</ul>`}
  </section>`;
}
