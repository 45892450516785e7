// @ts-check
/** The patient's record, top to bottom. What is not known is never shown as "none". */
import { newKey, post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, day, readDay } from '../shared/time.js';
import { refresh, store } from './store.js';

/** A sign per state of a section; its word always stands beside it. @type {Record<string, string>} */
const STATE_SIGNS = {
  loaded: 'check', 'known-absent': 'check', 'no-records': 'question', unknown: 'question', partial: 'partial', stale: 'clock',
  restricted: 'lock', unavailable: 'cut', invalid: 'warn', pending: 'clock',
};
const SURE = new Set(['loaded', 'known-absent']);

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Card({ tablet }) {
  const { context, order } = tablet.answer;
  const held = context?.identity;
  return html`
    ${held ? html`<${Identity} identity=${held} grade=${context.grade_ru} />` : html`<p class="notice warn">${icon('question')}<span class="grow"><strong>${t(order.same_patient === false ? 'scene.other-victim' : 'card.none')}</strong>${context?.grade_ru && html`: ${context.grade_ru}`}</span></p>`}
    ${context?.warnings?.map((/** @type {string} */ text) => html`<p class="notice warn">${icon('warn')}<span class="grow">${text}</span></p>`)}
    ${context?.grade === 'candidates' && context.candidates?.length > 0 && html`<${Candidates} incident=${order.incident} candidates=${context.candidates} />`}
    ${context?.sections?.map((/** @type {any} */ section) => html`<${Section} key=${section.name} section=${section} />`)}
    ${!held && html`<details class="section" open><summary><h3>${t('card.sample')}</h3></summary><ul>${t('card.sample-list').split(' · ').map((line) => html`<li>${line}</li>`)}</ul></details>`}
    ${held && html`<${Wrong} incident=${order.incident} />`}`;
}

/** @param {{identity: any, grade: string}} props */
function Identity({ identity, grade }) {
  const sex = { male: t('field.sex.male'), female: t('field.sex.female') }[/** @type {'male'} */ (identity.sex)];
  const born = identity.birth_date && (identity.age != null ? t('tablet.born', { date: day(identity.birth_date), n: identity.age }) : day(identity.birth_date));
  return html`<section class="identity">
    <h2>${identity.name}</h2><p>${[born, sex].filter(Boolean).join(', ')}</p>
    <p class="quiet">${[identity.snils_masked && `${t('field.snils')} ${identity.snils_masked}`, identity.enp_masked && `${t('field.enp')} ${identity.enp_masked}`].filter(Boolean).join(' · ')}</p>
    <p>${icon('check')} ${grade}</p>
    <p class="quiet">${t('card.source', { source: identity.source ?? '—', at: clock(identity.fetched_at) })}</p>
  </section>`;
}

/** @param {{section: any}} props */
function Section({ section }) {
  const ai = section.name === 'ai-flags';
  return html`<details class=${`section state-${section.state}`} data-section=${section.name} open=${!ai}>
    <summary><h3>${section.name_ru}</h3><span class=${SURE.has(section.state) ? 'state' : 'state unsure'}>${icon(STATE_SIGNS[section.state] ?? 'question')} ${section.state_ru}${section.state === 'stale' && section.fetched_at ? `, ${clock(section.fetched_at)}` : ''}</span></summary>
    ${ai && section.items?.length > 0 && html`<p class="strong">${icon('warn')} ${t('card.ai')}</p>`}
    ${section.note && html`<p class="quiet">${section.note}</p>`}
    <ul>${section.items?.map((/** @type {any} */ item) => html`<li class=${`${item.critical ? 'critical' : ''} ${item.old ? 'old' : ''}`}>
      ${item.critical && icon('alarm')}<span class="grow"><span class="strong">${item.text}</span>${item.detail && html` <span>${item.detail}</span>`}${item.code && html` <span class="quiet">${item.code}</span>`}${item.raw && html` <span class="check">${t('card.check')}</span>`}</span>
      ${item.date && html`<span class="quiet">${day(item.date)}</span>`}</li>`)}</ul>
  </details>`;
}

/** @param {{incident: string, candidates: any[]}} props */
function Candidates({ incident, candidates }) {
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const [born, setBorn] = useState('');
  const [problem, setProblem] = useState('');
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setProblem('');
    try {
      await post(`/api/incidents/${encodeURIComponent(incident)}/context/confirm`, { candidate: chosen, identifiers: { full_name: name.trim(), birth_date: readDay(born) ?? '' } }, { key: newKey() });
      refresh();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return html`<form class="candidates" onSubmit=${submit}><p class="strong">${t('card.candidates')}</p>
    ${candidates.map((one) => html`<label class="candidate"><input type="radio" name="candidate" value=${one.ref} checked=${chosen === one.ref} onChange=${() => setChosen(one.ref)} />
      <span><strong>${one.name_masked}</strong> ${[one.birth_date_masked ?? one.birth_year, { male: t('field.sex.male'), female: t('field.sex.female') }[/** @type {'male'} */ (one.sex)], one.snils_masked, one.enp_masked].filter(Boolean).join(', ')}</span></label>`)}
    <div class="pair"><label>${t('field.full-name')}<input value=${name} name="full_name" autocomplete="off" onInput=${(/** @type {any} */ e) => setName(e.target.value)} /></label>
      <label>${t('field.birth')}<input value=${born} name="birth_date" placeholder=${t('field.birth.hint')} inputmode="numeric" autocomplete="off" onInput=${(/** @type {any} */ e) => setBorn(e.target.value)} /></label></div>
    ${problem && html`<p class="notice warn" role="alert">${icon('warn')}<span class="grow">${problem}</span></p>`}
    <button class="primary" disabled=${!chosen || !name.trim() || !readDay(born)}>${t('card.confirm')}</button></form>`;
}

/** @param {{incident: string}} props */
function Wrong({ incident }) {
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState('');
  const withdraw = async () => {
    try {
      await post(`/api/incidents/${encodeURIComponent(incident)}/context/withdraw`, { reason: t('card.wrong-reason') });
      // Off the screen at once: the next answer brings the rest.
      store.set({ answer: { ...store.get().answer, context: null } });
      refresh();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return html`<div class="wrong">
    ${problem && html`<p class="notice warn" role="alert">${icon('warn')}<span class="grow">${problem}</span></p>`}
    ${sure ? html`<button class="danger" onClick=${withdraw}>${t('card.wrong-sure')}</button><button onClick=${() => setSure(false)}>${t('details.dismiss')}</button>` : html`<button class="danger" id="wrong-patient" onClick=${() => setSure(true)}>${t('card.wrong')}</button>`}
  </div>`;
}
