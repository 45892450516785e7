// @ts-check
/** The chosen call: whom to send and why, how it goes, where to. */
import { html, useState } from '../shared/dom.js';
import { badge, icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, clockSeconds, countdown, day, distance, duration, minutesSeconds, now } from '../shared/time.js';
import { cancel, confirm, override } from './actions.js';
import { selectedIncident, store } from './store.js';

const OVERRIDE_REASONS = ['closer', 'knows', 'profile', 'silent', 'senior'];
const CANCEL_REASONS = ['duplicate', 'caller', 'false', 'other-service'];

/** The digit of an option opens this; a digit again takes the reason. @param {any} incident @param {string} crew */
export const askReason = (incident, crew) => store.set({ override: { crew }, cancelling: false });

/** @param {number} index */
export const overrideReason = (index) => (OVERRIDE_REASONS[index] ? t(`reason.${OVERRIDE_REASONS[index]}`) : null);

/** @param {{board: import('./store.js').Board}} props */
export function Details({ board }) {
  const incident = selectedIncident(board);
  if (!incident) return html`<p class="empty">${board.selected ? t('details.closed', { id: board.selected }) : t('details.none')}</p>`;
  const left = countdown(incident.due_at, now());
  const waiting = incident.status === 'waiting';
  return html`<div class="details" data-incident=${incident.id}>
    <header>
      <div class="row">${badge(incident.urgency, 34)}
        <div class="grow"><h2>${incident.complaint_ru}</h2><p class="quiet">${t(`urgency.${incident.urgency}`)} · ${incident.id}</p></div>
        ${waiting && html`<span class=${`left ${left.late ? 'late' : left.soon ? 'soon' : ''}`}><span class="figure">${left.text}</span><span class="small">${left.word}</span></span>`}
      </div>
      <p class="where">${icon('pin')} ${incident.place}</p>
      ${incident.warnings?.map((/** @type {string} */ text) => html`<p class="warn-text small">${icon('warn')} ${text}</p>`)}
    </header>
    ${waiting ? html`<${Recommendation} incident=${incident} board=${board} />` : html`<${Assigned} incident=${incident} board=${board} />`}
    <${Card} card=${incident.card} />
    <${Destination} found=${incident.destination} />
    <${Milestones} incident=${incident} />
    <${Log} events=${incident.events} />
    ${['waiting', 'assigned'].includes(incident.status) && html`<${Cancel} incident=${incident} board=${board} />`}
  </div>`;
}

/** @param {{incident: any, board: import('./store.js').Board}} props */
function Recommendation({ incident, board }) {
  const made = incident.recommendation;
  if (!made) return html`<section class="recommended"><p class="quiet">${t('queue.deciding')}</p></section>`;
  const [best, ...others] = made.options ?? [];
  return html`<section class="recommended">
    <h3>${t('details.recommended')}</h3>
    ${made.crew
      ? html`<${Best} incident=${incident} made=${made} option=${best} board=${board} />`
      : html`<p class="warn-text">${icon('warn')} ${t('details.no-crew')}</p>`}
    <ul class="reasons">${made.reasons?.map((/** @type {any} */ reason) => html`<li>${reason.text}</li>`)}</ul>
    ${others.length > 0 && html`<h3>${t('details.options')}</h3>
      <ol class="options">${others.map((/** @type {any} */ option) => html`<${Option} key=${option.crew} incident=${incident} option=${option} board=${board} />`)}</ol>`}
  </section>`;
}

/** @param {{incident: any, made: any, option: any, board: import('./store.js').Board}} props */
function Best({ incident, made, option, board }) {
  const busy = board.sending === `confirm-${incident.id}`;
  return html`<div class="best">
    <div class="spread"><strong class="crew-number">${made.crew}</strong><strong class="eta">${duration(made.eta_s)}</strong></div>
    <p><${Facts} option=${option} /></p>
    ${board.route && html`<p class="quiet small">${t('details.route', { distance: distance(board.route.distance_m), duration: duration(board.route.duration_s) })}</p>`}
    <button class="primary big" id="confirm" disabled=${busy} onClick=${() => confirm(incident)}>
      ${busy ? t('details.assigning') : t('details.assign', { crew: made.crew })} <kbd>F4</kbd>
    </button>
  </div>`;
}

/** @param {{option: any}} props */
function Facts({ option }) {
  if (!option) return null;
  const facts = [option.kind_ru, option.from && t('details.from', { from: option.from }), option.shift_ends_at && t('details.shift', { at: clock(option.shift_ends_at) })];
  return html`<span class="quiet small">${facts.filter(Boolean).join(' · ')}</span>`;
}

