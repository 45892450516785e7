// @ts-check
/** The shift: posts by hour, the rules of pauses, and crews that the region's files do not have. */
import { html, useState } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { addCrew } from './actions.js';
import { TimeField } from './crew-work.js';
import { DutyRules } from './duty-rules.js';
import { ChoiceField, SmallForm, WordsField } from './forms.js';
import { EquipmentTicks } from './outfit.js';
import { Posts } from './posts.js';
import { store } from './store.js';

const KINDS = ['feldsher', 'doctor', 'intensive', 'paediatric', 'paediatric-intensive', 'psychiatric'];
const CLASSES = ['A', 'B', 'C'];

/** @param {{board: import('./store.js').Board}} props */
export function Shift({ board }) {
  return html`<div class="hospitals"><${Posts} board=${board} /><${DutyRules} board=${board} /><${Extra} board=${board} /></div>`;
}

/** @param {{board: import('./store.js').Board}} props */
function Extra({ board }) {
  const open = board.form === 'extra';
  return html`<section id="extra"><h3>${t('extra.title')}</h3>
    <button class="small" aria-expanded=${open} onClick=${() => store.set({ form: open ? null : 'extra' })}>${t('extra.open')}</button>
    ${open && html`<${NewCrew} board=${board} />`}
  </section>`;
}

/** @param {{board: import('./store.js').Board}} props */
function NewCrew({ board }) {
  const [wish, setWish] = useState({ id: '', kind: 'feldsher', station: String(board.stations[0]?.id ?? ''), vehicle_class: 'B', start: '08:00', end: '20:00', reason: '' });
  const [carried, setCarried] = useState(new Set(/** @type {string[]} */ ([])));
  const put = (/** @type {Partial<typeof wish>} */ part) => setWish({ ...wish, ...part });
  const { start, end, ...rest } = wish;
  const submit = () => void addCrew({ ...rest, id: wish.id.trim(), reason: wish.reason.trim(), equipment: [...carried], shift: { start, end } });
  return html`<${SmallForm} title=${t('extra.title')} go=${t('extra.go')} busy=${Boolean(board.sending)} ready=${Boolean(wish.id.trim() && wish.reason.trim())} submit=${submit} close=${() => store.set({ form: null })}>
    <${WordsField} id="extra-id" size="half" label=${t('extra.id')} value=${wish.id} put=${(/** @type {string} */ id) => put({ id })} />
    <${ChoiceField} id="extra-kind" label=${t('extra.kind')} value=${wish.kind} choices=${KINDS.map((name) => [name, t(`kind.${name}`)])} put=${(/** @type {string} */ kind) => put({ kind })} />
    <${ChoiceField} id="extra-station" size="wide" label=${t('extra.station')} value=${wish.station} choices=${board.stations.map((station) => [station.id, station.name])} put=${(/** @type {string} */ station) => put({ station })} />
    <${ChoiceField} id="extra-class" size="third" label=${t('work.class')} value=${wish.vehicle_class} choices=${CLASSES.map((name) => [name, name])} put=${(/** @type {string} */ name) => put({ vehicle_class: name })} />
    <${TimeField} id="extra-start" label=${t('work.from')} value=${wish.start} put=${(/** @type {string} */ value) => put({ start: value })} />
    <${TimeField} id="extra-end" label=${t('work.until')} value=${wish.end} put=${(/** @type {string} */ value) => put({ end: value })} />
    <${EquipmentTicks} all=${board.equipment} chosen=${carried} put=${setCarried} />
    <${WordsField} id="extra-reason" label=${t('work.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
  <//>`;
}
