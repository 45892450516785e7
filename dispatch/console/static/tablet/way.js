// @ts-check
/** The road: the map and the manoeuvres in words. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { showBaseMap } from '../shared/map-credit.js';
import { openMap } from '../shared/map.js';
import { language, t } from '../shared/texts.js';
import { clock, clockSpan, distance, span } from '../shared/time.js';
import { due, progress } from './progress.js';
import { routeOf, store, wayOf } from './store.js';
import { canSpeak, speaks, switchVoice } from './voice.js';
import { Ways } from './ways.js';

/** @param {{type: string, modifier: string|null}} maneuver */
function sign({ type, modifier }) {
  if (type === 'arrive') return 'flag';
  if (type.includes('roundabout') || type.includes('rotary')) return 'roundabout';
  if (modifier?.includes('uturn')) return 'uturn';
  const side = modifier?.includes('left') ? 'left' : modifier?.includes('right') ? 'right' : null;
  if (!side) return 'up';
  return modifier?.startsWith('slight') ? `slight-${side}` : side;
}

/** @param {any} way @param {any} answer */
function headOf(way, answer) {
  if (way.target === 'hospital') return t('tablet.to-hospital', { name: way.destination?.name ?? '' });
  if (way.target === 'air-site') return t('way.air-site', { name: way.air_meeting?.site_name ?? '' });
  if (way.target === 'scene') return way.relieves ? t('way.relief', { crew: way.relieves }) : t('tablet.to-scene');
  return t(`way.${way.target}`, { name: way.base_name ?? '' });
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Way({ tablet }) {
  const way = wayOf(tablet);
  const route = routeOf(tablet);
  return html`
    <header class="way-head"><h2>${headOf(way, tablet.answer)}</h2>
      ${route && html`<p><strong class="eta">${span(route.eta_p50_s, route.eta_p90_s)}</strong> <span>${distance(route.distance_m)}</span> <span class="quiet">${t('tablet.arrive', { at: clockSpan(route.eta_at, route.eta_p90_at) })}</span></p>`}
      ${way.target === 'air-site' && html`<p class="strong">${t('way.lands', { at: clock(way.air_meeting?.lands_at) })}</p>`}</header>
    ${route && html`<${NextTurn} route=${route} at=${tablet.at} />`}
    ${route && html`<div class="way-tools">${canSpeak() && html`<button id="voice" aria-pressed=${speaks()} onClick=${switchVoice}>${t(speaks() ? 'voice.stop' : 'voice.start')}</button>`}<${Ways} tablet=${tablet} /></div>`}
    ${way.route_problem && html`<p class="notice warn">${icon('warn')}<span class="grow"><strong>${t('tablet.no-route')}</strong>: ${way.route_problem}</span></p>`}
    ${route?.synthetic_m > 100 && html`<p class="notice">${icon('warn')}<span class="grow">${t('tablet.synthetic', { distance: distance(route.synthetic_m) })}</span></p>`}
    ${route?.snap_end_m > 150 && html`<p class="notice">${icon('warn')}<span class="grow">${t('tablet.snap', { distance: distance(route.snap_end_m) })}</span></p>`}
    ${route && html`<ol class="maneuvers">${route.maneuvers.map((/** @type {any} */ one) => html`<li>${icon(sign(one))}<span class="grow">${language === 'ru' ? one.text : one.text_en}</span>${one.distance_m > 0 && html`<span class="quiet">${distance(one.distance_m)}</span>`}</li>`)}</ol>`}`;
}

/** The manoeuvre before the vehicle, in letters that are read at a glance. @param {{route: any, at: any}} props */
function NextTurn({ route, at }) {
  if (!at) return null;
  const { next, left_m: left } = progress(route.geometry.coordinates, route.maneuvers, at);
  const one = next === null ? null : route.maneuvers[next];
  const said = one && due(one.announcements ?? [], 0);
  if (!said) return null;
  return html`<p class="next-turn" id="next-turn">${icon(sign(one))}<span class="grow"><strong>${t('way.next-in', { distance: distance(left) })}</strong> ${language === 'ru' ? said.text : said.text_en}</span></p>`;
}

/** @type {import('../shared/map.js').Drawing|null|undefined} undefined: not opened yet */
let drawing;
let shownFor = '';

/** @param {HTMLElement} container */
export async function startMap(container) {
  if (drawing !== undefined) return;
  drawing = null;
  drawing = await openMap(container, { bounds: store.get().map?.bounds });
  void showBaseMap(drawing);
  draw();
}

export function draw() {
  const tablet = store.get();
  const { answer, crew, at } = tablet;
  if (!drawing) return;
  const order = answer?.order;
  const way = wayOf(tablet);
  const goal = way?.target_at ?? null;
  drawing.show('crews', at ? [{ id: crew ?? '', at, mark: `crew-${answer?.crew?.status ?? 'available'}`, label: crew ?? '' }] : []);
  drawing.show('hospitals', order?.destination?.at ? [{ id: order.destination.id, at: order.destination.at, mark: 'hospital', label: order.destination.name }] : []);
  drawing.show('incidents', order ? [{ id: order.incident, at: order.at, mark: `incident-${order.urgency}` }] : []);
  drawing.show('selected', goal && !['scene', 'hospital'].includes(way.target) ? [{ id: 'goal', at: goal, mark: '' }] : []);
  drawing.showRoute(routeOf(tablet)?.geometry ?? null);
  const key = [order?.incident, way?.target, way?.base, way?.transport, way?.destination?.id, tablet.chosen?.route.differs].join(' ');
  if (key === shownFor) return;
  shownFor = key;
  drawing.resize();
  const line = (routeOf(tablet)?.geometry.coordinates ?? []).map((/** @type {number[]} */ [lon, lat]) => ({ lat, lon }));
  drawing.fit([...line, ...(at ? [at] : []), ...(goal ? [goal] : [])]);
}

/** The map has been hidden or turned. */
export const resize = () => drawing?.resize();
