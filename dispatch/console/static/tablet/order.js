// @ts-check
/** The order: how urgent, what, where, whom to ring. */
import { html } from '../shared/dom.js';
import { badge, icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock, countdown, day, duration, minutesSeconds, now } from '../shared/time.js';
import { Scene } from './scene.js';
import { useSecond } from './top.js';

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Order({ tablet }) {
  const { order, context, milestone } = tablet.answer;
  return html`
    <div class="headline">${badge(order.urgency, 64)}
      <div class="grow"><h1>${order.complaint_ru}</h1><p class="urgency">${t(`urgency.${order.urgency}`)}${order.child && html` · ${icon('person')} ${t('tablet.child')}`}</p></div>
      ${['notified', 'accepted', 'en-route'].includes(milestone) && html`<${Left} due=${order.due_at} />`}
    </div>
    <p class="place">${icon('pin')} ${order.place}</p>
    <${Door} details=${order.place_details ?? {}} />
    <${Scene} order=${order} crew=${tablet.crew} />
    <${Alerts} context=${context} />
    <${Person} order=${order} />
    ${order.note && html`<p>${order.note}</p>`}
    ${order.equipment_need_ru?.length > 0 && html`<p class="notice">${icon('warn')}<span class="grow strong">${t('parts.equipment-needs', { names: order.equipment_need_ru.join(', ') })}</span></p>`}
    ${order.warnings?.length > 0 && html`<div class="notice">${icon('warn')}<ul class="grow">${order.warnings.map((/** @type {string} */ text) => html`<li>${text}</li>`)}</ul></div>`}
    <${Hospital} destination=${order.destination} shown=${milestone !== 'notified'} />
    <p class="quiet">${t('tablet.order', { id: order.number ?? order.incident })} · ${t('queue.received', { at: clock(order.received_at) })}</p>`;
}

/** @param {{due: string}} props */
function Left({ due }) {
  useSecond();
  const left = countdown(due, now());
  return html`<div class=${`left ${left.late ? 'late' : left.soon ? 'soon' : ''}`}><span class="figure">${left.late && icon('alarm')}${left.text}</span><span>${left.word}</span></div>`;
}

/** @param {{details: any}} props */
function Door({ details }) {
  const parts = ['entrance', 'floor', 'flat', 'intercom'].filter((name) => details[name]);
  return html`
    ${parts.length > 0 && html`<dl class="door">${parts.map((name) => html`<div><dt>${t(`tablet.${name}`)}</dt><dd>${details[name]}</dd></div>`)}</dl>`}
    ${[details.near, details.note].filter(Boolean).map((text) => html`<p class="near">${text}</p>`)}`;
}

/** @param {{order: any}} props */
function Person({ order }) {
  const { caller, patient } = order;
  const sex = { male: t('field.sex.male'), female: t('field.sex.female') }[/** @type {'male'} */ (patient?.sex)];
  const age = patient?.birth_date ? day(patient.birth_date) : patient?.age_years != null && t('tablet.years', { n: patient.age_years });
  const said = [patient?.name, sex, age].filter(Boolean).join(', ');
  return html`
    ${said && html`<p>${icon('person')} ${said}</p>`}
    ${caller?.phone && html`<a class="phone" href=${`tel:${caller.phone.replace(/[^+\d]/g, '')}`}>${icon('phone')} <strong>${caller.phone}</strong> ${t('tablet.call', { name: caller.name || t('tablet.caller') })}</a>`}`;
}

/** Alerts stand beside the order, so that no tab hides them. @param {{context: any}} props */
function Alerts({ context }) {
  if (!context?.alerts?.length) return null;
  return html`<section class="alerts"><h2>${t('card.alerts')}</h2>
    <ul>${context.alerts.map((/** @type {any} */ alert) => html`<li class=${alert.critical ? 'critical' : ''}>${icon(alert.critical ? 'alarm' : 'warn')}<div><strong>${alert.text}</strong>${alert.detail && html`<p>${alert.detail}</p>`}${alert.check && html`<p class="strong">${t('card.check')}: ${alert.check === true ? '' : alert.check}</p>`}</div></li>`)}</ul></section>`;
}

/** @param {{text: string, text_en: string}} reason */
const say = (reason) => (language === 'ru' ? reason.text : reason.text_en);

/** @param {{destination: any, shown: boolean}} props */
function Hospital({ destination, shown }) {
  if (!shown || !destination?.name) return null;
  return html`<section class="hospital"><h2>${t('details.destination')}</h2><p><strong>${destination.name}</strong>${destination.eta_s != null && `, ${duration(destination.eta_s)}`}</p>
    ${destination.warnings?.map((/** @type {any} */ reason) => html`<p class="notice warn">${icon('warn')}<span class="grow strong">${say(reason)}</span></p>`)}
    <ul>${destination.reasons?.map((/** @type {any} */ reason) => html`<li class="quiet">${say(reason)}</li>`)}${destination.wait_s > 60 && html`<li>${t('hospital.queue', { n: duration(destination.wait_s) })}</li>`}</ul></section>`;
}
