// @ts-check
/** When crews pause: the rules in force, and a form for those who may change them. An error stands at its field. */
import { Problem, get, put } from '../shared/api.js';
import { html, useEffect, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { tenths } from '../shared/time.js';
import { SmallForm, TickField } from './forms.js';
import { store } from './store.js';

const MINUTE = 60;
const HOUR = 3600;
const PERCENT = 0.01;
const RULERS = new Set(['senior', 'supervisor']);

/** The fields, in the order of the screen: their unit in seconds (or parts of one), `clock` for a time of day, `may` be empty. @type {{name: string, unit?: number, clock?: boolean, may?: boolean}[]} */
const FIELDS = [
  { name: 'meal_s', unit: MINUTE },
  { name: 'meal_every_s', unit: HOUR },
  { name: 'no_meal_up_to_s', unit: HOUR },
  { name: 'meal_from_share', unit: PERCENT },
  { name: 'meal_until_share', unit: PERCENT },
  { name: 'rest_s', unit: MINUTE },
  { name: 'rest_after_s', unit: HOUR, may: true },
  { name: 'rest_after_night_s', unit: HOUR, may: true },
  { name: 'night_from_s', clock: true },
  { name: 'night_until_s', clock: true },
  { name: 'fuel_s', unit: MINUTE },
  { name: 'fuel_after_s', unit: HOUR, may: true },
  { name: 'interrupt_gain_s', unit: MINUTE },
  { name: 'stand_in_s', unit: MINUTE },
  { name: 'offer_again_s', unit: MINUTE },
];
const URGENCIES = ['1', '2', '3', '4', ''];

/** @param {(typeof FIELDS)[number]} field @param {any} value */
function written({ unit = 1, clock }, value) {
  if (value === null || value === undefined) return '';
  if (clock) return `${String(Math.floor(value / HOUR)).padStart(2, '0')}:${String(Math.round((value % HOUR) / MINUTE)).padStart(2, '0')}`;
  return String(Math.round((value / unit) * 100) / 100);
}

/** As `written`, with the language's own decimal sign. @param {(typeof FIELDS)[number]} field @param {any} value */
function shown(field, value) {
  const text = written(field, value);
  if (text === '') return t('duty.never');
  return field.clock ? text : tenths(Number(text));
}

/** What is not a number goes out as it was typed: the service names the field. @param {(typeof FIELDS)[number]} field @param {string} text */
function onTheWire({ unit = 1, clock, may }, text) {
  if (text === '') return may ? null : '';
  if (!clock) return Number(text) * unit;
  const [, hours, minutes] = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hours === undefined ? text : Number(hours) * HOUR + Number(minutes) * MINUTE;
}

/** @param {{board: import('./store.js').Board}} props */
export function DutyRules({ board }) {
  const [rules, setRules] = useState(/** @type {any} */ (undefined));
  useEffect(() => void get('/api/duty/rules').then((answer) => setRules(answer.rules), () => {}), [board.dutyRulesSeen]);
  if (rules === undefined) return null;
  const open = board.form === 'duty';
  return html`<section id="duty"><h3>${t('duty.title')}</h3>
    ${rules === null ? html`<p class="quiet small">${t('duty.none')}</p>` : html`<${Table} rules=${rules} />`}
    ${RULERS.has(board.me?.role)
      ? html`<button class="small" aria-expanded=${open} onClick=${() => store.set({ form: open ? null : 'duty' })}>${t('duty.change')}</button>`
      : html`<p class="quiet small">${t('duty.who')}</p>`}
    ${open && html`<${Form} rules=${rules} saved=${setRules} />`}
  </section>`;
}

/** @param {{rules: any}} props */
const Table = ({ rules }) => html`<dl class="facts small">${FIELDS.map((field) => html`<dt>${t(`duty.${field.name}`)}</dt><dd>${shown(field, rules[field.name])}</dd>`)}
  <dt>${t('duty.interrupted_by')}</dt><dd>${t(`duty.interrupted.${rules.interrupted_by ?? ''}`)}</dd></dl>`;

/** Lengths of a pause that nobody has set yet: what the law and the practice of others say. */
const USUAL = { meal_s: 30 * MINUTE, meal_every_s: 12 * HOUR, no_meal_up_to_s: 4 * HOUR, meal_from_share: 1 / 3, meal_until_share: 5 / 6, rest_s: 30 * MINUTE, rest_after_s: null, rest_after_night_s: null, night_from_s: 22 * HOUR, night_until_s: 6 * HOUR, fuel_s: 15 * MINUTE, fuel_after_s: null, interrupted_by: 1, interrupt_gain_s: 2 * MINUTE, stand_in_s: 20 * MINUTE, offer_again_s: 15 * MINUTE };

/** @param {{rules: any, saved: (rules: any) => void}} props */
function Form({ rules, saved }) {
  const known = rules ?? USUAL;
  const [planned, setPlanned] = useState(true);
  const [values, setValues] = useState(/** @type {Record<string, string>} */ (Object.fromEntries([...FIELDS.map((field) => [field.name, written(field, known[field.name])]), ['interrupted_by', String(known.interrupted_by ?? '')]])));
  const [problems, setProblems] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const change = (/** @type {string} */ name, /** @type {string} */ value) => {
    setValues({ ...values, [name]: value });
    setProblems({ ...problems, [name]: '', form: '' });
  };
  const submit = async () => {
    setBusy(true);
    try {
      const wish = Object.fromEntries(FIELDS.map((field) => [field.name, kept(field, values, known)]));
      const answer = await put('/api/duty/rules', { rules: planned ? { ...wish, interrupted_by: values.interrupted_by === '' ? null : Number(values.interrupted_by) } : null });
      saved(answer.rules);
      store.set({ form: null, message: { tone: 'plain', title: t('duty.saved'), text: '' } });
    } catch (failure) {
      setProblems(named(failure));
    } finally {
      setBusy(false);
    }
  };
  return html`<${SmallForm} title=${t('duty.title')} go=${t('duty.save')} busy=${busy} submit=${submit} close=${() => store.set({ form: null })}>
    <${TickField} size="wide" label=${t('duty.planned')} on=${planned} put=${setPlanned} />
    ${planned && FIELDS.map((field) => html`<div class="field half"><label for=${field.name}>${t(`duty.${field.name}`)}</label>
      <input id=${field.name} name=${field.name} type=${field.clock ? 'text' : 'number'} step=${field.clock ? undefined : 'any'} placeholder=${field.clock ? t('work.clock') : undefined} aria-invalid=${Boolean(problems[field.name])} value=${values[field.name]} onInput=${(/** @type {any} */ e) => change(field.name, e.target.value)} />
      ${problems[field.name] && html`<p class="field-problem">${icon('warn')} ${problems[field.name]}</p>`}</div>`)}
    ${planned && html`<div class="field wide"><label for="interrupted_by">${t('duty.interrupted_by')}</label>
      <select id="interrupted_by" value=${values.interrupted_by} onChange=${(/** @type {any} */ e) => change('interrupted_by', e.target.value)}>${URGENCIES.map((name) => html`<option value=${name} selected=${name === values.interrupted_by}>${t(`duty.interrupted.${name}`)}</option>`)}</select></div>`}
    ${problems.form && html`<p class="field-problem wide" role="alert">${icon('warn')} ${problems.form}</p>`}
  <//>`;
}

/** A figure that was not touched goes back exactly as it came: a third is no 33.33 per cent. @param {(typeof FIELDS)[number]} field @param {Record<string, string>} values @param {any} known */
const kept = (field, values, known) => (values[field.name] === written(field, known[field.name]) ? known[field.name] : onTheWire(field, values[field.name]));

/** Problems by field; what no field stands for is said below the form. @param {unknown} failure @returns {Record<string, string>} */
function named(failure) {
  if (!(failure instanceof Problem) || !failure.errors.length) return { form: failure instanceof Error ? failure.message : String(failure) };
  const units = new Map(FIELDS.map(({ name, unit, clock }) => [name, unit === PERCENT ? 'duty.in-shares' : clock ? 'duty.in-clock' : 'duty.in-seconds']));
  return Object.fromEntries(failure.errors.map(({ field, message }) => {
    const name = field.replace(/^rules\./, '');
    const unit = units.get(name);
    return unit ? [name, t(unit, { message })] : ['form', message];
  }));
}
