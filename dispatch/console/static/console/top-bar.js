// @ts-check
/** The top bar: mode, figures, the line to the server, and what does not work. */
import { html, useEffect, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { switchTheme, theme } from '../shared/theme.js';
import { clock, clockSeconds, now } from '../shared/time.js';
import { setMode } from './actions.js';
import { store } from './store.js';

/** Re-render once a second. */
export function useSecond() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((/** @type {number} */ n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
}

/** @param {{board: import('./store.js').Board}} props */
export function TopBar({ board }) {
  useSecond();
  const free = [...board.crews.values()].filter((crew) => crew.status === 'available' && crew.on_duty).length;
  return html`
    <div class="top-row">
      <strong class="brand">${t('top.brand')}</strong>
      <span class="quiet region">${board.region?.name}</span>
      <button class="primary" id="new-call" onClick=${() => store.set({ calling: true })}>${t('top.new-call')} <kbd>F2</kbd></button>
      <${Mode} board=${board} />
      <dl class="figures">
        <div><dd>${free}</dd><dt>${t('top.free')}</dt></div>
      </dl>
      <span class="spring"></span>
      <a href="/transport">${t('haul.link')}</a>
      <${Link} board=${board} />
      <button class="plain" onClick=${() => (switchTheme(), store.set({}))}>${t(`top.theme.${theme()}`)}</button>
      <time class="clock">${clockSeconds(now())}</time>
    </div>
    <${Degraded} parts=${board.degraded} />`;
}

/** @param {{board: import('./store.js').Board}} props */
function Mode({ board }) {
  return html`<div class="mode" role="radiogroup" aria-label=${t('top.mode')}>
    <span class="quiet" aria-hidden="true">${t('top.mode')}:</span>
    ${/** @type {const} */ (['propose', 'automatic']).map(
      (mode) => html`<button role="radio" aria-checked=${board.mode === mode} disabled=${!board.loaded} onClick=${() => board.mode !== mode && setMode(mode)}>
        ${board.mode === mode && icon('check')} ${t(`mode.${mode}`)}
      </button>`,
    )}
  </div>`;
}

/** @param {{board: import('./store.js').Board}} props */
function Link({ board }) {
  if (board.signedOut)
    return html`<span class="link lost" id="link">${icon('lock')} ${t('link.signed-out')} <a href="/console" target="_blank">${t('link.sign-in')}</a></span>`;
  if (board.link === 'lost')
    return html`<span class="link lost" id="link" role="alert">${icon('cut')} ${board.heardAt ? t('link.lost', { at: clockSeconds(board.heardAt) }) : t('link.lost-empty')}</span>`;
  return html`<span class="link" id="link">${icon(board.link === 'live' ? 'check' : 'clock')} ${t(`link.${board.link}`)}</span>`;
}

/** @param {{parts: any[]}} props */
function Degraded({ parts }) {
  if (!parts.length) return null;
  return html`<div class="degraded" role="alert">
    ${icon('warn')} <strong>${t('top.degraded')}:</strong>
    <ul>${parts.map((part) => html`<li>${part.text} ${part.since && html`<span class="since">${t('top.since', { at: clock(part.since) })}</span>`}</li>`)}</ul>
  </div>`;
}
