// @ts-check
/** Whom to send: the crew proposed, what sending it undoes, why it and not the others. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { said, t } from '../shared/texts.js';
import { clock, distance, duration, span, spanMeans } from '../shared/time.js';
import { confirm, override } from './actions.js';
import { offered, store, underWay, undoneBy } from './store.js';
import { Terms } from './terms.js';
import { Why } from './why.js';

const OVERRIDE_REASONS = ['closer', 'knows', 'profile', 'silent', 'senior'];

/** The digit of an option opens this; a digit again takes the reason. @param {string} crew */
export const askReason = (crew) => store.set({ override: { crew, ticked: false }, cancelling: false });

/** @param {number} index */
export const overrideReason = (index) => (OVERRIDE_REASONS[index] ? t(`reason.${OVERRIDE_REASONS[index]}`) : null);

/** @param {{incident: any, board: import('./store.js').Board}} props */
export function Recommendation({ incident, board }) {
  const made = incident.recommendation;
  if (!made) return html`<section class="recommended"><p class="quiet">${t('queue.deciding')}</p></section>`;
  const best = made.options?.find((/** @type {any} */ option) => option.crew === made.crew);
  const others = made.options?.filter((/** @type {any} */ option) => option.crew !== made.crew) ?? [];
  return html`<section class="recommended">
    <h3>${t('details.recommended')}</h3>
    ${made.crew
      ? html`<${Best} incident=${incident} made=${made} option=${best} board=${board} />`
      : html`<${NotSent} hold=${made.hold} />`}
    <${Reasons} list=${made.reasons?.filter(notShown)} />
    <${WouldChange} made=${made} />
    <${Terms} made=${made} />
    ${others.length > 0 && html`<h3>${t('details.options')}</h3><${Options} incident=${incident} options=${others} board=${board} />`}
  </section>`;
}

/** Nobody is sent now: there is nobody, or the call waits for a crew that is not free yet. @param {{hold: any}} props */
function NotSent({ hold }) {
  if (!hold) return html`<p class="warn-text">${icon('warn')} ${t('details.no-crew')}</p>`;
  return html`<div class="best holds"><div class="spread"><strong>${t('choice.holds', { crew: hold.crew })}</strong><strong class="eta">${clock(hold.arrives_at)}</strong></div>
    <p class="quiet small">${t('choice.holds-until', { at: clock(hold.until), crew: hold.meanwhile })}</p></div>`;
}

/** What is offered for a call that a crew drives to already. @param {{incident: any, board: import('./store.js').Board}} props */
export function Offer({ incident, board }) {
  const made = incident.recommendation;
  if (!offered(incident)) return null;
  const best = made.options?.find((/** @type {any} */ option) => option.crew === made.crew);
  return html`<section class="recommended offer">
    <h3>${icon('warn')} ${t('choice.offer')}</h3>
    <${Best} incident=${incident} made=${made} option=${best} board=${board} />
    <${Reasons} list=${made.reasons?.filter(notShown)} />
    <${WouldChange} made=${made} />
    <${Terms} made=${made} />
  </section>`;
}

/** What is undone stands above the button already. */
const UNDONE = new Set(['diverted-from', 'instead-of']);
/** @param {any} reason */
const notShown = (reason) => !UNDONE.has(reason.code);

/** Another crew in the place of the one that drives there. @param {{incident: any, board: import('./store.js').Board}} props */
export function Instead({ incident, board }) {
  const others = (incident.recommendation?.options ?? []).filter((/** @type {any} */ option) => option.crew !== incident.crew);
  if (!underWay(incident) || !others.length) return null;
  return html`<section><details><summary>${t('choice.others', { crew: incident.crew })}</summary>
    <${Options} incident=${incident} options=${others} board=${board} /></details></section>`;
}

/** @param {{list: any[]|undefined, small?: boolean}} props */
export function Reasons({ list, small }) {
  if (!list?.length) return null;
  return html`<ul class=${`reasons ${small ? 'small' : ''}`}>${list.map((reason) => html`<li>${said(reason)}</li>`)}</ul>`;
}

