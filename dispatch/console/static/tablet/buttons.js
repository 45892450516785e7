// @ts-check
/** One big button for the next step; the rare ones beside it are smaller. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { nextSteps, withoutTransport } from './flow.js';
import { UNDO_MS, press, undo } from './outbox.js';
import { store } from './store.js';
import { useSecond } from './top.js';

/** @param {string} step @param {string|null} milestone */
const label = (step, milestone) => t(withoutTransport(step, milestone) ? 'tablet.step.available-early' : `tablet.step.${step}`);

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Buttons({ tablet }) {
  useSecond();
  const { order, legal, milestone } = tablet.answer;
  const mine = tablet.unsent.filter((one) => !one.transport && one.incident === order.incident);
  const last = mine.at(-1);
  const at = last?.milestone ?? milestone;
  const left = last ? Math.ceil((last.pressedAt + UNDO_MS - Date.now()) / 1000) : 0;
  const [main, ...others] = nextSteps(legal, mine);
  const go = (/** @type {string} */ step) => press({ crew: tablet.crew ?? '', incident: order.incident, milestone: step });
  return html`
    <${Refused} refused=${tablet.refused} />
    <div class="steps">
      ${last && left > 0
        ? html`<p class="undo-of">${icon('clock')} ${label(last.milestone, mine.at(-2)?.milestone ?? milestone)}</p><button id="undo" class="undo" onClick=${() => undo(last.seq)}>${t('tablet.undo', { n: left })}</button>`
        : html`${others.map((step) => html`<button class="secondary" data-step=${step} onClick=${() => go(step)}>${label(step, at)}</button>`)}
            ${main ? html`<button id="next" class="primary next" data-step=${main} onClick=${() => go(main)}>${label(main, at)}</button>` : html`<p class="quiet">${t('tablet.legal-none')}</p>`}`}
    </div>`;
}

/** @param {{refused: import('./store.js').Tablet['refused']}} props */
export function Refused({ refused }) {
  if (!refused) return null;
  const word = (/** @type {string} */ step) => t(refused.transport ? `run.step.${step}` : `tablet.step.${step}`);
  const steps = refused.legal.map(word).join(', ');
  return html`<div class="notice alarm" id="refused" role="alert">${icon('alarm')}<div class="grow"><p class="strong">${t('tablet.refused', { step: word(refused.milestone) })}</p><p>${refused.text}</p>
    ${steps && html`<p>${t('tablet.legal', { steps })}</p>`}</div><button onClick=${() => store.set({ refused: null })}>${t('problem.dismiss')}</button></div>`;
}
