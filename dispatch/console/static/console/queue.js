// @ts-check
/** The queue: who waits, most urgent and oldest first; below, who is being helped. */
import { html } from '../shared/dom.js';
import { badge, icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, clockSpan, countdown, now, span } from '../shared/time.js';
import { sentOf } from './scene.js';
import { offered, queues, select } from './store.js';
import { useSecond } from './top-bar.js';

/** @param {{board: import('./store.js').Board}} props */
export function Queue({ board }) {
  useSecond();
  const { waiting, assigned } = queues(board);
  if (!board.loaded) return html`<p class="empty">${t('queue.loading')}</p>`;
  return html`
    <h2>${t('queue.waiting')} <span class="count">${waiting.length}</span></h2>
    ${!waiting.length && html`<p class="empty">${t('queue.empty')}</p>`}
    <ol>${waiting.map((incident) => html`<${Row} key=${incident.id} incident=${incident} follows=${follows(incident, waiting)} chosen=${board.selected === incident.id} />`)}</ol>
    <h2>${t('queue.assigned')} <span class="count">${assigned.length}</span></h2>
    <ol class="assigned">${assigned.map((incident) => html`<${Row} key=${incident.id} incident=${incident} follows=${follows(incident, assigned)} chosen=${board.selected === incident.id} />`)}</ol>`;
}

/** Whether the row above is about the same place. @param {any} incident @param {any[]} list */
const follows = (incident, list) => {
  const above = list[list.indexOf(incident) - 1];
  return Boolean(above?.whole && above.whole === incident.whole);
};

/** @param {{incident: any, chosen: boolean, follows: boolean}} props */
function Row({ incident, chosen, follows }) {
  return html`<li class=${follows ? 'same-scene' : undefined}>
    <button class=${`call urgency-${incident.urgency}`} data-incident=${incident.id} aria-current=${chosen ? 'true' : undefined} onClick=${() => select(incident.id)}>
      ${badge(incident.urgency)}
      <span class="what">
        <span class="strong">${incident.complaint_ru}</span>
        ${!follows && html`<span class="place">${incident.place}</span>`}
        ${incident.part_kind_ru && html`<span class="small">${incident.number.slice(incident.whole.length)} ${incident.part_kind_ru}</span>`}
        <span class="quiet small">${t(`urgency.${incident.urgency}`)} · ${t('queue.received', { at: clock(incident.received_at) })}</span>
        ${incident.crew ? html`<${Progress} incident=${incident} />` : html`<${Proposed} incident=${incident} />`}
        ${offered(incident) && html`<span class="small warn-text offered">${icon('warn')} ${t('choice.offer-row', { crew: incident.recommendation.crew, instead: incident.crew, eta: span(incident.recommendation.eta_s, incident.recommendation.eta_p90_s) })}</span>`}
        ${incident.air_meeting?.state === 'offered' && html`<span class="small warn-text">${icon('warn')} ${t('air.offer')}</span>`}
        ${!arrived(incident) && html`<${LateRisk} incident=${incident} />`}
        <${Marks} incident=${incident} />
      </span>
      ${!arrived(incident) && html`<${Promise20} incident=${incident} />`}
    </button>
  </li>`;
}

const ARRIVED = new Set(['at-scene', 'at-patient', 'transporting', 'at-hospital', 'handed-over', 'available']);
/** @param {any} incident */
const arrived = (incident) => ARRIVED.has(incident.milestone);

/** @param {{incident: any}} props */
function Promise20({ incident }) {
  const left = countdown(incident.due_at, now());
  const tone = left.late ? 'late' : left.soon ? 'soon' : '';
  return html`<span class=${`left ${tone}`}>
    <span class="figure">${left.late && icon('alarm')}${left.text}</span>
    <span class="small">${left.word}</span>
  </span>`;
}

/** Whether the promise is at risk: missed in half of such ways, or in more than one of ten. @param {{incident: any}} props */
function LateRisk({ incident }) {
  const { recommendation: made, due_at: due } = incident;
  const at = (/** @type {string|null} */ promised, /** @type {number|null|undefined} */ eta) => (promised ? Date.parse(promised) : incident.crew || eta == null ? NaN : now() + eta * 1000);
  const end = Date.parse(due);
  if (now() > end || !(at(incident.eta_p90_at, made?.eta_p90_s) > end)) return null;
  const late = at(incident.eta_at, made?.eta_s) > end;
  return html`<span class="small warn-text late-risk">${icon('warn')} ${t(late ? 'queue.will-be-late' : 'queue.may-be-late', { at: clock(due) })}</span>`;
}

/** @param {{incident: any}} props */
function Proposed({ incident }) {
  const made = incident.recommendation;
  if (!made) return html`<span class="quiet small">${t('queue.deciding')}</span>`;
  if (made.hold) return html`<span class="small">${t('choice.row-holds', { crew: made.hold.crew, at: clock(made.hold.arrives_at) })}</span>`;
  if (!made.crew) return html`<span class="small warn-text">${icon('warn')} ${t('queue.nobody')}</span>`;
  if (made.diverts) return html`<span class="small">${t('choice.row-diverts', { crew: made.crew, number: made.diverts.number, eta: span(made.eta_s, made.eta_p90_s) })}</span>`;
  return html`<span class="small">${t('queue.recommended', { crew: made.crew, eta: span(made.eta_s, made.eta_p90_s) })}</span>`;
}

/** @param {{incident: any}} props */
function Progress({ incident }) {
  return html`<span class="small"><span class="strong">${incident.crew}</span>${' '}
    ${t(`milestone.${incident.milestone}`)}${incident.eta_at && html`, ${t('queue.eta-at', { at: clockSpan(incident.eta_at, incident.eta_p90_at) })}`}
    ${incident.destination && html` → ${incident.destination.name}`}</span>`;
}

/** States that ask for nothing. */
const QUIET_CONTEXT = new Set(['none', 'pending', 'certain', 'confirmed-by-crew']);

/** @param {{incident: any}} props */
function Marks({ incident }) {
  const { child, critical_alerts: critical, context_state: context, warnings } = incident;
  return html`<span class="marks">
    ${incident.scene?.length > 1 && !incident.part_of && html`<span class="tag">${t('parts.of', sentOf(incident))}</span>`}
    ${incident.victims && !incident.part_of && html`<span class="tag">${t('parts.victims-count', { n: incident.victims.total })}</span>`}
    ${incident.calls > 1 && html`<span class="tag">${t('parts.calls', { n: incident.calls })}</span>`}
    ${child && html`<span class="tag">${icon('person')} ${t('queue.child')}</span>`}
    ${critical && html`<span class="tag alarm">${icon('alarm')} ${t('queue.critical')}</span>`}
    ${!critical && context && context !== 'not-asked' && html`<span class=${`tag ${QUIET_CONTEXT.has(context) ? '' : 'warn'}`}>${t(`context.${context}`)}</span>`}
    ${warnings?.length > 0 && html`<span class="tag warn" title=${warnings.join('\n')}>${icon('warn')} ${warnings.length > 1 && `${warnings.length}: `}${warnings[0]}</span>`}
  </span>`;
}
