// @ts-check
/** Roads: which weights are in force, what is closed, until when, and the form to close or open one. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, day, now, tenths } from '../shared/time.js';
import { draftOf, newDraft } from './closure-draft.js';
import { ClosureForm, streetsOf } from './closure-form.js';
import { liftClosure } from './road-actions.js';
import { store } from './store.js';

const CHANGERS = new Set(['senior', 'supervisor']);

/** @param {{board: import('./store.js').Board}} props */
export function Roads({ board }) {
  const may = CHANGERS.has(board.me?.role);
  if (!board.roads) return html`<p class="empty">${t('roads.loading')}</p>`;
  const { closures, conditions } = board.roads;
  const adding = board.form === 'closure' && board.draft && !board.draft.id;
  return html`<div class="roads">
    <section class="readiness"><p class="strong">${roadsNow(conditions)}</p>
      ${byHand(conditions).map((line) => html`<p class="small">${line}</p>`)}
      ${may ? html`<button id="closure-add" aria-expanded=${adding} onClick=${() => open(newDraft())}>${t('roads.add')}</button>` : html`<p class="small quiet">${t('roads.read-only')}</p>`}
      ${adding && html`<${ClosureForm} board=${board} draft=${board.draft} />`}</section>
    ${!closures.length && html`<p class="quiet">${t('roads.none')}</p>`}
    <ul>${closures.map((/** @type {any} */ closure) => html`<${Row} key=${closure.id} closure=${closure} board=${board} may=${may} />`)}</ul>
  </div>`;
}

/** @param {import('./closure-draft.js').Draft} draft */
const open = (draft) => store.set({ form: 'closure', draft, preview: null });

/** Which hour and season the times are of, and how many closures count. @param {any} conditions */
export function roadsNow(conditions) {
  const { hour_of_week: hour, season, closures_in_force: n } = conditions;
  if (hour === null) return t('roads.now-unknown', { n });
  const said = t('roads.hour', { day: t(`roads.day.${Math.floor(hour / 24)}`), hour: String(hour % 24).padStart(2, '0') });
  return t('roads.now', { hour: said, season: t(season ? `roads.season.${season}` : 'roads.no-season'), n });
}

/** @param {any} conditions @returns {string[]} */
function byHand(conditions) {
  const slower = [
    ...Object.entries(conditions.speed_factor).map(([profile, x]) => t(`roads.slower.${profile}`, { x: tenths(Number(x)) })),
    ...Object.entries(conditions.class_factor).map(([name, x]) => `${name} ×${tenths(Number(x))}`),
  ];
  const lines = slower.length ? [t('roads.slower', { what: slower.join(', ') })] : [];
  return conditions.closed_ways ? [...lines, t('roads.closed-ways', { n: conditions.closed_ways })] : lines;
}

/** What it is called on the list. @param {any} closure */
export function nameOf(closure) {
  const { where } = closure;
  if (where.road && where.from_km !== null && where.to_km !== null) return t('roads.kilometres', { road: where.road, from: tenths(where.from_km), to: tenths(where.to_km) });
  if (where.road) return where.road;
  return t(where.area ? 'roads.area' : 'roads.stretches', { streets: streetsOf(closure) });
}

/** 04:55, or 24.11.2026 04:55 when it is not today. @param {string} at */
const moment = (at) => (day(at) === day(new Date(now()).toISOString()) ? clock(at) : t('roads.moment', { day: day(at), clock: clock(at) }));

const TURNS = /** @type {Record<string, string>} */ ({ ahead: 'roads.from', between: 'roads.again' });

/** @param {any} closure */
function stateOf(closure) {
  const state = t(`roads.state.${closure.state}`);
  if (!closure.turns_at) return state;
  return t(TURNS[closure.state] ?? 'roads.until', { state, at: moment(closure.turns_at) });
}

const STATE_ICONS = /** @type {Record<string, string>} */ ({ 'in-force': 'cut', ahead: 'clock', between: 'clock', over: 'check' });

/** @param {{closure: any, board: import('./store.js').Board, may: boolean}} props */
function Row({ closure, board, may }) {
  const lifting = board.form === `lift-${closure.id}`;
  const changing = board.form === 'closure' && board.draft?.id === closure.id;
  const holds = closure.state === 'in-force';
  const kind = closure.speed_factor === null ? t('roads.is-shut') : t('roads.is-jam', { x: tenths(closure.speed_factor) });
  const facts = [kind, !closure.profiles.includes('siren') && t('roads.for-sirens'), t('roads.extent', { km: tenths(closure.length_km) })].filter(Boolean);
  return html`<li class="closure" data-closure=${closure.id}>
    <p><strong>${nameOf(closure)}</strong></p>
    <p class=${holds ? 'warn-text small' : 'quiet small'}>${icon(closure.speed_factor === null || !holds ? STATE_ICONS[closure.state] : 'partial')} ${stateOf(closure)}</p>
    <p class="small">${facts.join(' · ')}</p>
    ${closure.timetable && html`<p class="small">${t('roads.timetable', { text: closure.timetable })}</p>`}
    ${closure.problem && html`<p class="small warn-text">${icon('warn')} ${closure.problem}</p>`}
    <p class="small quiet">${closure.reason} · ${t('roads.said', { by: closure.by, at: moment(closure.at) })}</p>
    <div class="row wrap">
      ${closure.shape && html`<button class="small" onClick=${() => store.set({ shownClosure: closure.id })}>${t('roads.show')}</button>`}
      ${may && html`<button class="small" aria-expanded=${changing} onClick=${() => open(draftOf(closure))}>${t('roads.change')}</button>
        <button class="small" data-act="lift" aria-expanded=${lifting} onClick=${() => store.set({ form: lifting ? null : `lift-${closure.id}` })}>${t('roads.lift')}</button>`}</div>
    ${lifting && html`<${Lift} closure=${closure} busy=${Boolean(board.sending)} />`}
    ${changing && html`<${ClosureForm} board=${board} draft=${board.draft} />`}
  </li>`;
}

/** @param {{closure: any, busy: boolean}} props */
const Lift = ({ closure, busy }) => html`<div class="why" role="alertdialog" aria-label=${t('roads.lift')}>
  <p>${t('roads.lift-sure', { what: nameOf(closure) })}</p>
  <div class="row"><button class="primary" data-act="lift-go" disabled=${busy} onClick=${() => void liftClosure(closure)}>${t('roads.lift-go')}</button>
    <button class="plain" onClick=${() => store.set({ form: null })}>${t('details.dismiss')} <kbd>Esc</kbd></button></div></div>`;
