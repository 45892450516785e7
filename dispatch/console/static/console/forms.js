// @ts-check
/** Small forms of the side column: a number, a tick, a choice, words, and the buttons below. */
import { html } from '../shared/dom.js';
import { t } from '../shared/texts.js';

/** @param {{id: string, label: string, value: string, put: (value: string) => void, min?: number, max?: number, size?: string, step?: string, required?: boolean}} props */
export const NumberField = ({ id, label, value, put, min = 0, max, size = 'third', step = '1', required = false }) => html`<div class=${`field ${size}`}>
  <label for=${id}>${label}</label>
  <input id=${id} type="number" inputmode="decimal" min=${min} max=${max} step=${step} required=${required} value=${value} onInput=${(/** @type {any} */ e) => put(e.target.value)} /></div>`;

/** @param {{id: string, label: string, value: string, put: (value: string) => void, size?: string}} props */
export const WordsField = ({ id, label, value, put, size = 'wide' }) => html`<div class=${`field ${size}`}>
  <label for=${id}>${label}</label>
  <input id=${id} maxlength="1000" autocomplete="off" value=${value} onInput=${(/** @type {any} */ e) => put(e.target.value)} /></div>`;

/** @param {{id: string, label: string, value: string, put: (value: string) => void, choices: [string, string][], size?: string}} props */
export const ChoiceField = ({ id, label, value, put, choices, size = 'half' }) => html`<div class=${`field ${size}`}>
  <label for=${id}>${label}</label>
  <select id=${id} value=${value} onChange=${(/** @type {any} */ e) => put(e.target.value)}>${choices.map(([name, words]) => html`<option value=${name} selected=${name === value}>${words}</option>`)}</select></div>`;

/** @param {{label: string, on: boolean, put: (on: boolean) => void, size?: string}} props */
export const TickField = ({ label, on, put, size = 'half' }) =>
  html`<label class=${`check ${size}`}><input type="checkbox" checked=${on} onChange=${(/** @type {any} */ e) => put(e.target.checked)} /> ${label}</label>`;

/** @param {{title: string, go: string, busy: boolean, submit: () => void, close: () => void, children?: any, ready?: boolean}} props */
export function SmallForm({ title, go, busy, submit, close, children, ready = true }) {
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!busy && ready) submit();
  };
  return html`<form class="why" onSubmit=${send}>
    <p class="strong">${title}</p>
    <div class="grid">${children}</div>
    <div class="row"><button class="primary" disabled=${busy || !ready}>${go}</button><button type="button" class="plain" onClick=${close}>${t('details.dismiss')} <kbd>Esc</kbd></button></div>
  </form>`;
}
