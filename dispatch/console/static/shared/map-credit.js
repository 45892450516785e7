// @ts-check
/** Which map this is, of when, what of it nobody has surveyed, and whose it is. Always on the screen. */
import { get } from './api.js';
import { html } from './dom.js';
import { icon } from './marks.js';
import { t } from './texts.js';
import { day, whole } from './time.js';

const TILES_RETRY_MS = 10_000;

/** @param {{map: any}} props */
export function MapCredit({ map }) {
  if (!map) return null;
  const synthetic = Object.values(map.synthetic_km ?? {}).reduce((sum, km) => sum + Number(km), 0);
  return html`
    ${map.schematic && html`<span class="schematic">${icon('warn')} ${t('map.schematic')}</span>`}
    <span>${map.date ? t('map.dated', { label: map.label, date: day(map.date) }) : t('map.undated', { label: map.label })}</span>
    ${synthetic > 0 && html`<span>${t('map.synthetic', { km: whole(Math.round(synthetic)) })}</span>`}
    ${map.learnt?.version && html`<span>${t('map.learnt', { runs: whole(map.learnt.runs), date: day(map.learnt.until) })}</span>`}
    <span>${map.attribution ?? map.licence}</span>`;
}

/**
 * Show the base map; while the service is still building it, ask again.
 * @param {import('./map.js').Drawing|null} drawing
 */
export async function showBaseMap(drawing) {
  if (!drawing) return;
  const map = await get('/api/map').catch(() => null);
  if (map?.tiles) drawing.showTiles(map.tiles);
  else setTimeout(() => showBaseMap(drawing), TILES_RETRY_MS);
}
