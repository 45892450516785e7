// @ts-check
/** Requests, those that need somebody first: what does not fit, with the reason in the row. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock, day } from '../shared/time.js';
import { select } from './store.js';

const GROUPS = ['unserved', 'waiting', 'planned', 'confirmed', 'going'];

/** @param {any} transport */
function groupOf({ step, crew, reasons }) {
  if (step === 'requested') return !crew && reasons.length ? 'unserved' : 'waiting';
  return ['planned', 'confirmed'].includes(step) ? step : 'going';
}

/** @param {{desk: import('./store.js').Desk}} props */
export function List({ desk }) {
  if (desk.refused) return html`<p class="notice warn" role="alert">${icon('lock')} <span class="grow">${desk.refused}</span></p>`;
  if (!desk.board) return html`<p class="quiet">${t('haul.loading')}</p>`;
  if (!desk.board.transports.length) return html`<p class="quiet">${t('haul.none')}</p>`;
  return html`${GROUPS.map((name) => html`<${Group} key=${name} name=${name} desk=${desk} found=${desk.board.transports.filter((/** @type {any} */ one) => groupOf(one) === name)} />`)}`;
}

/** @param {{name: string, desk: import('./store.js').Desk, found: any[]}} props */
function Group({ name, desk, found }) {
  if (!found.length) return null;
  return html`<section class=${`group ${name}`}><h2>${name === 'unserved' && icon('warn')} ${t(`haul.group.${name}`)} <span class="count">${found.length}</span></h2>
    <ul>${found.map((one) => html`<li key=${one.id}><button class="row-button" data-transport=${one.id} aria-pressed=${desk.selected === one.id} onClick=${() => select(one.id)}><${Row} one=${one} unserved=${name === 'unserved'} /></button></li>`)}</ul></section>`;
}

/** @param {{one: any, unserved: boolean}} props */
function Row({ one, unserved }) {
  const why = one.reasons[0];
  return html`<span class="time"><strong>${clock(one.pickup_at ?? one.pickup?.from ?? one.delivery?.from)}</strong><span class="quiet">${day(one.pickup_at ?? one.pickup?.from ?? one.delivery?.from)}</span></span>
    <span class="grow"><span class="ends">${wayOf(one)}</span>
      <span class="quiet">${[one.patient?.name, one.kind_ru, one.mobility_ru].filter(Boolean).join(' · ')}</span>
      ${unserved && why && html`<span class="warn-text">${language === 'ru' ? why.text : why.text_en}</span>`}</span>
    <span class="who">${one.crew ? html`<strong>${one.crew}</strong>` : ''}<span class="quiet">${one.step_ru}</span></span>`;
}

/** @param {any} one */
export const wayOf = (one) => t('haul.way', { from: one.from.label ?? t('haul.somewhere'), to: one.to.label ?? t('haul.somewhere') });
