// @ts-check
/** What a crew asks for from the scene: more crews, a count of the victims, a relief. */
import { newKey, post } from '../shared/api.js';
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { COLOURS } from './scene.js';
import { refresh } from './store.js';

const NEEDS = ['intensive', 'doctor', 'paediatric', 'paediatric-intensive', 'psychiatric', 'any'];
const CAUSES = ['breakdown', 'shift-end', 'other'];
const MOST_CREWS = 20;
const MOST_VICTIMS = 10_000;

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Help({ tablet }) {
  const { order } = tablet.answer;
  return html`<${Ask} key=${`a${order.incident}`} incident=${order.incident} /><${Count} key=${`v${order.incident}`} incident=${order.incident} known=${order.victims} /><${HandOver} key=${`h${order.incident}`} incident=${order.incident} />`;
}

/**
 * One wish: its key lives until it is answered, so that pressing again after silence counts once.
 * @param {string} incident @param {string} path @param {string} done
 */
function useWish(incident, path, done) {
  const [said, setSaid] = useState({ text: '', bad: false });
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState('');
  const send = async (/** @type {unknown} */ body) => {
    if (busy) return false;
    const text = JSON.stringify(body);
    const mine = key.endsWith(text) ? key : `${newKey()} ${text}`;
    setKey(mine);
    setBusy(true);
    try {
      await post(`/api/incidents/${encodeURIComponent(incident)}/${path}`, body, { key: mine.slice(0, 36) });
      setSaid({ text: done, bad: false });
      setKey('');
      refresh();
      return true;
    } catch (failure) {
      setSaid({ text: failure instanceof Error ? failure.message : String(failure), bad: true });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { send, busy, said: said.text && html`<p class=${`notice ${said.bad ? 'warn' : ''}`} role="status">${icon(said.bad ? 'warn' : 'check')}<span class="grow">${said.text}</span></p>` };
}

/** @param {{incident: string}} props */
function Ask({ incident }) {
  const [need, setNeed] = useState('intensive');
  const [same, setSame] = useState(true);
  const [count, setCount] = useState(1);
  const wish = useWish(incident, 'ask', t('help.asked'));
  const go = () => wish.send({ need: need === 'any' ? [] : [need], same_patient: same, count });
  const choice = (/** @type {boolean} */ on, /** @type {() => void} */ set, /** @type {string} */ words) => html`<button type="button" role="radio" aria-checked=${on} onClick=${set}>${on && icon('check')} ${words}</button>`;
  return html`<section class="wish" id="ask"><h2>${t('help.crew')}</h2>
    <div class="choices" role="radiogroup" aria-label=${t('help.whom')}>${NEEDS.map((name) => choice(need === name, () => setNeed(name), t(`help.need.${name}`)))}</div>
    <div class="choices" role="radiogroup" aria-label=${t('help.to')}>${choice(same, () => setSame(true), t('help.same'))}${choice(!same, () => setSame(false), t('help.other'))}</div>
    <div class="wish-row"><${Stepper} id="count" label=${t('help.count')} value=${count} least=${1} most=${MOST_CREWS} set=${setCount} />
      <button class="primary send" disabled=${wish.busy} onClick=${go}>${t('help.send')}</button></div>
    ${wish.said}</section>`;
}

/** @param {{incident: string, known: any}} props */
function Count({ incident, known }) {
  const [edit, setEdit] = useState(/** @type {Record<string, number>|null} */ (null));
  const wish = useWish(incident, 'victims', t('help.told'));
  const now = edit ?? { red: 0, yellow: 0, green: 0, unsorted: 0, children: 0, ...pick(known) };
  const total = COLOURS.reduce((sum, name) => sum + now[name], 0);
  const set = (/** @type {string} */ name) => (/** @type {number} */ n) => setEdit({ ...now, [name]: n });
  const send = async () => (await wish.send({ ...now, children: Math.min(now.children, total) })) && setEdit(null);
  return html`<section class="wish" id="victims"><h2>${t('help.victims')}</h2>
    <div class="steppers">${COLOURS.map((name) => html`<${Stepper} key=${name} id=${name} className=${name} label=${t(`scene.${name}`)} value=${now[name]} least=${0} most=${MOST_VICTIMS} set=${set(name)} />`)}
      <${Stepper} id="children" label=${t('scene.of-children')} value=${Math.min(now.children, total)} least=${0} most=${total} set=${set('children')} /></div>
    <div class="wish-row"><strong>${t('help.total', { n: total })}</strong><span class="spring"></span><button class="primary send" disabled=${wish.busy || !edit} onClick=${send}>${t('help.tell')}</button></div>
    ${wish.said}</section>`;
}

/** @param {any} known @returns {Record<string, number>} */
const pick = (known) => (known ? Object.fromEntries([...COLOURS, 'children'].map((name) => [name, known[name]])) : {});

/** @param {{id: string, label: string, value: number, least: number, most: number, set: (n: number) => void, className?: string}} props */
function Stepper({ id, label, value, least, most, set, className = '' }) {
  return html`<div class=${`stepper ${className}`} role="group" aria-label=${label}><span class="stepper-label">${label}</span>
    <button type="button" aria-label=${t('help.minus', { what: label })} disabled=${value <= least} onClick=${() => set(value - 1)}>−</button>
    <output id=${`n-${id}`}>${value}</output>
    <button type="button" aria-label=${t('help.plus', { what: label })} disabled=${value >= most} onClick=${() => set(value + 1)}>+</button></div>`;
}

/** @param {{incident: string}} props */
function HandOver({ incident }) {
  const [asking, setAsking] = useState(false);
  const wish = useWish(incident, 'hand-over', t('help.handed'));
  const send = async (/** @type {string} */ cause) => (await wish.send({ cause })) && setAsking(false);
  return html`<section class="wish" id="hand-over"><h2>${t('help.hand-over')}</h2>
    ${asking
      ? html`<p>${t('help.hand-over-why')}</p><div class="choices">${CAUSES.map((cause) => html`<button disabled=${wish.busy} data-cause=${cause} onClick=${() => send(cause)}>${t(`help.cause.${cause}`)}</button>`)}<button class="plain" onClick=${() => setAsking(false)}>${t('details.dismiss')}</button></div>`
      : html`<button id="hand-over-ask" onClick=${() => setAsking(true)}>${t('help.hand-over')}…</button>`}
    ${wish.said}</section>`;
}
