// @ts-check
/** The form of a closure: what, how, when and why. What it would close is on the map before it is set. */
import { html, useEffect } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { tenths } from '../shared/time.js';
import { datesWrong, written } from './closure-times.js';
import { bodyOf } from './closure-draft.js';
import { ChoiceField, NumberField, SmallForm, TickField, WordsField } from './forms.js';
import { previewClosure, setClosure } from './road-actions.js';
import { store } from './store.js';

const DAYS = ['', 'Mo-Fr', 'Sa-Su'];

/** @typedef {import('./closure-draft.js').Draft} Draft */

/** @param {Partial<Draft>} part */
export const put = (part) => {
  const { draft } = store.get();
  if (draft) store.set({ draft: { ...draft, ...part } });
};

/** @param {{board: import('./store.js').Board, draft: Draft}} props */
export function ClosureForm({ board, draft }) {
  const body = bodyOf(draft);
  const where = JSON.stringify(body && { ...body, reason: '' });
  useEffect(() => {
    const later = setTimeout(() => void previewClosure(body), 300);
    return () => clearTimeout(later);
  }, [where]);
  const go = draft.id ? 'roads.save-change' : draft.jam ? 'roads.save-jam' : 'roads.save';
  const ready = Boolean(body && draft.reason.trim() && board.preview?.shown);
  return html`<${SmallForm} title=${t(draft.id ? 'roads.title-change' : 'roads.title')} go=${t(go)} busy=${Boolean(board.sending)} ready=${ready}
    submit=${() => void setClosure(draft)} close=${() => store.set({ form: null })}>
    <${What} draft=${draft} />
    <${Preview} preview=${board.preview} jam=${draft.jam} />
    <${How} draft=${draft} />
    <${When} draft=${draft} />
    <${WordsField} id="closure-reason" label=${t('roads.reason')} value=${draft.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
  <//>`;
}

/** @param {{label: string, choices: [string, boolean, () => void][]}} props */
const OneOf = ({ label, choices }) => html`<div class="mode wide" role="radiogroup" aria-label=${label}>
  ${choices.map(([words, on, choose]) => html`<button type="button" role="radio" aria-checked=${on} onClick=${choose}>${on && icon('check')} ${words}</button>`)}</div>`;

/** @param {{draft: Draft}} props */
function What({ draft }) {
  if (draft.kind === 'other') return html`<p class="wide small">${t('roads.by-other')}</p>`;
  const kind = (/** @type {'area'|'road'} */ one) => () => put({ kind: one });
  return html`<${OneOf} label=${t('roads.title')} choices=${[[t('roads.by-area'), draft.kind === 'area', kind('area')], [t('roads.by-road'), draft.kind === 'road', kind('road')]]} />
    ${draft.kind === 'area' ? html`<${Area} draft=${draft} />` : html`<${Road} draft=${draft} />`}`;
}

/** @param {{draft: Draft}} props */
const Area = ({ draft }) => html`<p class="wide small">${t('roads.draw', { n: draft.corners.length })}</p>
  ${draft.corners.length > 0 && html`<div class="row wide wrap">
    <button type="button" onClick=${() => put({ corners: draft.corners.slice(0, -1) })}>${t('roads.draw-back')}</button>
    <button type="button" onClick=${() => put({ corners: [] })}>${t('roads.draw-anew')}</button></div>`}`;

/** @param {{draft: Draft}} props */
const Road = ({ draft }) => html`
  <${WordsField} id="closure-road" size="half" label=${t('roads.road')} value=${draft.road} put=${(/** @type {string} */ road) => put({ road, near: null })} />
  <${NumberField} id="closure-from" size="quarter" step="0.1" max=${5000} label=${t('roads.from-km')} value=${draft.fromKm} put=${(/** @type {string} */ fromKm) => put({ fromKm })} />
  <${NumberField} id="closure-to" size="quarter" step="0.1" max=${5000} label=${t('roads.to-km')} value=${draft.toKm} put=${(/** @type {string} */ toKm) => put({ toKm })} />
  <p class="wide small quiet">${pickedAt(draft)}</p>`;

/** What the click on the map has told. @param {Draft} draft */
function pickedAt({ near, road }) {
  if (!near) return t('roads.pick');
  return road.trim() ? t('roads.picked', { lat: near.lat.toFixed(4), lon: near.lon.toFixed(4) }) : t('roads.nameless');
}

