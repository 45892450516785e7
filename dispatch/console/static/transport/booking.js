// @ts-check
/** The form of a new transport: one way, there and back, or a series. Times are the region's. */
import { NoAnswer, Problem, newKey, post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { knows, t } from '../shared/texts.js';
import { refresh, select, store } from './store.js';

const KINDS = ['transfer', 'dialysis', 'discharge'];
const WHENS = ['pickup', 'delivery'];
const MOBILITIES = ['seated', 'wheelchair', 'stretcher'];
const NEEDS = ['', 'doctor', 'intensive', 'paediatric', 'paediatric-intensive', 'psychiatric'];
const MOST_ESCORTS = 5;

const EMPTY = {
  kind: 'discharge', fromHospital: '', fromAddress: '', fromNote: '', toHospital: '', toAddress: '', toNote: '',
  when: 'pickup', since: '', until: '', back: false, backSince: '', backUntil: '', weekly: false, weekdays: /** @type {number[]} */ ([]), weeklyUntil: '',
  mobility: 'seated', escorts: 0, oxygen: false, share: false, need: '', name: '', phone: '', note: '',
};
/** @typedef {typeof EMPTY} Draft */

/** @param {string} hospital @param {string} address @param {string} note */
const end = (hospital, address, note) => ({ ...(hospital ? { hospital } : { address: address.trim() }), ...(note.trim() ? { note: note.trim() } : {}) });

/** @param {Draft} draft what the service is told */
const asBooking = (draft) => ({
  kind: draft.kind,
  from: end(draft.fromHospital, draft.fromAddress, draft.fromNote),
  to: end(draft.toHospital, draft.toAddress, draft.toNote),
  [draft.when]: { from: draft.since, until: draft.until },
  ...(draft.back ? { back: { from: draft.backSince, until: draft.backUntil } } : {}),
  ...(draft.weekly ? { weekly: { weekdays: draft.weekdays, until: draft.weeklyUntil } } : {}),
  mobility: draft.mobility,
  escorts: draft.escorts,
  oxygen: draft.oxygen,
  may_share: draft.share,
  crew_need: draft.need ? [draft.need] : [],
  patient: { ...(draft.name.trim() ? { name: draft.name.trim() } : {}), ...(draft.phone.trim() ? { phone: draft.phone.trim() } : {}) },
  ...(draft.note.trim() ? { note: draft.note.trim() } : {}),
});

/** What can be said without asking the service. @param {Draft} draft @returns {string[]} */
function lacking(draft) {
  const spans = [[draft.since, draft.until, 'book.check.when'], ...(draft.back ? [[draft.backSince, draft.backUntil, 'book.check.back']] : [])];
  return [
    ...(draft.fromHospital || draft.fromAddress.trim() ? [] : [t('book.check.from')]),
    ...(draft.toHospital || draft.toAddress.trim() ? [] : [t('book.check.to')]),
    ...spans.filter(([since, until]) => !since || !until || since > until).map(([, , key]) => t(key)),
    ...(draft.weekly && !(draft.weekdays.length && draft.weeklyUntil) ? [t('book.check.weekly')] : []),
  ];
}

/** @param {{desk: import('./store.js').Desk}} props */
export function Booking({ desk }) {
  const [draft, setDraft] = useState(EMPTY);
  const [problems, setProblems] = useState(/** @type {string[]} */ ([]));
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState('');
  const set = (/** @type {Partial<Draft>} */ part) => (setDraft({ ...draft, ...part }), setKey(''));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    const without = lacking(draft);
    setProblems(without);
    if (without.length) return;
    setBusy(true);
    const mine = key || newKey();
    setKey(mine);
    try {
      const booked = await post('/api/transport', asBooking(draft), { key: mine });
      select(booked.transports[0]);
      store.set({ said: { bad: false, text: t('book.booked', { n: booked.transports.length }) } });
      refresh();
    } catch (failure) {
      setProblems(said(failure));
      if (!(failure instanceof NoAnswer)) setKey('');
    } finally {
      setBusy(false);
    }
  };
  return html`<form id="booking" onSubmit=${submit}><h1>${t('book.title')}</h1>
    <${Choice} name="kind" label=${t('book.kind')} values=${KINDS} prefix="book.kind." draft=${draft} set=${set} />
    <${End} side="from" draft=${draft} set=${set} hospitals=${desk.hospitals} /><${End} side="to" draft=${draft} set=${set} hospitals=${desk.hospitals} />
    <fieldset><legend>${t('book.when')}</legend><${Choice} name="when" label="" values=${WHENS} prefix="book.when." draft=${draft} set=${set} />
      <${Span} since="since" until="until" draft=${draft} set=${set} />
      <${Tick} name="back" label=${t('book.back')} draft=${draft} set=${set} />${draft.back && html`<${Span} since="backSince" until="backUntil" draft=${draft} set=${set} />`}
      <${Tick} name="weekly" label=${t('book.weekly')} draft=${draft} set=${set} />${draft.weekly && html`<${Weekly} draft=${draft} set=${set} />`}</fieldset>
    <fieldset><legend>${t('haul.patient')}</legend>
      <div class="pair"><${Field} name="name" label=${t('book.name')} draft=${draft} set=${set} /><${Field} name="phone" label=${t('book.phone')} draft=${draft} set=${set} /></div>
      <div class="pair"><${Choice} name="mobility" label=${t('book.mobility')} values=${MOBILITIES} prefix="book.mobility." draft=${draft} set=${set} />
        <label>${t('book.escorts')}<input name="escorts" type="number" min="0" max=${MOST_ESCORTS} value=${draft.escorts} onInput=${(/** @type {any} */ event) => set({ escorts: Number(event.target.value) })} /></label></div>
      <label>${t('book.need')}<select name="need" value=${draft.need} onChange=${(/** @type {any} */ event) => set({ need: event.target.value })}>${NEEDS.map((need) => html`<option value=${need}>${t(need ? `help.need.${need}` : 'book.need.any')}</option>`)}</select></label>
      <${Tick} name="oxygen" label=${t('book.oxygen')} draft=${draft} set=${set} /><${Tick} name="share" label=${t('book.share')} draft=${draft} set=${set} />
      <${Field} name="note" label=${t('book.note')} draft=${draft} set=${set} /></fieldset>
    ${problems.length > 0 && html`<div class="notice warn" role="alert" id="problems">${icon('warn')}<ul class="grow">${problems.map((text) => html`<li>${text}</li>`)}</ul></div>`}
    <div class="row"><button class="primary" disabled=${busy}>${t('book.send')}</button><button type="button" onClick=${() => store.set({ booking: false })}>${t('book.close')}</button></div></form>`;
}

