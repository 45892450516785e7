// @ts-check
/** The top bar: where one is, and whether what is shown is fresh. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { switchTheme, theme } from '../shared/theme.js';
import { clockSeconds } from '../shared/time.js';
import { TABS, show, store } from './store.js';

/** @param {{desk: import('./store.js').Desk}} props */
export function TopBar({ desk }) {
  return html`<div class="top-row">
    <strong class="brand">${t('top.brand')}</strong>
    <nav class="pages" role="tablist">${TABS.map((tab) => html`<button role="tab" id=${`tab-${tab}`} aria-selected=${desk.tab === tab} onClick=${() => show(tab)}>${t(`plan.tab.${tab}`)}</button>`)}</nav>
    <span class="spring"></span>
    <${Link} desk=${desk} />
    <a href="/console">${t('runs.to-board')}</a>
    <button class="plain" onClick=${() => (switchTheme(), store.set({}))}>${t(`top.theme.${theme()}`)}</button>
  </div>`;
}

/** @param {{desk: import('./store.js').Desk}} props */
function Link({ desk }) {
  if (desk.signedOut)
    return html`<span class="link lost" id="link">${icon('lock')} ${t('link.signed-out')} <a href="/planner" target="_blank">${t('link.sign-in')}</a></span>`;
  if (desk.link === 'lost' && !desk.refused)
    return html`<span class="link lost" id="link" role="alert">${icon('cut')} ${desk.heardAt ? t('link.lost', { at: clockSeconds(desk.heardAt) }) : t('link.lost-empty')}</span>`;
  return html`<span class="link" id="link">${icon(desk.link === 'live' ? 'check' : 'clock')} ${t(`link.${desk.link === 'lost' ? 'live' : desk.link}`)}</span>`;
}
