// @ts-check
/** Hospitals: who takes whom, how long crews queue, and a form for what a hospital has said on the telephone. */
import { html, useEffect, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock, duration } from '../shared/time.js';
import { reportHospital } from './actions.js';
import { AirReadiness } from './air-readiness.js';
import { ChoiceField, NumberField, SmallForm, WordsField } from './forms.js';
import { loadHospitals, store } from './store.js';
import { VALID, validUntil } from './validity.js';

/** @param {{board: import('./store.js').Board}} props */
export function Hospitals({ board }) {
  const [words, setWords] = useState('');
  useEffect(() => void loadHospitals(), []);
  const asked = words.trim().toLowerCase();
  const shown = board.hospitals.filter((hospital) => !asked || haystack(hospital).includes(asked)).sort(worstFirst);
  return html`<div class="hospitals">
    <${AirReadiness} board=${board} />
    <input type="search" placeholder=${t('reception.find')} aria-label=${t('reception.find')} value=${words} onInput=${(/** @type {any} */ e) => setWords(e.target.value)} />
    ${!shown.length && html`<p class="quiet">${t('reception.none')}</p>`}
    <ul>${shown.map((hospital) => html`<${HospitalRow} key=${hospital.id} hospital=${hospital} board=${board} />`)}</ul>
  </div>`;
}

/** @param {any} hospital */
const haystack = (hospital) => `${hospital.name} ${hospital.capabilities_ru.join(' ')} ${hospital.capabilities.join(' ')}`.toLowerCase();

/** @param {any} hospital */
const trouble = (hospital) => (hospital.open ? (hospital.shut.length ? 1 : 0) : 2);

/** @param {any} a @param {any} b */
const worstFirst = (a, b) => trouble(b) - trouble(a) || (b.crews_at_door ?? 0) - (a.crews_at_door ?? 0) || a.name.localeCompare(b.name, 'ru');

/** What a ward is called. @param {any} hospital @param {string} ward */
const wardName = (hospital, ward) => (language === 'ru' ? hospital.capabilities_ru[hospital.capabilities.indexOf(ward)] ?? ward : ward);

/** @param {{hospital: any, board: import('./store.js').Board}} props */
function HospitalRow({ hospital, board }) {
  const asking = board.form === `hospital-${hospital.id}`;
  const said = hospital.reception;
  const beds = Object.entries(said?.holds ? said.beds : {});
  const state = ['open', 'partly', 'closed'][trouble(hospital)];
  return html`<li class="hospital" data-hospital=${hospital.id}>
    <p class="spread"><strong>${hospital.name}</strong><span class=${state === 'open' ? 'quiet' : state === 'closed' ? 'alarm-text' : 'warn-text'}>${state !== 'open' && icon(state === 'closed' ? 'cut' : 'partial')} ${t(`reception.${state}`)}</span></p>
    ${hospital.open && hospital.shut.length > 0 && html`<p class="small warn-text">${t('reception.shut', { wards: hospital.shut.map((/** @type {string} */ ward) => wardName(hospital, ward)).join(', ') })}</p>`}
    ${beds.length > 0 && html`<p class="small">${t('reception.beds', { beds: beds.map(([ward, free]) => `${wardName(hospital, ward)} ${free}`).join(', ') })}</p>`}
    <div class="spread"><span class="small quiet">${hospital.handover_s !== undefined && t('reception.queue', { door: hospital.crews_at_door, coming: hospital.crews_coming, handover: duration(hospital.handover_s) })}<br />${spoken(said)}</span>
      <button class="small" aria-expanded=${asking} onClick=${() => store.set({ form: asking ? null : `hospital-${hospital.id}` })}>${t('reception.report')}</button></div>
    ${asking && html`<${Report} hospital=${hospital} busy=${Boolean(board.sending)} />`}
  </li>`;
}

/** Who has said it, when, until when. @param {any} said */
function spoken(said) {
  if (!said) return t('reception.silent');
  const until = said.valid_until && t('reception.until', { at: clock(said.valid_until) });
  return [t('reception.said', { by: said.by, at: clock(said.observed_at) }), said.holds ? until : t('reception.lapsed'), said.reason].filter(Boolean).join(' · ');
}

/** @param {{hospital: any, busy: boolean}} props */
function Report({ hospital, busy }) {
  const said = hospital.reception;
  const [open, setOpen] = useState(hospital.open);
  const [shut, setShut] = useState(() => new Set(/** @type {string[]} */ (said?.holds ? said.diverted : [])));
  const [beds, setBeds] = useState(/** @type {Record<string, string>} */ (said?.holds ? Object.fromEntries(Object.entries(said.beds).map(([ward, free]) => [ward, String(free)])) : {}));
  const [more, setMore] = useState({ bays: String(said?.bays ?? ''), valid: '120', reason: '' });
  const put = (/** @type {Partial<typeof more>} */ part) => setMore({ ...more, ...part });
  const tick = (/** @type {string} */ ward, /** @type {boolean} */ takes) => {
    const next = new Set(shut);
    if (takes) next.delete(ward);
    else next.add(ward);
    setShut(next);
  };
  const submit = () => {
    const known = Object.entries(beds).filter(([, free]) => free !== '');
    void reportHospital(hospital, {
      open,
      diverted: [...shut],
      beds: Object.fromEntries(known.map(([ward, free]) => [ward, Number(free)])),
      bays: more.bays === '' ? null : Number(more.bays),
      valid_until: validUntil(more.valid),
      reason: more.reason,
    });
  };
  return html`<${SmallForm} title=${t('reception.report-title')} go=${t('reception.save')} busy=${busy} submit=${submit} close=${() => store.set({ form: null })}>
    <div class="mode wide" role="radiogroup" aria-label=${t('reception.takes')}>
      <button type="button" role="radio" aria-checked=${open} onClick=${() => setOpen(true)}>${open && icon('check')} ${t('reception.takes')}</button>
      <button type="button" role="radio" aria-checked=${!open} onClick=${() => setOpen(false)}>${!open && icon('check')} ${t('reception.takes-not')}</button></div>
    ${open && html`<fieldset class="wide wards"><legend>${t('reception.wards')}</legend>${hospital.capabilities.map((/** @type {string} */ ward) => html`<div class="ward">
      <label class="check"><input type="checkbox" checked=${!shut.has(ward)} onChange=${(/** @type {any} */ e) => tick(ward, e.target.checked)} /> ${wardName(hospital, ward)}</label>
      <input type="number" min="0" max="10000" aria-label=${t('reception.ward-beds', { ward: wardName(hospital, ward) })} value=${beds[ward] ?? ''} onInput=${(/** @type {any} */ e) => setBeds({ ...beds, [ward]: e.target.value })} /></div>`)}</fieldset>`}
    <${NumberField} id=${`bays-${hospital.id}`} size="half" label=${t('reception.bays')} value=${more.bays} min=${1} max=${1000} put=${(/** @type {string} */ bays) => put({ bays })} />
    <${ChoiceField} id=${`valid-${hospital.id}`} label=${t('reception.valid')} value=${more.valid} choices=${VALID.map((minutes) => [minutes, t(`valid.${minutes}`)])} put=${(/** @type {string} */ valid) => put({ valid })} />
    <${WordsField} id=${`why-${hospital.id}`} label=${t('reception.reason')} value=${more.reason} put=${(/** @type {string} */ reason) => put({ reason })} />
  <//>`;
}