/** @param {{incident: any, option: any, board: import('./store.js').Board}} props */
function Option({ incident, option, board }) {
  const asking = board.override?.crew === option.crew;
  return html`<li>
    <div class="spread"><span><kbd>${option.rank}</kbd> <strong>${option.crew}</strong> ${duration(option.eta_s)}</span>
      <button data-option=${option.crew} aria-expanded=${asking} onClick=${() => (asking ? store.set({ override: null }) : askReason(incident, option.crew))}>${t('details.assign', { crew: option.crew })}…</button></div>
    <p><${Facts} option=${option} /></p>
    <ul class="reasons small">${option.reasons?.map((/** @type {any} */ reason) => html`<li>${reason.text}</li>`)}</ul>
    ${asking && html`<${Why}
      title=${t('details.override', { crew: option.crew })}
      reasons=${OVERRIDE_REASONS.map((name) => t(`reason.${name}`))}
      go=${t('details.assign', { crew: option.crew })}
      busy=${Boolean(board.sending)}
      choose=${(/** @type {string} */ reason) => override(incident, option.crew, reason)}
      close=${() => store.set({ override: null })} />`}
  </li>`;
}

/** A reason by one key or one click, or in one's own words. @param {{title: string, reasons: string[], go: string, busy: boolean, choose: (reason: string) => void, close: () => void, numbered?: boolean}} props */
function Why({ title, reasons, go, busy, choose, close, numbered = true }) {
  const [own, setOwn] = useState('');
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (own.trim()) choose(own.trim());
  };
  return html`<form class="why" onSubmit=${submit}>
    <p class="strong">${title}</p>
    ${reasons.map((reason, index) => html`<button type="button" class="reason" disabled=${busy} onClick=${() => choose(reason)}>${numbered && html`<kbd>${index + 1}</kbd> `}${reason}</button>`)}
    <label>${t('details.reason-own')}<input value=${own} maxlength="1000" onInput=${(/** @type {any} */ e) => setOwn(e.target.value)} /></label>
    <div class="row"><button class="primary" disabled=${busy || !own.trim()}>${go}</button><button type="button" class="plain" onClick=${close}>${t('details.dismiss')} <kbd>Esc</kbd></button></div>
  </form>`;
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
    ${incident.eta_at && html`<p>${t('details.eta', { at: clock(incident.eta_at) })}</p>`}
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

/** @param {{found: any}} props */
function Destination({ found }) {
  if (!found) return null;
  return html`<section>
    <h3>${t('details.destination')}</h3>
    ${found.name ? html`<p class="spread"><strong>${found.name}</strong>${found.eta_s !== undefined && html`<span>${duration(found.eta_s)}</span>`}</p>` : html`<p class="warn-text">${icon('warn')} ${t('details.destination-none')}</p>`}
    <ul class="reasons small">${found.reasons?.map((/** @type {any} */ reason) => html`<li>${reason.text}</li>`)}</ul>
    ${found.runners_up?.length > 0 && html`<details><summary>${t('details.runners-up')}</summary><ul class="options small">
      ${found.runners_up.map((/** @type {any} */ other) => html`<li><p class="spread"><span class="strong">${other.name}</span><span>${duration(other.eta_s)}</span></p><ul class="reasons">${other.reasons?.map((/** @type {any} */ reason) => html`<li>${reason.text}</li>`)}</ul></li>`)}</ul></details>`}
  </section>`;
}

const MILESTONES = ['notified', 'accepted', 'en-route', 'at-scene', 'at-patient', 'transporting', 'at-hospital', 'handed-over', 'available'];

/** @param {{incident: any}} props */
function Milestones({ incident }) {
  const times = incident.milestones ?? {};
  const steps = MILESTONES.filter((name) => times[name]).map((name) => ({ name, at: times[name] }));
  const start = Date.parse(incident.received_at);
  return html`<section>
    <h3>${t('details.milestones')}</h3>
    <ol class="timeline">${[{ name: 'received', at: incident.received_at }, ...steps].map(({ name, at }) => html`<li>
      <time>${clockSeconds(at)}</time><span>${t(`milestone.${name}`)}</span><span class="quiet">+${minutesSeconds((Date.parse(at) - start) / 1000)}</span></li>`)}</ol>
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
  if (!board.cancelling) return html`<p class="cancel"><button id="cancel" class="plain" onClick=${() => store.set({ cancelling: true, override: null })}>${t('details.cancel')}</button></p>`;
  return html`<${Why}
    title=${t('details.cancel-why')}
    reasons=${CANCEL_REASONS.map((name) => t(`cancel.${name}`))}
    numbered=${false}
    go=${t('details.cancel-go', { id: incident.id })}
    busy=${Boolean(board.sending)}
    choose=${(/** @type {string} */ reason) => cancel(incident, reason)}
    close=${() => store.set({ cancelling: false })} />`;
}