/** The words of the form for a field of the wire. @param {string} field */
function fieldOf(field) {
  const key = `book.field.${field.split('.')[0]}`;
  return knows(key) ? t(key) : field;
}

/** @param {unknown} failure */
function said(failure) {
  if (failure instanceof Problem && failure.errors.length) return failure.errors.map((one) => t('book.problem', { field: fieldOf(one.field), text: one.message }));
  return [failure instanceof Error ? failure.message : String(failure)];
}

/** @typedef {{draft: Draft, set: (part: any) => void}} Writing */

/** @param {{name: keyof Draft, label: string, type?: string} & Writing} props */
const Field = ({ name, label, type = 'text', draft, set }) => html`<label>${label}<input name=${name} type=${type} value=${draft[name]} autocomplete="off" onInput=${(/** @type {any} */ event) => set({ [name]: event.target.value })} /></label>`;

/** @param {{name: keyof Draft, label: string} & Writing} props */
const Tick = ({ name, label, draft, set }) => html`<label class="check"><input name=${name} type="checkbox" checked=${draft[name]} onChange=${(/** @type {any} */ event) => set({ [name]: event.target.checked })} /> ${label}</label>`;

/** @param {{name: keyof Draft, label: string, values: string[], prefix: string} & Writing} props */
const Choice = ({ name, label, values, prefix, draft, set }) => html`<label>${label}<select name=${name} value=${draft[name]} onChange=${(/** @type {any} */ event) => set({ [name]: event.target.value })}>${values.map((value) => html`<option value=${value}>${t(prefix + value)}</option>`)}</select></label>`;

/** @param {{since: keyof Draft, until: keyof Draft} & Writing} props */
const Span = ({ since, until, draft, set }) => html`<div class="pair"><${Field} name=${since} label=${t('book.since')} type="datetime-local" draft=${draft} set=${set} /><${Field} name=${until} label=${t('book.until')} type="datetime-local" draft=${draft} set=${set} /></div>`;

/** @param {{side: 'from'|'to', hospitals: any[]} & Writing} props */
function End({ side, hospitals, draft, set }) {
  const [hospital, address, note] = /** @type {const} */ (['Hospital', 'Address', 'Note']).map((part) => /** @type {keyof Draft} */ (`${side}${part}`));
  return html`<fieldset><legend>${t(`book.${side}`)}</legend>
    <label>${t('book.hospital')}<select name=${hospital} value=${draft[hospital]} onChange=${(/** @type {any} */ event) => set({ [hospital]: event.target.value })}><option value="">${t('book.address-instead')}</option>${hospitals.map((one) => html`<option value=${one.id}>${one.name}</option>`)}</select></label>
    ${!draft[hospital] && html`<${Field} name=${address} label=${t('book.address')} draft=${draft} set=${set} />`}
    <${Field} name=${note} label=${t('book.end-note')} draft=${draft} set=${set} /></fieldset>`;
}

/** @param {Writing} props */
function Weekly({ draft, set }) {
  const toggle = (/** @type {number} */ number) => set({ weekdays: draft.weekdays.includes(number) ? draft.weekdays.filter((one) => one !== number) : [...draft.weekdays, number] });
  return html`<div class="weekdays">${t('book.weekdays').split(' · ').map((word, index) => html`<button type="button" aria-pressed=${draft.weekdays.includes(index + 1)} onClick=${() => toggle(index + 1)}>${word}</button>`)}</div><${Field} name="weeklyUntil" label=${t('book.weekly-until')} type="date" draft=${draft} set=${set} />`;
}
