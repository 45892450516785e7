// @ts-check
/** Several crews to one call: who is sent, the victims, another crew, a duplicate, a call handed over. */
import { html, useState } from '../shared/dom.js';
import { badge, icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, distance, duration } from '../shared/time.js';
import { askCrew, countVictims, handOver, merge } from './actions.js';
import { ChoiceField, NumberField, SmallForm, TickField, WordsField } from './forms.js';
import { EquipmentForm } from './outfit.js';
import { select, store } from './store.js';

const COLOURS = ['red', 'yellow', 'green', 'unsorted', 'children'];
const NEEDS = ['basic', 'intensive', 'doctor', 'paediatric', 'paediatric-intensive', 'psychiatric'];
const CAUSES = ['breakdown', 'shift-end', 'other'];

/** Crews sent, of all that are needed. @param {any} incident */
export const sentOf = (incident) => ({ sent: incident.scene.filter((/** @type {any} */ part) => part.crew).length, all: incident.scene.length });

/** @param {{incident: any, board: import('./store.js').Board}} props */
export function Scene({ incident, board }) {
  const several = incident.scene?.length > 1;
  return html`
    ${(several || incident.victims) && html`<section>
      ${several && html`<h3>${t('parts.crews', sentOf(incident))}</h3><${Parts} incident=${incident} />`}
      ${incident.victims && html`<${Count} victims=${incident.victims} />`}
    </section>`}
    <${Actions} incident=${incident} board=${board} />`;
}

/** @param {{incident: any}} props */
function Parts({ incident }) {
  return html`<ol class="parts">${incident.scene.map((/** @type {any} */ part) => html`<li>
    <button class="part" aria-current=${part.incident === incident.id ? 'true' : undefined} onClick=${() => select(part.incident)}>
      ${badge(part.urgency, 20)}
      <span class="grow"><strong>${part.number}</strong> <span class="quiet">${part.kind_ru}</span><br />
        ${part.crew ? html`<strong>${part.crew}</strong> ${t(`milestone.${part.milestone}`)}` : html`<span class="warn-text">${icon('clock')} ${t('parts.waits')}</span>`}
        ${!part.crew && part.need_ru.length > 0 && html` <span class="quiet small">${t('parts.need', { need: part.need_ru.join(', ') })}</span>`}</span>
      <span>${part.eta_s !== null && duration(part.eta_s)}</span>
    </button></li>`)}</ol>`;
}

/** @param {{victims: any}} props */
function Count({ victims }) {
  const shown = COLOURS.filter((name) => victims[name]);
  return html`<p class="small">${t('parts.victims-count', { n: victims.total })}${shown.length > 0 && ': '}${shown.map((name, index) => html`${index > 0 && ' · '}${t(`victims.${name}`)} <strong>${victims[name]}</strong>`)}</p>`;
}

/** Calls about the same emergency, perhaps. @param {{incident: any, board: import('./store.js').Board}} props */
export function Same({ incident, board }) {
  if (!incident.perhaps_same?.length) return null;
  return html`<section class="same">${incident.perhaps_same.map((/** @type {any} */ other) => html`<div class="notice warn" key=${other.incident}>${icon('question')}
    <div class="grow"><p class="strong">${t('parts.same', { number: other.number })}</p>
      <p class="small">${other.complaint_ru} · ${t('parts.same-facts', { metres: distance(other.metres), at: clock(other.received_at) })}</p>
      <div class="row wrap">${mergeable(incident, other) && html`<button class="merge" disabled=${Boolean(board.sending)} onClick=${() => merge(incident, other)}>${t('parts.merge')}</button>`}
        <button class="plain" onClick=${() => select(other.incident)}>${t('parts.look')}</button></div></div></div>`)}</section>`;
}

/** Only a call that nobody drives to is put into another one. @param {any} incident @param {any} other */
const mergeable = (incident, other) => !incident.part_of && (incident.status === 'waiting' || other.status === 'waiting');

