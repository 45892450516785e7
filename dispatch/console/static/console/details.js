// @ts-check
/** The chosen call: whom to send and why, how it goes, where to. */
import { html } from '../shared/dom.js';
import { badge, icon } from '../shared/marks.js';
import { said, t } from '../shared/texts.js';
import { clock, clockSeconds, clockSpan, countdown, day, minutesSeconds, now } from '../shared/time.js';
import { cancel, cancelAll } from './actions.js';
import { Air, Destination } from './destination.js';
import { Instead, Offer, Recommendation } from './recommendation.js';
import { Same, Scene } from './scene.js';
import { selectedIncident, store } from './store.js';
import { Why } from './why.js';

const CANCEL_REASONS = ['duplicate', 'caller', 'false', 'other-service'];

/** @param {{board: import('./store.js').Board}} props */
export function Details({ board }) {
  const incident = selectedIncident(board);
  if (!incident) return html`<p class="empty">${board.selected ? t('details.closed', { id: board.selected }) : t('details.none')}</p>`;
  const waiting = incident.status === 'waiting';
  const open = ['waiting', 'assigned'].includes(incident.status);
  const flying = open && incident.air_meeting?.state === 'offered';
  return html`<div class="details" data-incident=${incident.id}>
    <${Head} incident=${incident} waiting=${waiting} />
    ${open && html`<${Same} incident=${incident} board=${board} />`}
    ${waiting ? html`<${Recommendation} incident=${incident} board=${board} />` : html`<${Offer} incident=${incident} board=${board} /><${Assigned} incident=${incident} board=${board} />`}
    ${flying && html`<${Air} incident=${incident} board=${board} />`}
    ${open && html`<${Scene} incident=${incident} board=${board} />`}
    <${Card} card=${incident.card} />
    <${Destination} found=${incident.destination} />
    ${open && !flying && html`<${Air} incident=${incident} board=${board} />`}
    ${open && !waiting && html`<${Instead} incident=${incident} board=${board} />`}
    <${Milestones} incident=${incident} />
    <${Log} events=${incident.events} />
    ${open && html`<${Cancel} incident=${incident} board=${board} />`}
  </div>`;
}

/** @param {{incident: any, waiting: boolean}} props */
function Head({ incident, waiting }) {
  const left = countdown(incident.due_at, now());
  const kind = [t(`urgency.${incident.urgency}`), incident.number ?? incident.id, incident.calls > 1 && t('parts.calls', { n: incident.calls })];
  return html`<header>
    <div class="row">${badge(incident.urgency, 34)}
      <div class="grow"><h2>${incident.complaint_ru}</h2><p class="quiet">${kind.filter(Boolean).join(' · ')}</p></div>
      ${waiting && html`<span class=${`left ${left.late ? 'late' : left.soon ? 'soon' : ''}`}><span class="figure">${left.text}</span><span class="small">${left.word}</span></span>`}
    </div>
    <p class="where">${icon('pin')} ${incident.place}</p>
    ${incident.part_kind_ru && html`<p class="small strong">${incident.part_kind_ru}${incident.relieves && html`: ${t('parts.relieves', { crew: incident.relieves, cause: incident.relief_cause_ru ?? '' })}`}</p>`}
    ${incident.warnings?.map((/** @type {string} */ text) => html`<p class="warn-text small">${icon('warn')} ${text}</p>`)}
  </header>`;
}

/** @param {{incident: any, board: import('./store.js').Board}} props */
function Assigned({ incident, board }) {
  const crew = board.crews.get(incident.crew);
  const last = incident.assignments?.at(-1);
  if (!incident.crew) return html`<p class="empty">${t('details.closed', { id: incident.id })}</p>`;
  return html`<section class="recommended">
    <h3>${t('details.assigned-crew')}</h3>
    <div class="spread"><strong class="crew-number">${incident.crew}</strong><span class="strong">${t(`milestone.${incident.milestone}`)}</span></div>
    <p class="quiet small">${crew?.kind_ru} · ${crew?.station_name}</p>
    ${incident.eta_at && html`<p>${t('details.eta', { at: clockSpan(incident.eta_at, incident.eta_p90_at) })}</p>`}
    ${incident.doezd_s && html`<p>${t('details.doezd', { duration: minutesSeconds(incident.doezd_s) })}</p>`}
    ${last?.override_reason && html`<p class="small">${t('details.overridden', { reason: last.override_reason })}</p>`}
  </section>`;
}

