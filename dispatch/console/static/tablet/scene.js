// @ts-check
/** The other crews to the same place, the victims, and who relieves whom. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { duration } from '../shared/time.js';

export const COLOURS = ['red', 'yellow', 'green', 'unsorted'];

/** @param {{order: any, crew: string|null}} props */
export function Scene({ order, crew }) {
  const others = (order.scene ?? []).filter((/** @type {any} */ part) => part.incident !== order.incident);
  const relief = others.find((/** @type {any} */ part) => part.relieves === crew);
  return html`
    ${order.relieves && html`<div class="notice relief">${icon('person')}<div class="grow"><strong>${t('scene.you-relieve', { crew: order.relieves, cause: order.relief_cause_ru ?? '' })}</strong><p>${t('scene.meet')}</p></div></div>`}
    ${relief && html`<p class="notice relief">${icon('person')}<span class="grow strong">${relief.crew ? t('scene.relief-comes', { crew: relief.crew }) : t('scene.relief-waits')}</span></p>`}
    ${!order.same_patient && html`<p class="notice warn">${icon('person')}<span class="grow strong">${t('scene.other-victim')}</span></p>`}
    <${Victims} victims=${order.victims} />
    ${others.length > 0 && html`<section class="scene"><h2>${t('scene.title')}</h2><ul>${others.map((/** @type {any} */ part) => html`<${Part} key=${part.incident} part=${part} />`)}</ul></section>`}`;
}

/** @param {{victims: any}} props */
function Victims({ victims }) {
  if (!victims) return null;
  return html`<p class="victims"><strong>${t('scene.victims', { n: victims.total })}</strong>
    ${COLOURS.filter((name) => victims[name] > 0).map((name) => html`<span class=${`victim ${name}`}>${t(`scene.${name}`)}: ${victims[name]}</span>`)}
    ${victims.children > 0 && html`<span>${t('scene.children', { n: victims.children })}</span>`}</p>`;
}

/** @param {{part: any}} props */
function Part({ part }) {
  const who = part.crew ? t('scene.crew', { crew: part.crew, kind: part.crew_kind_ru ?? '' }) : t('scene.nobody');
  const where = part.eta_s != null ? t('scene.eta', { eta: duration(part.eta_s) }) : part.milestone ? t(`milestone.${part.milestone}`) : '';
  return html`<li data-part=${part.incident}><span class="grow"><strong>${who}</strong> <span class="quiet">${part.kind_ru}${!part.crew && part.need_ru?.length ? ` · ${part.need_ru.join(', ')}` : ''}</span></span><span>${where}</span></li>`;
}
