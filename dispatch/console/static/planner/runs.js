// @ts-check
/** The runs, those that go on first: how far, what they find so far, and when they will be done. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { knows, t } from '../shared/texts.js';
import { clock, day, duration, now, tenths, whole } from '../shared/time.js';

/** A run writes after each replication; the longest of them, a year of the region, takes minutes. */
const SILENT_MS = 10 * 60_000;

/** @type {Record<string, string>} */
const ICONS = { running: 'clock', done: 'check', stopped: 'empty', failed: 'alarm', silent: 'warn' };

/** @typedef {import('./store.js').Run} Run */

/** What the run says of itself, unless it has said nothing for too long. @param {Run} run */
const stateOf = (run) => (run.state === 'running' && now() - Date.parse(run.heard_at) > SILENT_MS ? 'silent' : run.state);

/** @param {string} state */
const stateWord = (state) => (knows(`runs.state.${state}`) ? t(`runs.state.${state}`) : state);

/** @param {{desk: import('./store.js').Desk}} props */
export function Runs({ desk }) {
  if (desk.refused) return html`<p class="notice warn" role="alert">${icon('lock')} <span class="grow">${desk.refused}</span></p>`;
  if (!desk.loaded) return html`<p class="empty">${t('runs.loading')}</p>`;
  const going = desk.runs.filter((run) => run.state === 'running');
  const over = desk.runs.filter((run) => run.state !== 'running');
  return html`
    ${!desk.runs.length && html`<${Nothing} />`}
    ${going.length > 0 && html`<${Part} title=${t('runs.going')} runs=${going} />`}
    ${over.length > 0 && html`<${Part} title=${t('runs.over')} runs=${over} />`}
    ${desk.hidden > 0 && html`<p class="quiet">${t('runs.hidden', { n: whole(desk.hidden) })}</p>`}
    ${desk.unreadable.length > 0 && html`<${Unreadable} found=${desk.unreadable} />`}`;
}

function Nothing() {
  return html`<section class="nothing"><h2>${t('runs.none')}</h2><p>${t('runs.how')}</p><pre>doezd compare today.toml kudrovo_second_crew.toml</pre></section>`;
}

/** @param {{title: string, runs: Run[]}} props */
function Part({ title, runs }) {
  return html`<section><h2>${title} <span class="count">${runs.length}</span></h2>
    <ul class="runs">${runs.map((run) => html`<${Card} key=${run.run} run=${run} />`)}</ul></section>`;
}

/** @param {{run: Run}} props */
function Card({ run }) {
  const state = stateOf(run);
  return html`<li class=${`run ${state}`} data-run=${run.run}>
    <div class="spread"><h3>${run.scenario || run.run}</h3>
      <span class="state">${icon(ICONS[state] ?? 'question')} ${stateWord(state)}</span></div>
    <p class="quiet small">${run.policy && html`<span>${t('runs.policy', { policy: run.policy })}</span>`} <span class="folder">${run.run}</span></p>
    <${Bar} run=${run} />
    <div class="spread facts">
      <span>${run.total > 0 ? t('runs.done', { done: whole(run.done), total: whole(run.total) }) : t('runs.done-open', { done: whole(run.done) })}</span>
      <span class="quiet">${when(run, state)}</span>
    </div>
    <${Finding} run=${run} />
    ${run.error && html`<p class="notice alarm">${run.error}</p>`}
    ${run.has_report && html`<p><a href=${`/api/runs/${encodeURIComponent(run.run)}/report`} target="_blank" rel="noopener">${t('runs.report')}</a></p>`}
  </li>`;
}

/** @param {{run: Run}} props */
function Bar({ run }) {
  if (run.total <= 0) return null;
  const share = Math.min(1, run.done / run.total);
  return html`<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax=${run.total} aria-valuenow=${run.done} aria-label=${t('runs.progress')}>
    <div style=${{ width: `${share * 100}%` }}></div></div>`;
}

/** @param {{run: Run}} props */
function Finding({ run }) {
  if (run.mean === null) return null;
  const params = { metric: sentence(run.metric || t('runs.metric')), mean: tenths(run.mean), half: tenths(run.half_width ?? 0), unit: run.unit };
  return html`<p class="finding">${t(run.half_width === null ? 'runs.mean-alone' : 'runs.mean', params)}</p>`;
}

/** @param {string} text */
const sentence = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** @param {Run} run @param {string} state */
function when(run, state) {
  if (state === 'silent') return t('runs.silent', { at: moment(run.heard_at) });
  if (state !== 'running') return t('runs.ended', { at: moment(run.heard_at) });
  if (run.eta_s === null) return run.started_at ? t('runs.started', { at: moment(run.started_at) }) : '';
  return t('runs.eta', { left: duration(run.eta_s), at: clock(now() + run.eta_s * 1000) });
}

/** @param {string} at */
const moment = (at) => t('runs.moment', { day: day(at), clock: clock(at) });

/** @param {{found: {run: string, why: string}[]}} props */
function Unreadable({ found }) {
  return html`<section class="unreadable"><h2>${t('runs.unreadable')} <span class="count">${found.length}</span></h2>
    <ul>${found.map((one) => html`<li><strong>${one.run}</strong>: ${t(`runs.why.${one.why}`)}</li>`)}</ul></section>`;
}
