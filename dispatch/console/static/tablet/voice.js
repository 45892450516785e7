// @ts-check
/** The way, spoken: each announcement once, when it is due. Off until somebody switches it on: a browser asks for a touch first. */
import { language, said, t } from '../shared/texts.js';
import { progress } from './progress.js';
import { goalOf, routeOf, store, wayOf } from './store.js';

const KEPT = 'doezd-voice';
/** An announcement is no longer worth its breath when the vehicle is this much nearer than it says. */
const STALE_M = 150;

/** The route that is driven now. What was said is kept over the routes to one goal: each event brings a new one. */
/** @type {{route: any, goal: string, at: any, travelled_m: number, said: Set<string>}} */
let driven = { route: null, goal: '', at: null, travelled_m: 0, said: new Set() };

export const canSpeak = () => 'speechSynthesis' in window;
export const speaks = () => canSpeak() && localStorage.getItem(KEPT) === 'on';

/** The touch that the browser wants, and a word to set the loudness by. */
export function switchVoice() {
  localStorage.setItem(KEPT, speaks() ? 'off' : 'on');
  speechSynthesis.cancel();
  if (speaks()) say(t('voice.on'));
  store.set({});
}

/** @param {string} text */
function say(text) {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language === 'ru' ? 'ru-RU' : 'en-GB';
  words.voice = speechSynthesis.getVoices().find((voice) => voice.lang.replace('_', '-').startsWith(language)) ?? null;
  speechSynthesis.speak(words);
}

/** What is due here and has not been said. @param {any} route @param {{lat: number, lon: number}} at */
function unsaid(route, at) {
  const { next, left_m, travelled_m } = progress(route.geometry.coordinates, route.maneuvers, at, driven.travelled_m);
  driven.travelled_m = travelled_m;
  if (next === null) return null;
  const { announcements, at: turn } = route.maneuvers[next];
  const index = announcements.findLastIndex((/** @type {any} */ one) => one.before_m >= left_m);
  if (index < 0) return null;
  const last = index === announcements.length - 1;
  const key = `${turn.lat} ${turn.lon} ${last ? 'now' : announcements[index].before_m}`;
  if (driven.said.has(key)) return null;
  driven.said.add(key);
  return last || announcements[index].before_m - left_m <= STALE_M ? announcements[index] : null;
}

/** Look at where the vehicle is now. @param {import('./store.js').Tablet} tablet */
export function guide(tablet) {
  const route = routeOf(tablet);
  const { at } = tablet;
  if (!speaks() || !route || !at || (at === driven.at && route === driven.route)) return;
  const goal = goalOf(wayOf(tablet));
  if (goal !== driven.goal) {
    speechSynthesis.cancel();
    driven = { route, goal, at, travelled_m: 0, said: new Set() };
  } else if (route !== driven.route) Object.assign(driven, { route, travelled_m: 0 });
  driven.at = at;
  const due = unsaid(route, at);
  if (due) say(said(due));
}
