// @ts-check
/** Keys by their place on the board (`event.code`), so that the Russian layout does not matter. */
import { askReason, overrideReason } from './recommendation.js';
import { confirm, override } from './actions.js';
import { offered, queues, select, selectedIncident, store } from './store.js';

const typing = () => Boolean(document.activeElement?.closest('input:not([type=checkbox]), textarea, select'));

/** @param {number} digit */
function choose(digit) {
  const board = store.get();
  const incident = selectedIncident(board);
  const options = incident?.recommendation?.options ?? [];
  if (!incident || board.tab !== 'incident' || board.calling || board.form) return;
  if (board.override) {
    const asked = options.find((/** @type {any} */ one) => one.crew === board.override?.crew);
    const reason = overrideReason(digit - 1);
    if (asked && reason) void override(incident, asked, reason);
    return;
  }
  const option = options[digit - 1];
  if (!option || (incident.status !== 'waiting' && !offered(incident))) return;
  if (option.crew === incident.recommendation.crew) void confirm(incident);
  else if (option.crew !== incident.crew) askReason(option.crew);
}

/** Close one thing, the innermost first. */
function escape() {
  const board = store.get();
  if (board.override) store.set({ override: null });
  else if (board.form) store.set({ form: null });
  else if (board.cancelling) store.set({ cancelling: false });
  else if (board.calling) store.set({ calling: false });
  else if (board.message) store.set({ message: null });
  else select(null);
}

/** @param {number} by */
function step(by) {
  const { waiting, assigned } = queues(store.get());
  const all = [...waiting, ...assigned].map((incident) => incident.id);
  const at = all.indexOf(store.get().selected);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return;
  select(next);
  document.querySelector(`#queue [data-incident="${CSS.escape(next)}"]`)?.scrollIntoView({ block: 'nearest' });
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key was ours */
function handle(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.code === 'F2') return store.set({ calling: true }), document.getElementById('address')?.focus(), true;
  if (event.code === 'F4') return store.get().calling || void confirm(selectedIncident(store.get())), true;
  if (event.code === 'Escape') return escape(), true;
  if (typing()) return false;
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1];
  if (digit) return choose(Number(digit)), true;
  if (event.code === 'ArrowDown' || event.code === 'ArrowUp') return step(event.code === 'ArrowDown' ? 1 : -1), true;
  return false;
}

export function listen() {
  document.addEventListener('keydown', (event) => {
    if (event.repeat && event.code !== 'ArrowDown' && event.code !== 'ArrowUp') return;
    if (handle(event)) event.preventDefault();
  });
}
