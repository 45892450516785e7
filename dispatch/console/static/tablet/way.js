// @ts-check
/** The road: the map and the manoeuvres in words. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { showBaseMap } from '../shared/map-credit.js';
import { openMap } from '../shared/map.js';
import { language, t } from '../shared/texts.js';
import { clock, distance, duration } from '../shared/time.js';
import { store } from './store.js';

/** @param {{type: string, modifier: string|null}} maneuver */
function sign({ type, modifier }) {
  if (type === 'arrive') return 'flag';
  if (type.includes('roundabout') || type.includes('rotary')) return 'roundabout';
  if (modifier?.includes('uturn')) return 'uturn';
  const side = modifier?.includes('left') ? 'left' : modifier?.includes('right') ? 'right' : null;
  if (!side) return 'up';
  return modifier?.startsWith('slight') ? `slight-${side}` : side;
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Way({ tablet }) {
  const { order } = tablet.answer;
  const { route } = order;
  const goal = order.target === 'hospital' ? t('tablet.to-hospital', { name: order.destination?.name ?? '' }) : t('tablet.to-scene');
  return html`
    <header class="way-head"><h2>${goal}</h2>
      ${route && html`<p><strong class="eta">${duration(route.duration_s)}</strong> <span>${distance(route.distance_m)}</span> <span class="quiet">${t('tablet.arrive', { at: clock(route.eta_at) })}</span></p>`}</header>
    ${order.route_problem && html`<p class="notice warn">${icon('warn')}<span class="grow"><strong>${t('tablet.no-route')}</strong>: ${order.route_problem}</span></p>`}
    ${route?.synthetic_m > 100 && html`<p class="notice">${icon('warn')}<span class="grow">${t('tablet.synthetic', { distance: distance(route.synthetic_m) })}</span></p>`}
    ${route?.snap_end_m > 150 && html`<p class="notice">${icon('warn')}<span class="grow">${t('tablet.snap', { distance: distance(route.snap_end_m) })}</span></p>`}
    ${route && html`<ol class="maneuvers">${route.maneuvers.map((/** @type {any} */ one) => html`<li>${icon(sign(one))}<span class="grow">${language === 'ru' ? one.text : one.text_en}</span>${one.distance_m > 0 && html`<span class="quiet">${distance(one.distance_m)}</span>`}</li>`)}</ol>`}`;
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
  const { answer, crew, at } = store.get();
  if (!drawing) return;
  const order = answer?.order;
  const goal = order && (order.target === 'hospital' ? order.destination?.at : order.at);
  drawing.show('crews', at ? [{ id: crew ?? '', at, mark: `crew-${answer?.crew?.status ?? 'available'}`, label: crew ?? '' }] : []);
  drawing.show('hospitals', order?.destination?.at ? [{ id: order.destination.id, at: order.destination.at, mark: 'hospital', label: order.destination.name }] : []);
  drawing.show('incidents', order ? [{ id: order.incident, at: order.at, mark: `incident-${order.urgency}` }] : []);
  drawing.showRoute(order?.route?.geometry ?? null);
  const key = `${order?.incident} ${order?.target}`;
  if (key === shownFor) return;
  shownFor = key;
  drawing.resize();
  const line = (order?.route?.geometry.coordinates ?? []).map((/** @type {number[]} */ [lon, lat]) => ({ lat, lon }));
  drawing.fit([...line, ...(at ? [at] : []), ...(goal ? [goal] : [])]);
}

/** The map has been hidden or turned. */
export const resize = () => drawing?.resize();
