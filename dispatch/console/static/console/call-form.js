// @ts-check
/** A new call. Nothing typed is ever lost; a repeat makes no second call. */
import { NoAnswer, Problem, post } from '../shared/api.js';
import { html, useEffect, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { AddressField } from './address-field.js';
import { cardOf, changed, doubts, emptyDraft, keep, keptDraft } from './call-draft.js';
import { select, store } from './store.js';

/** @typedef {import('./call-draft.js').Draft} Draft */

/** Fields of the screen for problems of the whole section. @type {Record<string, string>} */
const SHOWN_AT = { address: 'address.text', location: 'address.text', medical: 'medical.complaint', body: 'address.text' };

/** @param {{board: import('./store.js').Board}} props */
export function CallForm({ board }) {
  const [draft, setDraft] = useState(keptDraft);
  const [problems, setProblems] = useState(/** @type {Record<string, string>} */ ({}));
  const [failure, setFailure] = useState(/** @type {{text: string, incident?: string}|null} */ (null));
  const [sending, setSending] = useState(false);
  useEffect(() => document.getElementById('address')?.focus(), []);

  const change = (/** @type {Partial<Draft>} */ part) => {
    const next = changed(draft, part);
    setDraft(next);
    keep(next);
  };
  const put = (/** @type {string} */ path, /** @type {string|boolean} */ value) => {
    change({ values: { ...draft.values, [path]: value } });
    if (problems[path]) setProblems({ ...problems, [path]: '' });
  };
  const clear = () => {
    keep(null);
    setDraft(emptyDraft());
    setProblems({});
    setFailure(null);
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const unsure = doubts(draft);
    setProblems(Object.fromEntries(Object.entries(unsure).map(([path, key]) => [path, t(key)])));
    if (Object.keys(unsure).length || sending) return focusFirst(unsure);
    setSending(true);
    setFailure(null);
    try {
      accepted(await post('/api/calls', cardOf(draft), { key: draft.key }));
      clear();
    } catch (refusal) {
      refused(refusal, setProblems, setFailure);
    } finally {
      setSending(false);
    }
  };
  const field = { draft, problems, put };
  return html`<form class="call-form" onSubmit=${submit} novalidate>
    <header class="spread"><h2>${t('call.title')}</h2><button type="button" class="plain" onClick=${() => store.set({ calling: false })}>${t('call.hide')}</button></header>
    ${failure && html`<div class="notice alarm" role="alert">${icon('alarm')}<p class="grow">${failure.text}</p>${failure.incident && html`<button type="button" onClick=${() => open(failure.incident)}>${failure.incident}</button>`}</div>`}
    <fieldset><legend>${t('call.where')}</legend><div class="grid">
      <${AddressField} value=${String(draft.values['address.text'] ?? '')} point=${draft.point} problem=${problems['address.text']}
        change=${(/** @type {string} */ text, /** @type {any} */ point) => (change({ values: { ...draft.values, 'address.text': text }, point }), setProblems({ ...problems, 'address.text': '' }))} />
      <${Field} ...${field} path="address.entrance" label="field.entrance" size="quarter" /><${Field} ...${field} path="address.floor" label="field.floor" size="quarter" />
      <${Field} ...${field} path="address.flat" label="field.flat" size="quarter" /><${Field} ...${field} path="address.intercom" label="field.intercom" size="quarter" />
      <${Field} ...${field} path="address.near" label="field.near" size="wide" />
    </div></fieldset>
    <fieldset><legend>${t('call.what')}</legend><div class="grid">
      <${Field} ...${field} path="medical.complaint" label="field.complaint" hint="field.complaint.hint" size="wide" list="complaints" />
      <datalist id="complaints">${complaints(board).map((name) => html`<option value=${name} />`)}</datalist>
      <${Field} ...${field} path="medical.note" label="field.note" size="wide" />
      <${Equipment} ...${field} all=${board.equipment} />
      <${Field} ...${field} path="injured" label="field.injured" size="quarter" type="number" />
      <${Check} ...${field} path="threat_to_people" label="field.threat" /><${Check} ...${field} path="blocked" label="field.blocked" />
    </div></fieldset>
    <fieldset><legend>${t('call.caller')}</legend><div class="grid">
      <${Field} ...${field} path="caller.phone" label="field.phone" size="half" type="tel" /><${Field} ...${field} path="caller.name" label="field.caller-name" size="half" />
    </div></fieldset>
    <fieldset><legend>${t('call.who')}</legend><div class="grid">
      <${Field} ...${field} path="medical.patient.family" label="field.family" size="third" /><${Field} ...${field} path="medical.patient.given" label="field.given" size="third" /><${Field} ...${field} path="medical.patient.patronymic" label="field.patronymic" size="third" />
      <${Field} ...${field} path="medical.patient.birth_date" label="field.birth" hint="field.birth.hint" size="third" /><${Field} ...${field} path="medical.patient.age_years" label="field.age" size="third" type="number" /><${Sex} ...${field} />
      <${Field} ...${field} path="medical.patient.snils" label="field.snils" size="half" /><${Field} ...${field} path="medical.patient.enp" label="field.enp" size="half" />
    </div></fieldset>
    <footer><button class="primary big" disabled=${sending}>${t(sending ? 'call.sending' : 'call.submit')}</button>
      <div class="spread"><span class="quiet small">${t('call.kept')}</span><button type="button" class="plain" onClick=${clear}>${t('call.clear')}</button></div></footer>
  </form>`;
}

/** Show the call that was made. @param {any} answer */
function accepted(answer) {
  const doubts = (answer.warnings ?? []).map((/** @type {any} */ warning) => warning.message).join(' ');
  store.set({ calling: false, message: { tone: doubts ? 'warn' : 'plain', title: t('call.accepted', { id: answer.number ?? answer.incident, place: answer.place }), text: doubts } });
  select(answer.incident);
}

/** @param {string|undefined} incident */
function open(incident) {
  store.set({ calling: false });
  select(incident ?? null);
}

/**
 * @param {unknown} refusal
 * @param {(problems: Record<string, string>) => void} setProblems
 * @param {(failure: {text: string, incident?: string}) => void} setFailure
 */
function refused(refusal, setProblems, setFailure) {
  if (refusal instanceof NoAnswer) return setFailure({ text: t('call.retry') });
  if (!(refusal instanceof Problem)) return setFailure({ text: String(refusal) });
  const found = Object.fromEntries(refusal.errors.map(({ field, message, way_out }) => [SHOWN_AT[field] ?? field, [message, way_out].filter(Boolean).join('. ')]));
  setProblems(found);
  const shown = Object.keys(found).filter((path) => document.getElementsByName(path).length);
  if (shown.length < refusal.errors.length || !shown.length) setFailure({ text: refusal.message, incident: refusal.incident });
  focusFirst(found);
}

/** @param {Record<string, string>} problems */
const focusFirst = (problems) => document.getElementsByName(Object.keys(problems)[0])[0]?.focus();

/** @param {import('./store.js').Board} board @returns {string[]} */
function complaints(board) {
  const known = board.complaints.map((one) => one.name_ru ?? one.name);
  return known.length ? known : [...new Set([...board.incidents.values()].map((incident) => incident.complaint_ru))];
}

/** @typedef {{draft: Draft, problems: Record<string, string>, put: (path: string, value: string|boolean) => void, path: string, label: string}} FieldProps */

/** @param {FieldProps & {size?: string, type?: string, hint?: string, list?: string}} props */
function Field({ draft, problems, put, path, label, size = 'half', type = 'text', hint, list }) {
  return html`<div class=${`field ${size}`}>
    <label for=${path}>${t(label)}</label>
    <input id=${path} name=${path} type=${type} list=${list} min=${type === 'number' ? 0 : undefined} autocomplete="off" placeholder=${hint && t(hint)} aria-invalid=${Boolean(problems[path])}
      value=${draft.values[path] ?? ''} onInput=${(/** @type {any} */ e) => put(path, e.target.value)} />
    ${problems[path] && html`<p class="field-problem">${icon('warn')} ${problems[path]}</p>`}
  </div>`;
}

/** @param {FieldProps} props */
function Check({ draft, put, path, label }) {
  return html`<label class="check"><input type="checkbox" name=${path} checked=${Boolean(draft.values[path])} onChange=${(/** @type {any} */ e) => put(path, e.target.checked)} /> ${t(label)}</label>`;
}

/** @param {FieldProps & {all: {name: string, name_ru: string}[]}} props */
function Equipment({ draft, put, all }) {
  const path = 'medical.equipment';
  return html`<div class="field wide"><label for=${path}>${t('field.equipment')}</label>
    <select id=${path} name=${path} value=${draft.values[path] ?? ''} onChange=${(/** @type {any} */ e) => put(path, e.target.value)}>
      <option value="">${t('field.equipment.none')}</option>${all.map(({ name, name_ru: words }) => html`<option value=${name} selected=${name === draft.values[path]}>${words}</option>`)}
    </select></div>`;
}

/** @param {FieldProps} props */
function Sex({ draft, put }) {
  const path = 'medical.patient.sex';
  return html`<div class="field third"><label for=${path}>${t('field.sex')}</label>
    <select id=${path} name=${path} value=${draft.values[path] ?? ''} onChange=${(/** @type {any} */ e) => put(path, e.target.value)}>
      <option value="">${t('field.sex.unknown')}</option><option value="male">${t('field.sex.male')}</option><option value="female">${t('field.sex.female')}</option>
    </select></div>`;
}