/** @param {{made: any}} props */
export function WouldChange({ made }) {
  if (!made.would_change?.length) return null;
  return html`<div class="would-change"><h3>${t('choice.would-change')}</h3><${Reasons} list=${made.would_change} small /></div>`;
}

/** @param {{incident: any, made: any, option: any, board: import('./store.js').Board}} props */
function Best({ incident, made, option, board }) {
  const busy = board.sending === `confirm-${incident.id}`;
  return html`<div class="best">
    <div class="spread"><strong class="crew-number">${made.crew}</strong><strong class="eta" title=${spanMeans(made.eta_s, made.eta_p90_s)}>${span(made.eta_s, made.eta_p90_s)}</strong></div>
    <p><${Facts} option=${option} /></p>
    ${board.route && html`<p class="quiet small">${t('details.route', { distance: distance(board.route.distance_m), duration: duration(board.route.eta_p50_s) })}</p>`}
    <${Undone} incident=${incident} made=${made} />
    <button class="primary big" id="confirm" disabled=${busy} onClick=${() => confirm(incident)}>
      ${busy ? t('details.assigning') : go(made)} <kbd>F4</kbd>
    </button>
  </div>`;
}

/** @param {any} made */
function go(made) {
  if (made.instead_of) return t('choice.go-instead', { crew: made.crew, instead: made.instead_of });
  if (made.diverts) return t('choice.go-diverting', { crew: made.crew, number: made.diverts.number });
  return t('details.assign', { crew: made.crew });
}

/** @param {{incident: any, made: any}} props */
function Undone({ incident, made }) {
  if (!made.diverts && !made.instead_of) return null;
  return html`<ul class="undoes">
    ${made.diverts && html`<li>${icon('warn')} <span>${t('choice.diverts', { crew: made.crew, number: made.diverts.number })}${made.diverts.urgency && ` (${t(`urgency.${made.diverts.urgency}`)})`}</span></li>`}
    ${made.instead_of && html`<li>${icon('warn')} <span>${t('choice.turns-back', { crew: incident.crew ?? made.instead_of })}</span></li>`}
  </ul>`;
}

/** @param {{option: any}} props */
function Facts({ option }) {
  if (!option) return null;
  const facts = [option.kind_ru, option.from && t('details.from', { from: option.from }), option.shift_ends_at && t('details.shift', { at: clock(option.shift_ends_at) })];
  return html`<span class="quiet small">${facts.filter(Boolean).join(' · ')}</span>`;
}

/** @param {{incident: any, options: any[], board: import('./store.js').Board}} props */
const Options = ({ incident, options, board }) =>
  html`<ol class="options">${options.map((option) => html`<${Option} key=${option.crew} incident=${incident} option=${option} board=${board} />`)}</ol>`;

/** @param {{incident: any, option: any, board: import('./store.js').Board}} props */
function Option({ incident, option, board }) {
  const asking = board.override?.crew === option.crew;
  const undone = undoneBy(incident, option);
  return html`<li>
    <div class="spread"><span><kbd>${option.rank}</kbd> <strong>${option.crew}</strong> <span title=${spanMeans(option.eta_s, option.eta_p90_s)}>${span(option.eta_s, option.eta_p90_s)}</span></span>
      <button data-option=${option.crew} aria-expanded=${asking} onClick=${() => (asking ? store.set({ override: null }) : askReason(option.crew))}>${t('details.assign', { crew: option.crew })}…</button></div>
    <p><${Facts} option=${option} /></p>
    <${Reasons} list=${option.reasons} small />
    ${asking && html`<${Why}
      title=${t('details.override', { crew: option.crew })}
      reasons=${OVERRIDE_REASONS.map((name) => t(`reason.${name}`))}
      go=${t('details.assign', { crew: option.crew })}
      busy=${Boolean(board.sending)}
      undone=${undone.join('; ')}
      ticked=${board.override?.ticked}
      tick=${(/** @type {boolean} */ ticked) => store.set({ override: { crew: option.crew, ticked } })}
      choose=${(/** @type {string} */ reason) => override(incident, option, reason)}
      close=${() => store.set({ override: null })} />`}
  </li>`;
}
