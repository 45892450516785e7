// @ts-check
/** Why: a reason by one key or one click, or in one's own words. */
import { html, useEffect, useRef, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';

/**
 * `undone` are the sentences to be ticked before anything can be sent; `ticked` says whether they are.
 * @param {{title: string, reasons: string[], go: string, busy: boolean, choose: (reason: string) => void, close: () => void,
 *   numbered?: boolean, undone?: string, ticked?: boolean, tick?: (on: boolean) => void}} props
 */
export function Why({ title, reasons, go, busy, choose, close, numbered = true, undone, ticked, tick }) {
  const [own, setOwn] = useState('');
  const box = useRef(/** @type {HTMLInputElement|null} */ (null));
  useEffect(() => undone && box.current?.focus(), []);
  const held = busy || Boolean(undone && !ticked);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (own.trim() && !held) choose(own.trim());
  };
  return html`<form class="why" onSubmit=${submit}>
    ${undone && html`<label class="check undone"><input ref=${box} type="checkbox" checked=${ticked} onChange=${(/** @type {any} */ e) => tick?.(e.target.checked)} /> <span>${undone}</span></label>
      ${!ticked && html`<p class="small warn-text">${icon('warn')} ${t('choice.tick-first')}</p>`}`}
    <p class="strong">${title}</p>
    ${reasons.map((reason, index) => html`<button type="button" class="reason" disabled=${held} onClick=${() => choose(reason)}>${numbered && html`<kbd>${index + 1}</kbd> `}${reason}</button>`)}
    <label>${t('details.reason-own')}<input value=${own} maxlength="1000" onInput=${(/** @type {any} */ e) => setOwn(e.target.value)} /></label>
    <div class="row"><button class="primary" disabled=${held || !own.trim()}>${go}</button><button type="button" class="plain" onClick=${close}>${t('details.dismiss')} <kbd>Esc</kbd></button></div>
  </form>`;
}
