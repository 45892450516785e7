// @ts-check
/** A crew's duty and outfit: its pause, its people and vehicle, off the line and back, out of the roster. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, duration } from '../shared/time.js';
import { beginBreak, changeCrew, declineBreak, endBreak, removeCrew, setService } from './actions.js';
import { ChoiceField, SmallForm, TickField, WordsField } from './forms.js';
import { EquipmentTicks, ticked } from './outfit.js';
import { store } from './store.js';

const KINDS = ['meal', 'rest', 'fuel'];
const CLASSES = ['A', 'B', 'C'];
const JOINING = ['doctor', 'intensive', 'paediatric', 'psychiatric'];
const IDLE = new Set(['available', 'out-of-service', 'on-break', 'off-duty']);

/** What of the duty and the outfit is seen at a glance. @param {{crew: any}} props */
export function WorkFacts({ crew }) {
  const { pause, pause_offer: offer, pause_due: due } = crew;
  return html`
    ${(crew.equipment_ru.length > 0 || crew.strengthened_by_ru.length > 0) && html`<span class="quiet">${[...crew.equipment_ru, ...crew.strengthened_by_ru.map((/** @type {string} */ name) => `+ ${name}`)].join(', ')}</span>`}
    ${pause && html`<span class="strong">${t('work.pause', { at: clock(pause.ends_at), kind: pause.kind_ru })}</span>`}
    ${offer && !pause && html`<span class="strong">${icon('clock')} ${t('work.pause-offer', { kind: offer.kind_ru })}</span>`}
    ${due?.overdue && !pause && html`<span class="warn-text">${t('work.pause-overdue', { kind: due.kind_ru, at: clock(due.latest_at) })}</span>`}
    ${crew.overtime_s > 0 && html`<span class="alarm-text">${icon('alarm')} ${t('work.overtime', { duration: duration(crew.overtime_s) })}</span>`}`;
}

/** @param {{crew: any, board: import('./store.js').Board}} props */
export function CrewWork({ crew, board }) {
  const busy = Boolean(board.sending);
  const free = crew.status === 'available' && crew.on_duty;
  return html`<div class="work">
    <div class="row wrap">
      ${crew.pause && html`<button disabled=${busy} onClick=${() => endBreak(crew.id, t('work.end-reason'))}>${t('work.end')}</button>`}
      ${free && KINDS.map((kind) => html`<button disabled=${busy} class=${crew.pause_offer?.kind === kind ? 'primary' : ''} onClick=${() => beginBreak(crew.id, kind)}>${t('work.begin', { kind: t(`pause.${kind}`) })}</button>`)}
      ${free && crew.pause_offer && html`<button disabled=${busy} onClick=${() => declineBreak(crew.id, t('work.later-reason'))}>${t('work.later')}</button>`}
    </div>
    <${Change} crew=${crew} board=${board} />
  </div>`;
}

/** @param {{crew: any, board: import('./store.js').Board}} props */
function Change({ crew, board }) {
  const [wish, setWish] = useState({ vehicle_class: crew.vehicle_class, start: crew.shift.start, end: crew.shift.end, reason: '' });
  const [carried, setCarried] = useState(() => new Set(/** @type {string[]} */ (crew.equipment)));
  const [joined, setJoined] = useState(() => new Set(/** @type {string[]} */ (crew.strengthened_by)));
  const put = (/** @type {Partial<typeof wish>} */ part) => setWish({ ...wish, ...part });
  const why = wish.reason.trim();
  const idle = IDLE.has(crew.status);
  const off = crew.status === 'out-of-service';
  const submit = () => void changeCrew(crew.id, { strengthened_by: [...joined], reason: why, ...(idle ? { vehicle_class: wish.vehicle_class, equipment: [...carried], ...shiftOf(crew, wish) } : {}) });
  return html`<${SmallForm} title=${t('work.title', { crew: crew.id })} go=${t('work.save')} busy=${Boolean(board.sending)} ready=${Boolean(why)} submit=${submit} close=${() => store.set({ form: null })}>
    <p class="wide small quiet">${t('work.strengthened')}</p>
    ${JOINING.map((name) => html`<${TickField} size="half" label=${t(`need.${name}`)} on=${joined.has(name)} put=${(/** @type {boolean} */ on) => setJoined(ticked(joined, name, on))} />`)}
    ${idle && html`<p class="wide small quiet">${t('work.equipment')}</p><${EquipmentTicks} all=${board.equipment} chosen=${carried} put=${setCarried} />
      <${ChoiceField} id="work-class" size="third" label=${t('work.class')} value=${wish.vehicle_class} choices=${CLASSES.map((name) => [name, name])} put=${(/** @type {string} */ name) => put({ vehicle_class: name })} />
      <${TimeField} id="work-start" label=${t('work.from')} value=${wish.start} put=${(/** @type {string} */ start) => put({ start })} />
      <${TimeField} id="work-end" label=${t('work.until')} value=${wish.end} put=${(/** @type {string} */ end) => put({ end })} />`}
    <${WordsField} id="work-reason" label=${t('work.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
    ${idle && html`<div class="wide row wrap">
      <button type="button" disabled=${!why} onClick=${() => setService(crew.id, off, why)}>${t(off ? 'work.on' : 'work.off')}</button>
      <button type="button" disabled=${!why} onClick=${() => removeCrew(crew.id, why)}>${t('work.remove')}</button></div>`}
  <//>`;
}

/** Other hours of work; nothing when they are as they were. @param {any} crew @param {{start: string, end: string}} wish */
const shiftOf = ({ shift }, { start, end }) => (start === shift.start && end === shift.end ? {} : { shift: { start, end, takeover_min: shift.takeover_min } });

/** @param {{id: string, label: string, value: string, put: (value: string) => void}} props */
export const TimeField = ({ id, label, value, put }) => html`<div class="field third"><label for=${id}>${label}</label>
  <input id=${id} inputmode="numeric" maxlength="5" placeholder=${t('work.clock')} autocomplete="off" value=${value} onInput=${(/** @type {any} */ e) => put(e.target.value)} /></div>`;
