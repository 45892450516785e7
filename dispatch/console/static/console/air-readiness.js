// @ts-check
/** Whether the air ambulance may be called, and the form for its own word. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { said, t } from '../shared/texts.js';
import { clock, distance, duration, tenths } from '../shared/time.js';
import { reportAir } from './actions.js';
import { ChoiceField, NumberField, SmallForm, TickField } from './forms.js';
import { store } from './store.js';
import { VALID, validUntil } from './validity.js';

/** @param {{board: import('./store.js').Board}} props */
export function AirReadiness({ board }) {
  const air = board.air;
  const asking = board.form === 'air';
  if (!air) return null;
  const against = hindrance(air);
  return html`<section class="readiness">
    <div class="spread"><p><strong>${t('air.title')}</strong> <span class=${air.ready && !against ? '' : 'quiet'}>${icon(against ? 'cut' : 'check')} ${against ?? t('air.ready', { at: clock(air.valid_until) })}</span></p>
      <button class="small" id="air-report" aria-expanded=${asking} onClick=${() => store.set({ form: asking ? null : 'air' })}>${t('air.report')}</button></div>
    ${air.known && html`<p class="small quiet">${t('air.weather', { visibility: distance(air.visibility_m), ceiling: distance(air.ceiling_m), wind: tenths(air.wind_m_s) })}</p>
      <p class="small quiet">${light(air)} · ${t('air.startup', { duration: duration(air.startup_s) })}</p>`}
    ${asking && html`<${Report} air=${air} sites=${board.landingSites ?? []} busy=${Boolean(board.sending)} />`}
  </section>`;
}

/** Why nobody would fly now, the first reason first; nothing when the helicopter may be called. @param {any} air */
function hindrance(air) {
  if (!air.known) return t('air.unknown');
  if (!air.ready) return t('air.not-ready', { at: clock(air.valid_until) });
  if (air.below_minimum) return t('air.below', { why: said(air.below_minimum) });
  return air.dark && !air.flies_in_the_dark ? t('air.dark') : null;
}

/** Until when it is light, or dark. @param {any} air */
function light(air) {
  const kind = air.dark ? 'dark' : 'light';
  return air.dark_changes_at ? t(`air.${kind}-until`, { at: clock(air.dark_changes_at) }) : t(`air.${kind}`);
}

/** Airfields before the pads of hospitals: helicopters stand there. @param {any[]} sites */
const fieldsFirst = (sites) => [...sites].sort((a, b) => Number(b.kind === 'airfield') - Number(a.kind === 'airfield'));

/** @param {{air: any, sites: any[], busy: boolean}} props */
function Report({ air, sites, busy }) {
  const [word, setWord] = useState({
    ready: true,
    visibility: String(air.visibility_m ?? ''),
    ceiling: String(air.ceiling_m ?? ''),
    wind: String(air.wind_m_s ?? ''),
    valid: '120',
    base: air.base ? 'kept' : '',
  });
  const put = (/** @type {Partial<typeof word>} */ part) => setWord({ ...word, ...part });
  const base = word.base === 'kept' ? air.base : sites.find((one) => one.id === word.base)?.at;
  const stands = air.base && sites.find((one) => one.at.lat === air.base.lat && one.at.lon === air.base.lon);
  const kept = air.base ? [['kept', t('air.base-kept', { where: stands?.name ?? `${air.base.lat}, ${air.base.lon}` })]] : [['', t('air.base-choose')]];
  const ready = Boolean(base) && [word.visibility, word.ceiling, word.wind].every((value) => value !== '');
  const submit = () =>
    void reportAir({
      ready: word.ready,
      ...base,
      visibility_m: Number(word.visibility),
      ceiling_m: Number(word.ceiling),
      wind_m_s: Number(word.wind),
      valid_until: validUntil(word.valid),
    });
  return html`<${SmallForm} title=${t('air.report-title')} go=${t('air.save')} busy=${busy} ready=${ready} submit=${submit} close=${() => store.set({ form: null })}>
    <${TickField} size="wide" label=${t('air.can')} on=${word.ready} put=${(/** @type {boolean} */ on) => put({ ready: on })} />
    <${NumberField} id="air-visibility" label=${t('air.visibility')} value=${word.visibility} max=${100000} put=${(/** @type {string} */ visibility) => put({ visibility })} />
    <${NumberField} id="air-ceiling" label=${t('air.ceiling')} value=${word.ceiling} max=${20000} put=${(/** @type {string} */ ceiling) => put({ ceiling })} />
    <${NumberField} id="air-wind" label=${t('air.wind')} value=${word.wind} max=${150} step="0.1" put=${(/** @type {string} */ wind) => put({ wind })} />
    <${ChoiceField} id="air-base" size="wide" label=${t('air.base')} value=${word.base} choices=${[...kept, ...fieldsFirst(sites).map((one) => [one.id, one.name])]} put=${(/** @type {string} */ base) => put({ base })} />
    <${ChoiceField} id="air-valid" label=${t('reception.valid')} value=${word.valid} choices=${VALID.filter(Boolean).map((minutes) => [minutes, t(`valid.${minutes}`)])} put=${(/** @type {string} */ valid) => put({ valid })} />
  <//>`;
}