/** @param {{incident: any, board: import('./store.js').Board}} props */
function Actions({ incident, board }) {
  const form = board.form;
  const open = (/** @type {string} */ name) => store.set({ form: form === name ? null : name, override: null, cancelling: false });
  const close = () => store.set({ form: null });
  const props = { key: incident.id, incident, busy: Boolean(board.sending), close };
  return html`<section class="actions">
    <h3>${t('parts.more')}</h3>
    ${incident.equipment_need_ru?.length > 0 && html`<p class="small strong">${t('parts.equipment-needs', { names: incident.equipment_need_ru.join(', ') })}</p>`}
    <div class="row wrap">
      <button id="victims" aria-expanded=${form === 'victims'} onClick=${() => open('victims')}>${t('parts.victims')}</button>
      <button id="ask" aria-expanded=${form === 'ask'} onClick=${() => open('ask')}>${t('parts.ask')}</button>
      <button id="equipment" aria-expanded=${form === 'equipment'} onClick=${() => open('equipment')}>${t('parts.equipment')}</button>
      ${incident.crew && html`<button id="hand-over" aria-expanded=${form === 'hand-over'} onClick=${() => open('hand-over')}>${t('parts.hand-over')}</button>`}
    </div>
    ${form === 'victims' && html`<${VictimsForm} ...${props} />`}
    ${form === 'equipment' && html`<${EquipmentForm} ...${props} all=${board.equipment} />`}
    ${form === 'ask' && html`<${AskForm} ...${props} />`}
    ${form === 'hand-over' && incident.crew && html`<${HandOverForm} ...${props} crews=${board.crews} />`}
  </section>`;
}

/** @typedef {{incident: any, busy: boolean, close: () => void}} FormProps */

/** @param {FormProps} props */
function VictimsForm({ incident, busy, close }) {
  const [counts, setCounts] = useState(/** @type {Record<string, string>} */ (Object.fromEntries(COLOURS.map((name) => [name, String(incident.victims?.[name] || '')]))));
  const submit = () => void countVictims(incident, Object.fromEntries(COLOURS.map((name) => [name, Number(counts[name] || 0)])));
  return html`<${SmallForm} title=${t('parts.victims-title')} go=${t('parts.victims-go')} busy=${busy} submit=${submit} close=${close}>
    ${COLOURS.map((name) => html`<${NumberField} id=${`victims-${name}`} label=${t(`victims.${name}`)} value=${counts[name]} max=${10000} put=${(/** @type {string} */ value) => setCounts({ ...counts, [name]: value })} />`)}
  <//>`;
}

/** @param {FormProps} props */
function AskForm({ incident, busy, close }) {
  const [wish, setWish] = useState({ need: 'intensive', count: '1', same: true, reason: '' });
  const put = (/** @type {Partial<typeof wish>} */ part) => setWish({ ...wish, ...part });
  const submit = () =>
    void askCrew(incident, { need: wish.need === 'basic' ? [] : [wish.need], count: Number(wish.count || 1), same_patient: wish.same, reason: wish.reason });
  return html`<${SmallForm} title=${t('parts.ask-title')} go=${t('parts.ask-go')} busy=${busy} submit=${submit} close=${close}>
    <${ChoiceField} id="ask-need" label=${t('parts.ask')} value=${wish.need} choices=${NEEDS.map((name) => [name, t(`need.${name}`)])} put=${(/** @type {string} */ need) => put({ need })} />
    <${NumberField} id="ask-count" size="quarter" label=${t('parts.ask-count')} value=${wish.count} min=${1} put=${(/** @type {string} */ count) => put({ count })} />
    <${TickField} size="wide" label=${t('parts.ask-same')} on=${wish.same} put=${(/** @type {boolean} */ same) => put({ same })} />
    <${WordsField} id="ask-reason" label=${t('parts.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
  <//>`;
}

/** @param {FormProps & {crews: Map<string, any>}} props */
function HandOverForm({ incident, busy, close, crews }) {
  const [wish, setWish] = useState({ cause: 'breakdown', crew: '', reason: '' });
  const put = (/** @type {Partial<typeof wish>} */ part) => setWish({ ...wish, ...part });
  const free = [...crews.values()].filter((crew) => crew.status === 'available' && crew.on_duty);
  const submit = () => void handOver(incident, { cause: wish.cause, crew: wish.crew.trim() || null, reason: wish.reason });
  return html`<${SmallForm} title=${t('parts.hand-over-title', { crew: incident.crew })} go=${t('parts.hand-over-go')} busy=${busy} submit=${submit} close=${close}>
    <${ChoiceField} id="relief-cause" label=${t('reception.reason')} value=${wish.cause} choices=${CAUSES.map((name) => [name, t(`relief.${name}`)])} put=${(/** @type {string} */ cause) => put({ cause })} />
    <div class="field half"><label for="relief-crew">${t('parts.relief-crew')}</label>
      <input id="relief-crew" list="free-crews" autocomplete="off" maxlength="100" value=${wish.crew} onInput=${(/** @type {any} */ e) => put({ crew: e.target.value })} />
      <datalist id="free-crews">${free.map((crew) => html`<option value=${crew.id}>${crew.kind_ru}, ${crew.station_name}</option>`)}</datalist></div>
    <${WordsField} id="relief-reason" label=${t('parts.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
  <//>`;
}
