// @ts-check
/** Standby moves: which idle crew should wait where, why, and one click to send it or not. */
import { html, useState } from '../shared/dom.js';
import { said, t } from '../shared/texts.js';
import { duration } from '../shared/time.js';
import { declineStandby, orderStandby } from './actions.js';
import { ChoiceField, SmallForm, WordsField } from './forms.js';
import { moves, store } from './store.js';
import { Why } from './why.js';

/** What a person looks at in one glance. */
const SHOWN = 4;
const REASONS = ['rest', 'here', 'road'];

/** @param {{board: import('./store.js').Board}} props */
export function StandbyMoves({ board }) {
  const all = moves(board);
  if (!all.length) return null;
  return html`<section class="moves"><h3>${t('standby.offers')} <span class="count">${all.length}</span></h3>
    <ul>${all.slice(0, SHOWN).map((crew) => html`<${Move} key=${crew.id} crew=${crew} board=${board} />`)}</ul>
    ${all.length > SHOWN && html`<p class="quiet small">${t('standby.more', { n: all.length - SHOWN })}</p>`}
  </section>`;
}

/** @param {{crew: any, board: import('./store.js').Board}} props */
function Move({ crew, board }) {
  const { to, eta_s: eta, rolling, reasons } = crew.standby_offer;
  const asking = board.form === `decline-${crew.id}`;
  const facts = [eta !== null && t('standby.way', { eta: duration(eta) }), rolling && t('standby.rolling')].filter(Boolean);
  return html`<li class="move" data-move=${crew.id}>
    <p class="spread"><strong>${t('standby.move', { crew: crew.id, to: to.name })}</strong><span class="small">${facts.join(', ')}</span></p>
    <ul class="reasons small">${reasons.map((/** @type {any} */ reason) => html`<li>${said(reason)}</li>`)}</ul>
    <div class="row">
      <button class="primary" disabled=${Boolean(board.sending)} onClick=${() => orderStandby(crew.id, to.id, '')}>${t('standby.go')}</button>
      <button aria-expanded=${asking} onClick=${() => store.set({ form: asking ? null : `decline-${crew.id}` })}>${t('standby.decline')}</button>
    </div>
    ${asking && html`<${Why} title=${t('standby.decline-why')} reasons=${REASONS.map((name) => t(`standby.reason.${name}`))} numbered=${false}
      go=${t('standby.decline-go', { crew: crew.id })} busy=${Boolean(board.sending)}
      choose=${(/** @type {string} */ reason) => declineStandby(crew.id, reason)} close=${() => store.set({ form: null })} />`}
  </li>`;
}

/** Enough to put the nearest first; a degree of longitude is half one of latitude here. @param {any} from @param {any} to */
const farness = (from, to) => (from.lat - to.lat) ** 2 + ((from.lon - to.lon) / 2) ** 2;

/** @template T @param {T[]} all @param {any} at @param {(one: T) => any} where @returns {T[]} */
export const nearestFirst = (all, at, where) => (at ? [...all].sort((a, b) => farness(at, where(a)) - farness(at, where(b))) : all);

/** A person's own choice of a place. @param {{crew: any, board: import('./store.js').Board}} props */
export function OwnMove({ crew, board }) {
  const places = [...board.stations, ...board.standbyPoints].filter((place) => place.id !== (crew.standby?.id ?? crew.station));
  const choices = /** @type {[string, string][]} */ (
    places
      .sort((a, b) => Number(b.id === crew.station) - Number(a.id === crew.station) || farness(crew.at, a.at) - farness(crew.at, b.at))
      .map((place) => [place.id, place.id === crew.station ? t('standby.home', { name: place.name }) : place.name])
  );
  const [wish, setWish] = useState({ to: choices[0]?.[0] ?? '', reason: '' });
  return html`<${SmallForm} title=${t('standby.own-why', { crew: crew.id })} go=${t('standby.go')} busy=${Boolean(board.sending)} ready=${Boolean(wish.to && wish.reason.trim())}
    submit=${() => void orderStandby(crew.id, wish.to, wish.reason.trim())} close=${() => store.set({ form: null })}>
    <${ChoiceField} id="standby-to" size="wide" label=${t('standby.base')} value=${wish.to} choices=${choices} put=${(/** @type {string} */ to) => setWish({ ...wish, to })} />
    <${WordsField} id="standby-reason" label=${t('reception.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => setWish({ ...wish, reason })} />
  <//>`;
}
