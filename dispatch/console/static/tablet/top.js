// @ts-check
/** Who we are, whether the line holds, and what has not been sent. */
import { html, useEffect, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { switchTheme, theme } from '../shared/theme.js';
import { clock, clockSeconds, now } from '../shared/time.js';
import { store } from './store.js';

/** Re-render once a second. */
export function useSecond() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((/** @type {number} */ n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Top({ tablet }) {
  useSecond();
  return html`<strong class="who">${t('tablet.title', { crew: tablet.crew ?? '—' })}</strong>
    <${Link} tablet=${tablet} />
    ${tablet.unsent.length > 0 && html`<span class="unsent" id="unsent" role="status">${icon('clock')} ${t('tablet.unsent', { n: tablet.unsent.length })}</span>`}
    <span class="spring"></span>
    <button onClick=${() => (switchTheme(), store.set({}))}>${t(`top.theme.${theme()}`)}</button>
    <time class="clock">${clock(now())}</time>`;
}

/** @param {{tablet: import('./store.js').Tablet}} props */
function Link({ tablet }) {
  if (tablet.signedOut) return html`<span class="link lost" id="link">${icon('lock')} ${t('link.signed-out')} <a href="/tablet">${t('link.sign-in')}</a></span>`;
  if (tablet.link === 'lost')
    return html`<span class="link lost" id="link" role="alert">${icon('cut')} ${tablet.heardAt ? t('link.lost', { at: clockSeconds(tablet.heardAt) }) : t('link.lost-empty')}</span>`;
  return html`<span class="link" id="link">${icon(tablet.link === 'live' ? 'check' : 'clock')} ${t(`link.${tablet.link}`)}</span>`;
}
