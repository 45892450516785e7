// @ts-check
/** The crews that carry, with the stops before them; and how a crew comes to carry, or back to the calls. */
import { html, useState } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { clock, duration } from '../shared/time.js';
import { setLending, setUse } from './actions.js';
import { select } from './store.js';

const USES = ['set-aside', 'between-calls', 'none'];

/** @param {{desk: import('./store.js').Desk}} props */
export function Crews({ desk }) {
  const { board } = desk;
  if (!board) return null;
  const stops = Object.fromEntries(board.runs.map((/** @type {any} */ run) => [run.crew, run.stops]));
  const known = Object.fromEntries(board.transports.map((/** @type {any} */ one) => [one.id, one]));
  return html`<section class="carriers"><h2>${t('haul.crews')} <span class="count">${board.crews.length}</span></h2>
    ${!board.crews.length && html`<p class="notice warn">${t('haul.crews-none')}</p>`}
    <ul>${board.crews.map((/** @type {any} */ crew) => html`<${Carrier} key=${crew.crew} crew=${crew} stops=${stops[crew.crew] ?? []} known=${known} />`)}</ul>
    <label class="check lend"><input name="lend" type="checkbox" checked=${board.lend_to_p1} onChange=${(/** @type {any} */ event) => setLending(event.target.checked)} /> ${t('haul.lend')}</label>
    <${Use} /></section>`;
}

/** @param {{crew: any, stops: any[], known: Record<string, any>}} props */
function Carrier({ crew, stops, known }) {
  const { use_ru: use, lent_to: lent } = crew.transport;
  return html`<li class="carrier" data-crew=${crew.crew}><p class="spread"><strong>${crew.crew}</strong><span>${use}</span></p>
    <p class="quiet">${t('haul.room', crew.room)}${crew.room.oxygen ? `, ${t('haul.oxygen')}` : ''}</p>
    ${lent && html`<p class="warn-text">${t('haul.lent', { incident: lent })}</p>`}
    ${stops.length ? html`<ol class="stops">${stops.map((stop) => html`<li><button class="plain" onClick=${() => select(stop.transport)}><span class="at">${clock(stop.begin_at)}</span> ${t(stop.pickup ? 'haul.stop.pickup' : 'haul.stop.delivery', { name: known[stop.transport]?.patient?.name ?? stop.transport })} <span class="quiet">${t('haul.slack', { n: duration(stop.slack_s) })}</span></button></li>`)}</ol>` : html`<p class="quiet">${t('haul.no-stops')}</p>`}</li>`;
}

function Use() {
  const [crew, setCrew] = useState('');
  const [use, setWhat] = useState('set-aside');
  const [reason, setReason] = useState('');
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (await setUse(crew.trim(), use, reason.trim())) setCrew('');
  };
  return html`<details class="use"><summary>${t('haul.use')}</summary><form onSubmit=${submit}>
    <label>${t('haul.use-crew')}<input name="use-crew" value=${crew} autocomplete="off" onInput=${(/** @type {any} */ event) => setCrew(event.target.value)} /></label>
    <label>${t('haul.use-what')}<select name="use" value=${use} onChange=${(/** @type {any} */ event) => setWhat(event.target.value)}>${USES.map((name) => html`<option value=${name}>${t(`haul.use.${name}`)}</option>`)}</select></label>
    <label>${t('haul.reason')}<input name="use-reason" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.target.value)} /></label>
    <button disabled=${!crew.trim() || !reason.trim()}>${t('haul.use-do')}</button></form></details>`;
}
