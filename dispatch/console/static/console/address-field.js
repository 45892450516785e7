// @ts-check
/** The address with suggestions of the service's own geocoder. */
import { get } from '../shared/api.js';
import { html, useRef, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { withHouse } from './call-draft.js';

const PAUSE_MS = 180;

/** @typedef {{label: string, at: {lat: number, lon: number}, precision: string, district: string|null}} Found */

/** @param {{value: string, point: any, problem: string|undefined, change: (text: string, point: any) => void}} props */
export function AddressField({ value, point, problem, change }) {
  const [found, setFound] = useState(/** @type {Found[]} */ ([]));
  const [at, setAt] = useState(-1);
  const asking = useRef(/** @type {{timer?: any, stop?: AbortController}} */ ({}));

  const ask = (/** @type {string} */ text) => {
    clearTimeout(asking.current.timer);
    asking.current.stop?.abort();
    setAt(-1);
    if (text.trim().length < 3) return setFound([]);
    const stop = (asking.current.stop = new AbortController());
    asking.current.timer = setTimeout(() => get(`/api/geocode?q=${encodeURIComponent(text)}`, stop.signal).then(setFound, () => setFound([])), PAUSE_MS);
  };
  const take = (/** @type {Found} */ one) => {
    change(withHouse(value, one.label), { ...one.at, label: one.label });
    setFound([]);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (!found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (step) setAt((at + step + found.length) % found.length);
    else if (event.code === 'Enter' && at >= 0) take(found[at]);
    else if (event.code === 'Escape') {
      event.stopPropagation();
      setFound([]);
    } else return;
    event.preventDefault();
  };
  return html`<div class="field wide address">
    <label for="address">${t('field.address')}</label>
    <input id="address" name="address.text" autocomplete="off" role="combobox" aria-expanded=${found.length > 0} aria-controls="address-found" aria-autocomplete="list"
      aria-activedescendant=${at >= 0 ? `found-${at}` : undefined} aria-invalid=${Boolean(problem)} placeholder=${t('field.address.hint')} value=${value}
      onInput=${(/** @type {any} */ e) => (change(e.target.value, null), ask(e.target.value))} onKeyDown=${key} onBlur=${() => setTimeout(() => setFound([]), 150)} />
    ${found.length > 0 && html`<ul id="address-found" role="listbox">${found.map((one, index) => html`<li id=${`found-${index}`} role="option" aria-selected=${index === at} onMouseDown=${(/** @type {Event} */ e) => (e.preventDefault(), take(one))}>
      ${one.label}${one.district && !one.label.includes(one.district) && html`<span class="quiet small"> · ${one.district}</span>`}</li>`)}</ul>`}
    ${point && html`<p class="small quiet">${icon('pin')} ${t('field.point', { label: point.label })}</p>`}
    ${problem && html`<p class="field-problem">${icon('warn')} ${problem}</p>`}
  </div>`;
}
