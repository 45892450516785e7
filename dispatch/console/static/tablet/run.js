// @ts-check
/** Planned transport on the tablet: the next stop, who is on board, and the one button. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';
import { clock, duration } from '../shared/time.js';
import { UNDO_MS, press, undo } from './outbox.js';
import { useSecond } from './top.js';

/** @type {Record<string, string|undefined>} */
const AFTER = { confirmed: 'begun', begun: 'at-pickup', 'at-pickup': 'on-board', 'on-board': 'delivered' };

/** @param {{tablet: import('./store.js').Tablet}} props */
export function Run({ tablet }) {
  const { run } = tablet;
  if (!run) return null;
  const onBoard = Object.values(run.transports).filter((one) => one.step === 'on-board');
  const [next, ...then] = run.stops;
  return html`<section class="run" id="run">
    ${onBoard.length > 0 && html`<p class="notice">${icon('person')}<span class="grow"><strong>${t('run.on-board', { n: onBoard.length })}</strong> ${onBoard.map((one) => nameOf(one)).join(', ')}</span></p>`}
    ${next ? html`<h2>${t('run.next')}</h2><${Stop} stop=${next} transport=${run.transports[next.transport]} first />` : html`<p class="quiet">${t('run.none')}</p>`}
    ${then.length > 0 && html`<h2>${t('run.then')}</h2><ol class="stops">${then.map((/** @type {any} */ stop) => html`<${Stop} key=${`${stop.transport}${stop.pickup}`} stop=${stop} transport=${run.transports[stop.transport]} />`)}</ol>`}
  </section>`;
}

/** @param {any} transport */
const nameOf = (transport) => transport.patient?.name ?? transport.kind_ru;

/** @param {{stop: any, transport: any, first?: boolean}} props */
function Stop({ stop, transport, first = false }) {
  if (!transport) return null;
  const end = stop.pickup ? transport.from : transport.to;
  const what = t(stop.pickup ? 'run.pickup' : 'run.delivery');
  const facts = [transport.mobility_ru, transport.escorts > 0 && t('run.escorts', { n: transport.escorts }), transport.oxygen && t('run.oxygen')].filter(Boolean).join(', ');
  if (!first) return html`<li><span class="grow"><strong>${what}</strong>: ${nameOf(transport)}, ${end.label ?? ''}</span><span>${clock(stop.begin_at)}</span></li>`;
  return html`<div class="stop" data-stop=${transport.id}>
    <p class="spread"><strong class="what">${what}</strong><strong class="what">${t('run.at', { at: clock(stop.begin_at) })}</strong></p>
    <p class="place">${icon('pin')} ${end.label ?? ''}</p>${end.note && html`<p>${end.note}</p>`}
    <p>${icon('person')} <strong>${nameOf(transport)}</strong>, ${facts}</p>
    ${transport.note && html`<p>${transport.note}</p>`}
    ${transport.patient?.phone && html`<a class="phone" href=${`tel:${transport.patient.phone.replace(/[^+\d]/g, '')}`}>${icon('phone')} <strong>${transport.patient.phone}</strong></a>`}
    <p class="quiet">${transport.kind_ru} · ${stop.slack_s >= 60 ? t('run.slack', { n: duration(stop.slack_s) }) : t('run.late')}</p>
    ${transport.step === 'planned' && html`<p class="notice">${icon('clock')}<span class="grow">${t('run.unconfirmed')}</span></p>`}
  </div>`;
}

/** @param {{tablet: import('./store.js').Tablet}} props */
export function RunButtons({ tablet }) {
  useSecond();
  const { run, unsent, crew } = tablet;
  const stop = run?.stops[0];
  const transport = stop && run.transports[stop.transport];
  if (!transport) return null;
  const mine = unsent.filter((one) => one.transport);
  const last = mine.at(-1);
  const left = last ? Math.ceil((last.pressedAt + UNDO_MS - Date.now()) / 1000) : 0;
  if (last && left > 0)
    return html`<div class="steps"><p class="undo-of">${icon('clock')} ${t(`run.step.${last.milestone}`)}</p><button id="undo" class="undo" onClick=${() => undo(last.seq)}>${t('tablet.undo', { n: left })}</button></div>`;
  const waiting = mine.filter((one) => one.transport === transport.id).at(-1);
  const step = waiting ? AFTER[waiting.milestone] : transport.next_step;
  if (!step) return null;
  return html`<div class="steps"><button id="next" class="primary next" data-step=${step} onClick=${() => press({ crew: crew ?? '', incident: '', milestone: step, transport: transport.id })}>${t(`run.step.${step}`)}</button></div>`;
}