/** @param {{preview: import('./store.js').Board['preview'], jam: boolean}} props */
function Preview({ preview, jam }) {
  if (preview?.problem) return html`<p class="wide field-problem" id="closure-problem" role="alert">${icon('warn')} ${preview.problem}</p>`;
  if (!preview?.shown) return html`<p class="wide small quiet">${t(preview?.asking ? 'roads.preview-asking' : 'roads.preview-missing')}</p>`;
  const found = preview.shown;
  return html`<p class="wide" id="closure-preview" role="status">${icon('cut')} ${t(jam ? 'roads.preview-jam' : 'roads.preview', { km: tenths(found.length_km), streets: streetsOf(found) })}</p>`;
}

/** The first names, and how many there are. @param {any} found */
export function streetsOf(found) {
  const { streets } = found;
  if (!streets.length) return t('roads.streets-unnamed');
  return streets.length <= 3 ? streets.join(', ') : `${streets.slice(0, 3).join(', ')}… (${t('roads.streets', { n: streets.length })})`;
}

/** @param {{draft: Draft}} props */
const How = ({ draft }) => html`
  <${OneOf} label=${t('roads.kind')} choices=${[[t('roads.shut'), !draft.jam, () => put({ jam: false })], [t('roads.jam'), draft.jam, () => put({ jam: true })]]} />
  ${draft.jam && html`<${NumberField} id="closure-left" size="half" min=${1} max=${99} label=${t('roads.left')} value=${draft.left} put=${(/** @type {string} */ left) => put({ left })} />`}
  <${TickField} size="wide" label=${t('roads.sirens-pass')} on=${draft.sirensPass} put=${(/** @type {boolean} */ sirensPass) => put({ sirensPass })} />`;

/** @param {{id: string, type: string, label: string, value: string, put: (value: string) => void, size?: string}} props */
const Moment = ({ id, type, label, value, put: set, size = 'half' }) => html`<div class=${`field ${size}`}><label for=${id}>${label}</label>
  <input id=${id} type=${type} value=${value} onInput=${(/** @type {any} */ e) => set(e.target.value)} /></div>`;

/** @param {{draft: Draft}} props */
function When({ draft }) {
  return html`
    <${Moment} id="closure-begins" type="datetime-local" label=${t('roads.begins')} value=${draft.begins} put=${(/** @type {string} */ begins) => put({ begins })} />
    <${Moment} id="closure-ends" type="datetime-local" label=${t('roads.ends')} value=${draft.ends} put=${(/** @type {string} */ ends) => put({ ends })} />
    ${draft.timetable !== null
      ? html`<p class="wide small">${t('roads.timetable', { text: draft.timetable })}</p>`
      : html`<${TickField} size="wide" label=${t('roads.daily')} on=${draft.daily} put=${(/** @type {boolean} */ daily) => put({ daily })} />`}
    ${draft.daily && html`<${Daily} hours=${draft.hours} />`}`;
}

/** @param {{hours: import('./closure-times.js').Hours}} props */
function Daily({ hours }) {
  const set = (/** @type {Partial<typeof hours>} */ part) => put({ hours: { ...hours, ...part } });
  const text = written(hours);
  return html`
    <${Moment} id="closure-daily-from" type="time" label=${t('roads.daily-from')} value=${hours.from} put=${(/** @type {string} */ from) => set({ from })} />
    <${Moment} id="closure-daily-until" type="time" label=${t('roads.daily-until')} value=${hours.until} put=${(/** @type {string} */ until) => set({ until })} />
    <${ChoiceField} id="closure-days" size="wide" label=${t('roads.days')} value=${hours.days} choices=${DAYS.map((days) => [days, t(`roads.days.${days}`)])} put=${(/** @type {string} */ days) => set({ days })} />
    <${WordsField} id="closure-date-from" size="half" label=${t('roads.dates-from')} value=${hours.dateFrom} put=${(/** @type {string} */ dateFrom) => set({ dateFrom })} />
    <${WordsField} id="closure-date-until" size="half" label=${t('roads.dates-until')} value=${hours.dateUntil} put=${(/** @type {string} */ dateUntil) => set({ dateUntil })} />
    ${datesWrong(hours) && html`<p class="wide field-problem">${t('roads.date-wrong')}</p>`}
    ${text && html`<p class="wide small quiet">${t('roads.timetable', { text })}</p>`}`;
}
