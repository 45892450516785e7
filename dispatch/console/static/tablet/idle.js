// @ts-check
/** The crew is free, or off the line. */
import { post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon, statusMark } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock } from '../shared/time.js';
import { Run } from './run.js';
import { refresh } from './store.js';

const REASONS = ['vehicle', 'fuel', 'wash', 'crew'];

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Idle({ tablet }) {
  const crew = tablet.answer?.crew;
  if (!crew) return html`<div class="idle"><h1>${t('link.opening')}</h1></div>`;
  const off = crew.status === 'out-of-service';
  return html`<div class=${`idle ${tablet.answer.way ? 'going' : ''}`}>
    <h1>${statusMark(crew.status)} ${headline(tablet.answer)}</h1>
    <${Pause} crew=${crew} />
    <${Run} tablet=${tablet} />
    <dl><dt>${t('tablet.station')}</dt><dd>${crew.station_name}</dd><dt>${t('tablet.kind')}</dt><dd>${crew.kind_ru}</dd>${crew.shift_ends_at && html`<dt>${t('tablet.shift')}</dt><dd>${clock(crew.shift_ends_at)}</dd>`}<${Due} due=${crew.pause_due} />${crew.equipment_ru?.length > 0 && html`<dt>${t('work.equipment')}</dt><dd>${crew.equipment_ru.join(', ')}</dd>`}</dl>
    ${!crew.pause && html`<${Service} crew=${crew} off=${off} />`}
  </div>`;
}

/** What the crew is doing now, in one line. @param {any} answer */
function headline({ crew, way }) {
  if (crew.status === 'out-of-service') return t('tablet.off-line');
  if (crew.status === 'off-duty') return t('tablet.off-duty');
  if (crew.pause) return t('break.going', { kind: crew.pause.kind_ru });
  if (['pickup', 'delivery'].includes(way?.target) || ['on-transport', 'set-aside'].includes(crew.status)) return t('run.title');
  if (way?.target === 'standby') return t('tablet.go-to', { base: way.base_name });
  if (way?.target === 'base') return t('tablet.go-home');
  if (crew.standby) return t('tablet.stands-at', { base: crew.standby.name });
  return t('tablet.waiting');
}

/** @param {{due: any}} props */
function Due({ due }) {
  if (!due) return null;
  const words = due.overdue ? t('break.overdue', { kind: due.kind_ru, until: clock(due.latest_at) }) : t('break.due', { kind: due.kind_ru, from: clock(due.due_at), until: clock(due.latest_at) });
  return html`<dt>${t('break.due-label')}</dt><dd class=${due.overdue ? 'warn-text' : ''}>${words}</dd>`;
}

/** A pause: offered, or going on. @param {{crew: any}} props */
function Pause({ crew }) {
  const [problem, setProblem] = useState('');
  const { pause, pause_offer: offer } = crew;
  const ask = async (/** @type {string} */ path, /** @type {unknown} */ body) => {
    setProblem('');
    try {
      await post(`/api/crews/${encodeURIComponent(crew.id)}/${path}`, body);
      refresh();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
  };
  if (!pause && !offer) return null;
  return html`<section class="pause" id="pause">
    ${pause
      ? html`<p class="until">${t('break.until', { at: clock(pause.ends_at) })}</p><button onClick=${() => ask('break/end', { reason: t('break.end-reason') })}>${t('break.end')}</button>`
      : html`<h2>${t('break.offered', { kind: offer.kind_ru })}</h2>
          <ul>${offer.reasons.map((/** @type {any} */ reason) => html`<li>${language === 'ru' ? reason.text : reason.text_en}</li>`)}</ul>
          <div class="steps"><button class="primary next" onClick=${() => ask('break', { kind: offer.kind })}>${t('break.begin')}</button><button class="secondary" onClick=${() => ask('break/decline', { reason: t('break.later-reason') })}>${t('break.later')}</button></div>`}
    ${problem && html`<p class="notice warn" role="alert">${icon('warn')}<span class="grow">${problem}</span></p>`}
  </section>`;
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
