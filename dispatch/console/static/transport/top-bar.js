// @ts-check
/** The top bar: the plan's age, what may be confirmed, the line to the server. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { switchTheme, theme } from '../shared/theme.js';
import { clock, clockSeconds } from '../shared/time.js';
import { confirmPlan } from './actions.js';
import { store } from './store.js';

/** @param {{desk: import('./store.js').Desk}} props */
export function TopBar({ desk }) {
  const planned = (desk.board?.transports ?? []).filter((/** @type {any} */ one) => one.step === 'planned').length;
  return html`<div class="top-row">
    <strong class="brand">${t('top.brand')}</strong><span class="quiet">${t('haul.brand')}</span>
    <button class="primary" id="new" onClick=${() => store.set({ booking: true, said: null })}>${t('haul.new')}</button>
    <button id="confirm-all" disabled=${!planned} onClick=${() => confirmPlan([])}>${planned ? t('haul.confirm-all', { n: planned }) : t('haul.confirm-none')}</button>
    ${desk.board && html`<span class="quiet" id="plan-age">${desk.board.plan_pending ? html`${icon('clock')} ${t('haul.pending')}` : desk.board.planned_at && t('haul.planned-at', { at: clock(desk.board.planned_at) })}</span>`}
    <span class="spring"></span>
    <${Link} desk=${desk} />
    <a href="/console">${t('haul.to-board')}</a>
    <button class="plain" onClick=${() => (switchTheme(), store.set({}))}>${t(`top.theme.${theme()}`)}</button>
  </div>`;
}

/** @param {{desk: import('./store.js').Desk}} props */
function Link({ desk }) {
  if (desk.signedOut) return html`<span class="link lost" id="link">${icon('lock')} ${t('link.signed-out')} <a href="/transport" target="_blank">${t('link.sign-in')}</a></span>`;
  if (desk.link === 'lost' && !desk.refused) return html`<span class="link lost" id="link" role="alert">${icon('cut')} ${desk.heardAt ? t('link.lost', { at: clockSeconds(desk.heardAt) }) : t('link.lost-empty')}</span>`;
  return html`<span class="link" id="link">${icon(desk.link === 'live' ? 'check' : 'clock')} ${t(`link.${desk.link === 'lost' ? 'live' : desk.link}`)}</span>`;
}
