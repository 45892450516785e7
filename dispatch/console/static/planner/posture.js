// @ts-check
/** Where the crews stand and where they should: a proposal to read, nothing is ordered here. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { hoursInWords } from '../shared/post-hours.js';
import { language, t } from '../shared/texts.js';
import { clock, duration, tenths } from '../shared/time.js';
import { Asked, Figure } from './report-parts.js';
import { askFor } from './store.js';

/** @param {{desk: import('./store.js').Desk}} props */
export function Posture({ desk }) {
  const { data } = desk.posture;
  return html`<${Wish} loading=${desk.posture.loading} /><${Asked} report=${desk.posture} />
    ${data && html`<dl class="figures">
        <${Figure} value=${duration(data.expected_wait_s)} words=${t('posture.now')} />
        <${Figure} value=${duration(data.expected_wait_after_s)} words=${t('posture.after')} />
        <${Figure} value=${tenths(data.expected_calls)} words=${t('posture.calls')} />
        <${Figure} value=${data.drive_s ? duration(data.drive_s) : '—'} words=${t('posture.drive')} /></dl>
      <p class="quiet">${t('plan.at', { at: clock(data.at) })}. ${t('posture.note')}</p>
      <section><h2>${t('posture.moves')} <span class="count">${data.moves.length}</span></h2>
        ${data.moves.length ? html`<ul class="runs">${data.moves.map((/** @type {any} */ move) => html`<${Move} key=${move.crew} move=${move} />`)}</ul>` : html`<p>${icon('check')} ${t('posture.no-moves')}</p>`}</section>
      <${Posts} posts=${data.posts} />
      <${Bases} bases=${data.bases} />`}`;
}

/** @param {{loading: boolean}} props */
function Wish({ loading }) {
  const [horizon, setHorizon] = useState('');
  const [farthest, setFarthest] = useState('');
  const [soon, setSoon] = useState(false);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    if (horizon) query.set('horizon_minutes', horizon);
    if (farthest) query.set('farthest_minutes', farthest);
    if (soon) query.set('with_soon_free', 'true');
    void askFor('posture', query.toString());
  };
  return html`<form class="asking" onSubmit=${submit}>
    <label>${t('posture.horizon')}<input name="horizon" type="number" min="1" max="1440" value=${horizon} onInput=${(/** @type {any} */ event) => setHorizon(event.target.value)} /></label>
    <label>${t('posture.farthest')}<input name="farthest" type="number" min="1" max="1440" value=${farthest} onInput=${(/** @type {any} */ event) => setFarthest(event.target.value)} /></label>
    <label class="check"><input type="checkbox" checked=${soon} onChange=${(/** @type {any} */ event) => setSoon(event.target.checked)} /> ${t('posture.soon-free')}</label>
    <button disabled=${loading}>${t('plan.refresh')}</button></form>`;
}

/** Posts by hour: the service's own requirement, and since when it is not met. @param {{posts: any[]}} props */
function Posts({ posts }) {
  if (!posts.length) return null;
  return html`<section><h2>${t('posts.title')} <span class="count">${t('posts.tab', { n: posts.filter((post) => post.short_since).length })}</span></h2>
    <table id="posts"><thead><tr>${['name', 'now', 'short', 'by-hour'].map((name) => html`<th scope="col">${t(`posts.${name}`)}</th>`)}</tr></thead>
      <tbody>${posts.map((post) => html`<tr key=${post.id} class=${post.short_since ? 'changed' : ''}><th scope="row">${post.name}</th><td>${post.wanted ? t('posts.kept', { n: post.crews.length, wanted: post.wanted }) : t('posts.not-now')}</td><td>${post.short_since ? t('posts.since', { at: clock(post.short_since) }) : '—'}</td><td>${post.hours.map(hoursInWords).join('; ')}</td></tr>`)}</tbody></table></section>`;
}

/** @param {{move: any}} props */
function Move({ move }) {
  return html`<li class="run" data-move=${move.crew}><div class="spread"><h3>${move.crew}</h3><span>${duration(move.drive_s)}</span></div>
    <p class="strong">${t('posture.from-to', { from: move.when_free ? t('posture.when-free') : move.from_name, to: move.to_name })}</p>
    ${move.reasons.map((/** @type {any} */ reason) => html`<p>${language === 'ru' ? reason.text : reason.text_en}</p>`)}</li>`;
}

/** Bases that have or need a crew first; the rest on demand. @param {{bases: any[]}} props */
function Bases({ bases }) {
  const [all, setAll] = useState(false);
  const used = bases.filter((base) => base.crews || base.crews_after);
  const shown = all ? bases : used;
  return html`<section><h2>${t('posture.bases')} <span class="count">${used.length}</span></h2>
    <table id="bases"><thead><tr>${['base', 'crews', 'crews-after', 'less', 'more'].map((name) => html`<th scope="col">${t(`posture.${name}`)}</th>`)}</tr></thead>
      <tbody>${shown.map((base) => html`<tr key=${base.id} class=${base.crews === base.crews_after ? '' : 'changed'}><th scope="row">${base.name}</th><td>${base.crews}</td><td>${base.crews_after}</td><td>${tenths(base.one_less_costs_s)}</td><td>${tenths(base.one_more_saves_s)}</td></tr>`)}</tbody></table>
    ${!all && shown.length < bases.length && html`<button class="plain" onClick=${() => setAll(true)}>${t('posture.idle-bases', { n: bases.length - shown.length })}</button>`}</section>`;
}
