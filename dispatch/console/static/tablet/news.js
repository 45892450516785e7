// @ts-check
/** What has been decided without the crew. It covers the page until somebody has read it. */
import { html, useEffect, useRef } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { language, t } from '../shared/texts.js';
import { clock } from '../shared/time.js';
import { store } from './store.js';

/** @typedef {{seq: number, at: string, kind: string, incident: string|null, number: string|null, crew: string|null, hospital_name: string|null, was: string|null, was_name: string|null, base: string|null, base_name: string|null, words: string, reasons: any[]}} Piece */

/** A tablet that has read nothing yet is not told of the morning. */
const FRESH_MS = 30 * 60_000;
const KEY = 'doezd.news';

/** News that only counts while the crew works on that call. */
const OF_ORDER = new Set(['redirected', 'hospital-doubted', 'took-over', 'air-site']);
const WITH_PATIENT = new Set(['at-patient', 'transporting']);
const CALM = new Set(['standby', 'took-over', 'air-site']);
/** @type {Record<string, string>} */
const SIGNS = { redirected: 'arrow', standby: 'pin', 'took-over': 'check', 'air-site': 'flag' };

/** @param {string} crew the newest piece that has been read on this tablet */
const readUntil = (crew) => Number(localStorage.getItem(`${KEY}.${crew}`) ?? NaN);

/** @param {Piece} piece @param {any} answer */
function matters(piece, answer) {
  const { order, milestone } = answer;
  if (piece.kind === 'standby') return !order && piece.base === answer.way?.base; // until the crew is there
  if (!OF_ORDER.has(piece.kind)) return true;
  if (order?.incident !== piece.incident) return false;
  return piece.kind === 'took-over' || WITH_PATIENT.has(milestone);
}

/** What is still to be read, the oldest first. @param {import('./store.js').Tablet} tablet @returns {Piece[]} */
export function unread({ answer, crew }) {
  const until = readUntil(crew ?? '');
  /** @param {Piece} piece */
  const isNew = (piece) => (Number.isFinite(until) ? piece.seq > until : Date.now() - Date.parse(piece.at) < FRESH_MS);
  return (answer?.news ?? []).filter((/** @type {Piece} */ piece) => isNew(piece) && matters(piece, answer));
}

/** @param {string} crew @param {Piece[]} pieces */
function read(crew, pieces) {
  localStorage.setItem(`${KEY}.${crew}`, String(Math.max(...pieces.map((piece) => piece.seq))));
  store.set({});
}

/** @param {Piece} piece @param {any} answer */
function headline(piece, answer) {
  const { number, crew, hospital_name: hospital, base_name: base, was: site } = piece;
  if (piece.kind === 'standby' && piece.base === answer.crew.station) return t('news.home', { base: base ?? '' });
  if (piece.kind === 'not-needed' && piece.reasons.some((reason) => reason.code === 'relieved-by')) return t('news.relieved', { number: number?.split('/')[0] ?? '' });
  return t(`news.${piece.kind}`, { number: number ?? '', crew: crew ?? '', hospital: hospital ?? '', base: base ?? '', site: site ?? '' });
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function News({ tablet }) {
  const pieces = unread(tablet);
  const button = useRef(/** @type {HTMLButtonElement|null} */ (null));
  const newest = pieces.at(-1)?.seq;
  useEffect(() => button.current?.focus(), [newest]);
  if (!pieces.length) return null;
  const { order } = tablet.answer;
  const taken = pieces.some((piece) => ['withdrawn', 'cancelled', 'not-needed'].includes(piece.kind));
  return html`<div class="news" role="alertdialog" aria-modal="true" aria-labelledby="news-title" id="news-dialog">
    <h2 id="news-title" class="offscreen">${t('news.title')}</h2>
    <div class="pieces">${pieces.map((piece) => html`<${One} key=${piece.seq} piece=${piece} answer=${tablet.answer} />`)}
      ${taken && html`<p class="now">${icon('arrow')} <strong>${order ? t('news.next', { number: order.number ?? order.incident }) : t('news.free')}</strong></p>
        ${order && html`<p class="now-what">${order.complaint_ru}<br />${order.place}</p>`}`}</div>
    <button class="primary next" id="news-read" ref=${button} onClick=${() => read(tablet.crew ?? '', pieces)}>${t('news.read')}</button>
  </div>`;
}

/** @param {{piece: Piece, answer: any}} props */
function One({ piece, answer }) {
  return html`<section class=${`piece ${CALM.has(piece.kind) ? 'calm' : ''}`} data-news=${piece.kind}>
    <h1>${icon(SIGNS[piece.kind] ?? 'alarm')} ${headline(piece, answer)}</h1>
    ${piece.was_name && !piece.reasons.some((reason) => reason.code.startsWith('instead-of')) && html`<p>${t('news.instead', { hospital: piece.was_name })}</p>`}
    <ul>${piece.reasons.map((reason) => html`<li>${language === 'ru' ? reason.text : reason.text_en}</li>`)}</ul>
    ${piece.words && html`<p>${piece.words}</p>`}
    <p class="quiet">${clock(piece.at)}</p></section>`;
}
