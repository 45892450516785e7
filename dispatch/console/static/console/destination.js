// @ts-check
/** Where the patient goes, what waits there, and the helicopter that could fetch them. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { said, t } from '../shared/texts.js';
import { clock, duration } from '../shared/time.js';
import { askFlight, decideMeeting } from './actions.js';
import { Reasons, WouldChange } from './recommendation.js';

/** @param {{found: any}} props */
export function Destination({ found }) {
  if (!found) return null;
  return html`<section>
    <h3>${t('details.destination')}</h3>
    ${found.name ? html`<p class="spread"><strong>${found.name}</strong></p><${Way} of=${found} />` : html`<p class="warn-text">${icon('warn')} ${t('details.destination-none')}</p>`}
    ${found.warnings?.map((/** @type {any} */ warning) => html`<p class="warn-text small">${icon('warn')} ${said(warning)}</p>`)}
    <${Reasons} list=${found.reasons} small />
    <${WouldChange} made=${found} />
    ${found.runners_up?.length > 0 && html`<details><summary>${t('details.runners-up')}</summary><ul class="options small">
      ${found.runners_up.map((/** @type {any} */ other) => html`<li><p class="strong">${other.name}</p><${Way} of=${other} /><${Reasons} list=${other.reasons} /></li>`)}</ul></details>`}
  </section>`;
}

/** Road, queue and the whole time to care; what nobody has reckoned is not shown. @param {{of: any}} props */
function Way({ of }) {
  const known = (/** @type {unknown} */ seconds) => typeof seconds === 'number';
  const facts = [
    known(of.eta_s) && t('details.road', { duration: duration(of.eta_s) }),
    known(of.wait_s) && of.wait_s >= 60 && t('details.wait', { duration: duration(of.wait_s) }),
    known(of.care_s) && t('details.care', { duration: duration(of.care_s) }),
  ].filter(Boolean);
  return facts.length > 0 && html`<p class="small">${facts.join(' · ')}</p>`;
}

/** @param {{incident: any, board: import('./store.js').Board}} props */
export function Air({ incident, board }) {
  const met = incident.air_meeting;
  const busy = Boolean(board.sending);
  if (!met && !incident.destination) return null;
  return html`<section class="air">
    ${met && html`<div class=${`notice ${met.state === 'offered' ? 'warn' : ''}`}>${icon(met.state === 'offered' ? 'warn' : 'check')}<div class="grow">
      <p class="strong">${t(met.state === 'offered' ? 'air.offer' : `air.${met.state}`)}</p>
      <${Reasons} list=${met.reasons} small />
      <p class="small">${t('air.moments', { crew: clock(met.crew_there_at), lands: clock(met.lands_at), hospital: clock(met.hospital_at) })}</p>
      ${met.state === 'offered' && html`<div class="row">
        <button class="primary" disabled=${busy} onClick=${() => decideMeeting(incident, met, true)}>${t('air.accept')}</button>
        <button disabled=${busy} onClick=${() => decideMeeting(incident, met, false)}>${t('air.decline')}</button></div>`}
    </div></div>`}
    ${incident.destination && met?.state !== 'accepted' && html`<p><button class="plain" id="ask-flight" disabled=${busy} onClick=${() => askFlight(incident)}>${t('air.ask')}</button></p>
      <${Flight} found=${board.flight?.incident === incident.id ? board.flight : null} />`}
  </section>`;
}

/** @param {{found: any}} props */
function Flight({ found }) {
  if (!found) return null;
  if (!found.flies) return html`<p class="small" role="status">${icon('cut')} ${t('air.flies-not', { why: said(found.why) })}</p>`;
  const { site_name: site, hospital_at: at, saved_s: saved } = found.flight;
  return html`<div role="status"><p class="small strong">${t('air.flies', { site, hospital: found.name, at: clock(at) })}</p>
    ${saved > 0 && html`<p class="small">${t('air.flies-saves', { duration: duration(saved) })}</p>`}</div>`;
}
