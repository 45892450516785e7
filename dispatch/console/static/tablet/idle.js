// @ts-check
/** The crew is free, or off the line. */
import { post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon, statusMark } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock } from '../shared/time.js';
import { refresh } from './store.js';

const REASONS = ['vehicle', 'fuel', 'wash', 'crew'];

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Idle({ tablet }) {
  const crew = tablet.answer?.crew;
  if (!crew) return html`<div class="idle"><h1>${t('link.opening')}</h1></div>`;
  const off = crew.status === 'out-of-service';
  return html`<div class="idle">
    <h1>${statusMark(crew.status)} ${t(off ? 'tablet.off-line' : 'tablet.waiting')}</h1>
    <dl><dt>${t('tablet.station')}</dt><dd>${crew.station_name}</dd><dt>${t('tablet.kind')}</dt><dd>${crew.kind_ru}</dd><dt>${t('tablet.shift')}</dt><dd>${clock(crew.shift_ends_at)}</dd></dl>
    <${Service} crew=${crew} off=${off} />
  </div>`;
}

/** @param {{crew: any, off: boolean}} props */
function Service({ crew, off }) {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const set = async (/** @type {boolean} */ inService, /** @type {string} */ reason) => {
    setProblem('');
    try {
      await post(`/api/crews/${encodeURIComponent(crew.id)}/service`, { in_service: inService, reason });
      setAsking(false);
      refresh();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return html`<div class="service">
    ${problem && html`<p class="notice warn" role="alert">${icon('warn')}<span class="grow">${problem}</span></p>`}
    ${off ? html`<button class="primary next" onClick=${() => set(true, t('tablet.return'))}>${t('tablet.return')}</button>`
      : asking ? html`<p class="strong">${t('tablet.break-why')}</p><div class="steps">${REASONS.map((name) => html`<button onClick=${() => set(false, t(`break.${name}`))}>${t(`break.${name}`)}</button>`)}<button class="plain" onClick=${() => setAsking(false)}>${t('details.dismiss')}</button></div>`
        : html`<button onClick=${() => setAsking(true)}>${t('tablet.break')}</button>`}
  </div>`;
}
