// @ts-check
/** One request: when, who, why this crew and why not another, what has happened, and what may be done. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock, day, duration } from '../shared/time.js';
import { assign, cancel, confirmPlan } from './actions.js';
import { wayOf } from './list.js';

const ON_BOARD = 'on-board';

/** @param {any} reason */
const say = (reason) => (language === 'ru' ? reason.text : reason.text_en);

/** @param {{desk: import('./store.js').Desk}} props */
export function Details({ desk }) {
  const live = desk.board?.transports.find((/** @type {any} */ one) => one.id === desk.selected);
  const one = live ? { events: desk.detail?.id === live.id ? desk.detail.events : [], ...live } : desk.detail?.id === desk.selected ? desk.detail : null;
  return html`${desk.said && html`<p class=${`notice ${desk.said.bad ? 'warn' : ''}`} role="status" id="said">${icon(desk.said.bad ? 'warn' : 'check')}<span class="grow">${desk.said.text}</span></p>`}
    ${one ? html`<${Whole} key=${one.id} one=${one} crews=${desk.board?.crews ?? []} open=${Boolean(live)} />` : html`<p class="quiet">${t('haul.pick')}</p>`}`;
}

/** @param {any} window */
const between = (window) => t('haul.day', { day: day(window.from), from: clock(window.from), until: clock(window.until) });

/** @param {{one: any, crews: any[], open: boolean}} props */
function Whole({ one, crews, open }) {
  const facts = [one.kind_ru, one.mobility_ru, one.escorts > 0 && t('run.escorts', { n: one.escorts }), one.oxygen && t('run.oxygen'), one.return_of && t('haul.return')].filter(Boolean).join(' · ');
  return html`<article class="whole" data-whole=${one.id}>
    <h1>${wayOf(one)}</h1><p class="quiet">${one.id} · ${facts}</p>
    ${[one.from.note, one.to.note].filter(Boolean).map((note) => html`<p>${note}</p>`)}
    <dl>
      ${one.patient?.name && html`<dt>${t('haul.patient')}</dt><dd>${one.patient.name} ${one.patient.phone && html`<a href=${`tel:${one.patient.phone.replace(/[^+\d]/g, '')}`}>${one.patient.phone}</a>`}</dd>`}
      ${one.note && html`<dt>${t('haul.note')}</dt><dd>${one.note}</dd>`}
      <dt>${t('haul.pickup')}</dt><dd>${one.pickup && between(one.pickup)} ${one.pickup_at && html`<strong>${t('haul.planned', { at: clock(one.pickup_at) })}</strong>`} ${one.promised_at && t('haul.promised', { at: clock(one.promised_at) })}</dd>
      <dt>${t('haul.delivery')}</dt><dd>${one.delivery && between(one.delivery)} ${one.delivery_at && html`<strong>${t('haul.planned', { at: clock(one.delivery_at) })}</strong>`}</dd>
    </dl>
    <p class="strong">${one.crew ? t('haul.crew', { crew: one.crew }) : ''} ${one.by_hand ? t('haul.by-hand') : ''} <span class="quiet">${one.step_ru}</span></p>
    ${one.reasons.length > 0 && html`<section><h2>${t('haul.why')}</h2><ul class="reasons">${one.reasons.map((/** @type {any} */ reason) => html`<li>${say(reason)}</li>`)}</ul></section>`}
    ${one.options.length > 0 && html`<section><h2>${t('haul.options')}</h2><ul class="options">${one.options.map((/** @type {any} */ option) => html`<li><strong>${option.crew}</strong> <span>${costs(option)}</span> <span class="quiet">${option.reasons.map(say).join('; ')}</span></li>`)}</ul></section>`}
    ${open && html`<${Act} one=${one} crews=${crews} />`}
    ${one.events.length > 0 && html`<section><h2>${t('haul.story')}</h2><ul class="story">${one.events.map((/** @type {any} */ event) => html`<li><span class="quiet">${clock(event.at)}</span> ${event.text}</li>`)}</ul></section>`}
  </article>`;
}

/** @param {any} option */
function costs(option) {
  if (option.added_s === null) return t('haul.option-cannot');
  return option.added_s > 0 ? t('haul.option-added', { n: duration(option.added_s) }) : t('haul.same-cost');
}

/** @param {{one: any, crews: any[]}} props */
function Act({ one, crews }) {
  const [asking, setAsking] = useState('');
  const [crew, setCrew] = useState('');
  const [reason, setReason] = useState('');
  const [returns, setReturns] = useState(true);
  const done = (/** @type {boolean} */ good) => good && setAsking('');
  const why = html`<label>${t('haul.reason')}<input name="reason" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} /></label>`;
  const back = html`<button type="button" class="plain" onClick=${() => setAsking('')}>${t('haul.back')}</button>`;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    done(await (asking === 'assign' ? assign(one.id, crew, reason.trim()) : cancel(one.id, reason.trim(), returns)));
  };
  if (asking)
    return html`<form class="act" onSubmit=${submit}>
      ${asking === 'assign' ? html`<label>${t('haul.crews')}<select name="crew" value=${crew} onChange=${(/** @type {any} */ event) => setCrew(event.target.value)}><option value="">${t('haul.choose-crew')}</option>${crews.map((row) => html`<option value=${row.crew}>${row.crew}</option>`)}</select></label>` : html`<label class="check"><input type="checkbox" checked=${returns} onChange=${(/** @type {any} */ event) => setReturns(event.target.checked)} /> ${t('haul.cancel-returns')}</label>`}
      ${why}<div class="row"><button class=${asking === 'assign' ? 'primary' : 'danger'} disabled=${!reason.trim() || (asking === 'assign' && !crew)}>${t(`haul.${asking}-do`)}</button>${back}</div></form>`;
  return html`<div class="row acts">
    ${one.step === 'planned' && html`<button class="primary" onClick=${() => confirmPlan([one.id])}>${t('haul.confirm')}</button>`}
    ${['requested', 'planned', 'confirmed'].includes(one.step) && html`<button id="assign" onClick=${() => setAsking('assign')}>${t('haul.assign')}</button>`}
    ${one.step !== ON_BOARD && html`<button class="danger" id="cancel" onClick=${() => setAsking('cancel')}>${t('haul.cancel')}</button>`}</div>`;
}
