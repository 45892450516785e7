// @ts-check
/** Where people decided otherwise than proposed, and who was right in hindsight. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { knows, language, t } from '../shared/texts.js';
import { clock, day, duration, tenths, whole } from '../shared/time.js';
import { Asked, Figure } from './report-parts.js';
import { askFor } from './store.js';

const VERDICTS = ['person', 'proposal', 'even', 'unknown'];
/** @type {Record<string, string>} */
const SIGNS = { person: 'person', proposal: 'check', even: 'empty', unknown: 'question' };
const GROUPS = ['reason', 'role', 'urgency', 'district', 'hour'];

/** @param {{desk: import('./store.js').Desk}} props */
export function Overrides({ desk }) {
  const { data, loading } = desk.overrides;
  const [since, setSince] = useState('');
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void askFor('overrides', since && new URLSearchParams({ since }).toString());
  };
  return html`<form class="asking" onSubmit=${submit}><label>${t('over.since')}<input name="since" type="date" value=${since} onInput=${(/** @type {any} */ event) => setSince(event.target.value)} /></label><button disabled=${loading}>${t('plan.refresh')}</button></form>
    <${Asked} report=${desk.overrides} />
    ${data && html`<dl class="figures"><${Figure} value=${whole(data.decided)} words=${t('over.decided')} /><${Figure} value=${whole(data.followed)} words=${t('over.followed')} /><${Figure} value=${whole(data.whole.count)} words=${t('over.count')} />
        ${VERDICTS.map((name) => html`<${Figure} value=${whole(data.whole[name])} words=${t(`over.${name}`)} />`)}</dl>
      <p class="quiet">${t('over.note')}</p>
      ${data.whole.count ? html`<${Suggestions} found=${data.suggestions} />${GROUPS.map((name) => html`<${Groups} key=${name} name=${name} groups=${data.groups[name]} />`)}<${Rows} data=${data} />` : html`<p>${t('over.none')}</p>`}`}`;
}

/** @param {{found: any[]}} props */
function Suggestions({ found }) {
  if (!found.length) return null;
  return html`<section><h2>${t('over.suggestions')}</h2><ul>${found.map((one) => html`<li>${t('over.suggestion', { what: language === 'ru' ? one.parameter_ru : one.parameter, present: whole(one.present_s), suggested: whole(one.suggested_s), low: whole(one.interval_s[0]), high: whole(one.interval_s[1]), n: one.choices })} ${one.small && html`<span class="quiet">${t('over.small')}</span>`}</li>`)}</ul></section>`;
}

/** @param {string} name @param {any} group */
function nameOf(name, group) {
  if (name === 'role' && language === 'ru') return group.name_ru;
  if (name === 'urgency') return urgency(group.name);
  return group.name || t('over.no-reason');
}

/** @param {string} name P1 … P4 */
const urgency = (name) => (knows(`urgency.${name.slice(1)}`) ? t(`urgency.${name.slice(1)}`) : name);

/** @param {any} group */
function share(group) {
  if (group.person_share === null) return '—';
  const [low, high] = group.person_share_interval.map((/** @type {number} */ part) => Math.round(part * 100));
  return t('over.percent', { n: Math.round(group.person_share * 100), low, high });
}

/** @param {{name: string, groups: any[]}} props */
function Groups({ name, groups }) {
  if (!groups?.length) return null;
  return html`<section><h2>${t(`over.by.${name}`)}</h2><div class="wide"><table data-groups=${name}>
    <thead><tr><th scope="col">${t('over.group')}</th><th scope="col">${t('over.all')}</th>${VERDICTS.map((verdict) => html`<th scope="col">${t(`over.${verdict}`)}</th>`)}<th scope="col">${t('over.share')}</th><th scope="col">${t('over.gain')}</th></tr></thead>
    <tbody>${groups.map((group) => html`<tr key=${group.name}><th scope="row">${nameOf(name, group)} ${group.small && html`<span class="quiet small">${t('over.small')}</span>`}</th><td>${group.count}</td>${VERDICTS.map((verdict) => html`<td>${group[verdict]}</td>`)}<td>${share(group)}</td><td>${group.gain_s === null ? '—' : tenths(group.gain_s / 60)}</td></tr>`)}</tbody></table></div></section>`;
}

/** @param {{data: any}} props */
function Rows({ data }) {
  return html`<section><h2>${t('over.rows')}</h2><ul class="runs">${data.rows.map((/** @type {any} */ row) => html`<${Row} key=${`${row.incident}${row.at}`} row=${row} />`)}</ul>
    ${data.hidden > 0 && html`<p class="quiet">${t('over.hidden', { n: whole(data.hidden) })}</p>`}</section>`;
}

/** @param {{row: any}} props */
function Row({ row }) {
  const would = row.recommended_would_take_s;
  const words = [language === 'ru' ? row.verdict_ru : row.verdict_en, language === 'ru' ? row.unknown_ru : row.unknown_en].filter(Boolean).join(': ');
  return html`<li class="run" data-override=${row.incident}><div class="spread"><h3>${t('over.row.crews', { crew: row.crew, recommended: row.recommended })}</h3><span class="quiet small">${day(row.at)}, ${clock(row.at)}</span></div>
    <p class="quiet small">${row.incident} · ${urgency(row.urgency)} · ${row.district}</p>
    <p>${row.reason || t('over.no-reason')}</p>
    <p class="strong">${icon(SIGNS[row.verdict] ?? 'question')} ${words}</p>
    ${row.took_s !== null && html`<p class="small">${t('over.row.took', { n: duration(row.took_s) })}${would && html`; ${t('over.row.would', { low: duration(would.p10), high: duration(would.p90) })}`}</p>`}</li>`;
}
