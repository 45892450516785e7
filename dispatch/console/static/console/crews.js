// @ts-check
/** All crews as a list: the same as the map says, for those who read faster than they look. */
import { html, useState } from '../shared/dom.js';
import { icon, statusMark } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock } from '../shared/time.js';
import { pairTablet } from './actions.js';
import { CrewWork, WorkFacts } from './crew-work.js';
import { OwnMove, StandbyMoves } from './standby.js';
import { select, store } from './store.js';

const STATUSES = ['available', 'dispatched', 'en-route', 'at-scene', 'transporting', 'at-hospital', 'on-break', 'set-aside', 'on-transport', 'out-of-service'];

/** @param {{board: import('./store.js').Board}} props */
export function Crews({ board }) {
  const [status, setStatus] = useState('');
  const [words, setWords] = useState('');
  const [link, setLink] = useState(/** @type {any} */ (null));
  const all = [...board.crews.values()];
  const asked = words.trim().toLowerCase();
  const shown = all.filter((crew) => (!status || statusOf(crew) === status) && (!asked || haystack(crew).includes(asked)));
  const names = new Map(all.map((crew) => [statusOf(crew), crew.status_ru]));
  return html`<div class="crews">
    <${StandbyMoves} board=${board} />
    <input type="search" placeholder=${t('crews.find')} aria-label=${t('crews.find')} value=${words} onInput=${(/** @type {any} */ e) => setWords(e.target.value)} />
    <div class="filters" role="group">
      <button aria-pressed=${!status} onClick=${() => setStatus('')}>${t('crews.all')} ${all.length}</button>
      ${[...STATUSES, 'off-duty'].filter((name) => names.has(name)).map((name) => html`<button aria-pressed=${status === name} onClick=${() => setStatus(name)}>${statusMark(name)} ${names.get(name)} ${all.filter((crew) => statusOf(crew) === name).length}</button>`)}
    </div>
    ${link && html`<div class="notice"><div class="grow"><p class="strong">${t('crews.tablet-link', { crew: link.crew })}</p><input readonly value=${location.origin + link.url} onFocus=${(/** @type {any} */ e) => e.target.select()} /></div><button onClick=${() => setLink(null)}>${t('problem.dismiss')}</button></div>`}
    <p class="quiet small">${shown.length ? t('crews.count', { n: shown.length, all: all.length }) : t('crews.none')}</p>
    <ul class="crew-list">${shown.map((crew) => html`<${Crew} key=${crew.id} crew=${crew} board=${board} pair=${async () => setLink(await pairTablet(crew.id))} />`)}</ul>
  </div>`;
}

/** @param {any} crew */
const statusOf = (crew) => (crew.status === 'available' && !crew.on_duty ? 'off-duty' : crew.status);
/** @param {any} crew */
const haystack = (crew) => `${crew.id} ${crew.kind_ru} ${crew.station_name} ${crew.district} ${crew.equipment_ru.join(' ')}`.toLowerCase();

/** @param {{crew: any, board: import('./store.js').Board, pair: () => void}} props */
function Crew({ crew, board, pair }) {
  const [form, work] = [`standby-${crew.id}`, `work-${crew.id}`];
  const free = crew.status === 'available' && crew.on_duty;
  return html`<li class=${statusOf(crew) === 'off-duty' ? 'off' : ''}>
    ${statusMark(statusOf(crew))} <strong>${crew.id}</strong>
    <span class="grow"><span>${crew.kind_ru}</span><span class="quiet">${crew.station_name}</span>
      ${crew.standby && html`<span class="strong standing">${icon('pin')} ${t('standby.from', { base: crew.standby.name })}</span>`}<${WorkFacts} crew=${crew} /></span>
    <span class="status">${crew.incident ? html`<button class="link-like" onClick=${() => select(crew.incident)}>${crew.status_ru}</button>` : crew.status_ru}
      ${crew.shift_ends_at && html`<span class="quiet">${t('crews.until', { at: clock(crew.shift_ends_at) })}</span>`}
      <button class="link-like more-work" aria-expanded=${board.form === work} onClick=${() => store.set({ form: board.form === work ? null : work })}>${t('work.more')}</button></span>
    <span class="column"><button class="small" title=${t('crews.tablet-link', { crew: crew.id })} onClick=${pair}>${t('crews.tablet')}</button>
      ${free && html`<button class="small own-move" aria-expanded=${board.form === form} onClick=${() => store.set({ form: board.form === form ? null : form })}>${t('standby.own')}</button>`}</span>
    ${board.form === work && html`<div class="own"><${CrewWork} crew=${crew} board=${board} /></div>`}
    ${board.form === form && html`<div class="own"><${OwnMove} crew=${crew} board=${board} /></div>`}
  </li>`;
}
