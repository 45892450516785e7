// @ts-check
/** Equipment that not every vehicle has: ticks for it, and what an incident needs. */
import { html, useState } from '../shared/dom.js';
import { t } from '../shared/texts.js';
import { noteEquipment } from './actions.js';
import { SmallForm, TickField } from './forms.js';

/** @param {{all: {name: string, name_ru: string}[], chosen: Set<string>, put: (chosen: Set<string>) => void}} props */
export const EquipmentTicks = ({ all, chosen, put }) =>
  all.map(({ name, name_ru: words }) => html`<${TickField} size="wide" label=${words} on=${chosen.has(name)} put=${(/** @type {boolean} */ on) => put(ticked(chosen, name, on))} />`);

/** @param {Set<string>} chosen @param {string} name @param {boolean} on */
export function ticked(chosen, name, on) {
  const next = new Set(chosen);
  if (on) next.add(name);
  else next.delete(name);
  return next;
}

/** @param {{incident: any, all: {name: string, name_ru: string}[], busy: boolean, close: () => void}} props */
export function EquipmentForm({ incident, all, busy, close }) {
  const [chosen, setChosen] = useState(() => new Set(/** @type {string[]} */ (incident.equipment_need)));
  const names = new Set(all.map((one) => one.name));
  const other = incident.equipment_need.filter((/** @type {string} */ name) => !names.has(name)).map((/** @type {string} */ name) => ({ name, name_ru: name }));
  return html`<${SmallForm} title=${t('parts.equipment-title')} go=${t('parts.victims-go')} busy=${busy} submit=${() => void noteEquipment(incident, [...chosen])} close=${close}>
    <${EquipmentTicks} all=${[...all, ...other]} chosen=${chosen} put=${setChosen} />
  <//>`;
}