/** @param {{card: any}} props */
function Card({ card }) {
  if (!card) return null;
  const { caller, medical, address } = card;
  const patient = medical?.patient;
  const name = [patient?.family, patient?.given, patient?.patronymic].filter(Boolean).join(' ');
  const door = ['entrance', 'floor', 'flat', 'intercom'].filter((part) => address?.[part]).map((part) => `${t(`tablet.${part}`)} ${address[part]}`).join(', ');
  return html`<dl class="facts">
    ${(caller?.name || caller?.phone) && html`<dt>${t('details.caller')}</dt><dd>${[caller.name, caller.phone].filter(Boolean).join(', ')}</dd>`}
    ${name && html`<dt>${t('details.patient')}</dt><dd>${name}${patient.birth_date && `, ${day(patient.birth_date)}`}</dd>`}
    ${door && html`<dt>${t('field.entrance')}</dt><dd>${door}</dd>`}
    ${(medical?.note || address?.near || address?.note) && html`<dt>${t('details.note')}</dt><dd>${[medical?.note, address?.near, address?.note].filter(Boolean).join('. ')}</dd>`}
  </dl>`;
}

const MILESTONES = ['notified', 'accepted', 'en-route', 'at-scene', 'at-patient', 'transporting', 'at-hospital', 'handed-over', 'available'];

/** @param {{incident: any}} props */
function Milestones({ incident }) {
  const times = incident.milestones ?? {};
  const steps = MILESTONES.filter((name) => times[name]).map((name) => ({ name, at: times[name] }));
  const start = Date.parse(incident.received_at);
  const off = (incident.assignments ?? []).filter((/** @type {any} */ sent) => sent.withdrawn_at);
  return html`<section>
    <h3>${t('details.milestones')}</h3>
    <ol class="timeline">${[{ name: 'received', at: incident.received_at }, ...steps].map(({ name, at }) => html`<li>
      <time>${clockSeconds(at)}</time><span>${t(`milestone.${name}`)}</span><span class="quiet">+${minutesSeconds((Date.parse(at) - start) / 1000)}</span></li>`)}</ol>
    ${off.map((/** @type {any} */ sent) => html`<p class="small withdrawn">${t('choice.withdrawn', { crew: sent.crew, at: clock(sent.withdrawn_at), reason: sent.withdrawn_reasons.map(said).join('; ') })}</p>`)}
  </section>`;
}

/** @param {{events: any[]|undefined}} props */
function Log({ events }) {
  if (!events?.length) return null;
  return html`<details class="log"><summary>${t('details.events')} (${events.length})</summary>
    <ol class="timeline">${events.map((event) => html`<li key=${event.seq}><time>${clockSeconds(event.at)}</time><span>${event.text}</span></li>`)}</ol></details>`;
}

/** @param {{incident: any, board: import('./store.js').Board}} props */
function Cancel({ incident, board }) {
  const several = incident.scene?.length > 1;
  const ask = (/** @type {'part'|'whole'} */ cancelling) => store.set({ cancelling, override: null, form: null });
  if (!board.cancelling)
    return html`<p class="cancel"><button id="cancel" class="plain" onClick=${() => ask('part')}>${t('details.cancel')}</button>
      ${several && html`<button id="cancel-all" class="plain" onClick=${() => ask('whole')}>${t('parts.cancel-all')}</button>`}</p>`;
  const whole = board.cancelling === 'whole';
  return html`<${Why}
    title=${t('details.cancel-why')}
    reasons=${CANCEL_REASONS.map((name) => t(`cancel.${name}`))}
    numbered=${false}
    go=${whole ? t('parts.cancel-all-go', { id: incident.whole }) : t('details.cancel-go', { id: incident.number ?? incident.id })}
    busy=${Boolean(board.sending)}
    choose=${(/** @type {string} */ reason) => (whole ? cancelAll : cancel)(incident, reason)}
    close=${() => store.set({ cancelling: false })} />`;
}
