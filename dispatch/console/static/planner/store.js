// @ts-check
/** What the planner's page knows: the runs as they last told, asked for again and again, and two reports on demand. */
import { get } from '../shared/api.js';
import { createStore } from '../shared/store.js';
import { now, setServerNow } from '../shared/time.js';

const EVERY_MS = 2_000;

/**
 * @typedef {object} Run
 * @property {string} run the folder's name
 * @property {string} heard_at
 * @property {boolean} has_report
 * @property {string} state
 * @property {number} done
 * @property {number} total
 * @property {string} scenario
 * @property {string} policy
 * @property {string} metric
 * @property {string} unit
 * @property {number|null} mean
 * @property {number|null} half_width
 * @property {string|null} started_at
 * @property {number|null} eta_s
 * @property {string} error
 */

/**
 * @typedef {object} Desk
 * @property {boolean} loaded
 * @property {'opening'|'live'|'lost'} link
 * @property {number} heardAt when the server was last heard, ms
 * @property {boolean} signedOut
 * @property {string} refused why the service does not show the runs
 * @property {Run[]} runs
 * @property {{run: string, why: string}[]} unreadable
 * @property {number} hidden
 * @property {Tab} tab
 * @property {Report} posture
 * @property {Report} overrides
 */

/** @typedef {'runs'|'posture'|'overrides'} Tab */
/** @typedef {{loading: boolean, problem: string, data: any, query: string}} Report */

export const TABS = /** @type {const} */ (['runs', 'posture', 'overrides']);

/** @type {Report} */
const NOT_ASKED = { loading: false, problem: '', data: null, query: '' };

/** @returns {Tab} */
const tabOfAddress = () => TABS.find((tab) => location.hash === `#${tab}`) ?? 'runs';

export const store = createStore(
  /** @type {Desk} */ ({ loaded: false, link: 'opening', heardAt: 0, signedOut: false, refused: '', runs: [], unreadable: [], hidden: 0, tab: tabOfAddress(), posture: NOT_ASKED, overrides: NOT_ASKED }),
);

async function ask() {
  try {
    const told = await get('/api/runs');
    setServerNow(told.now);
    store.set({ loaded: true, link: 'live', heardAt: now(), signedOut: false, refused: '', ...told });
  } catch (failure) {
    const refused = /** @type {any} */ (failure).status === 403 ? /** @type {Error} */ (failure).message : '';
    store.set({ link: 'lost', refused });
  }
}

/** Ask for a report; the last question wins. @param {'posture'|'overrides'} name @param {string} [query] */
export async function askFor(name, query = store.get()[name].query) {
  store.set({ [name]: { ...store.get()[name], loading: true, problem: '', query } });
  const told = await get(`/api/planners/${name}${query && `?${query}`}`).then(
    (data) => ({ data, problem: '' }),
    (failure) => ({ problem: failure instanceof Error ? failure.message : String(failure) }),
  );
  if (store.get()[name].query === query) store.set({ [name]: { ...store.get()[name], loading: false, ...told } });
}

/** @param {Tab} tab */
export const show = (tab) => void (location.hash = tab);

function turn() {
  const tab = tabOfAddress();
  store.set({ tab });
  if (tab !== 'runs' && !store.get()[tab].data) void askFor(tab);
}

export function start() {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const round = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    await ask();
    clearTimeout(timer);
    timer = setTimeout(round, EVERY_MS);
  };
  document.addEventListener('doezd:signed-out', () => store.set({ signedOut: true }));
  document.addEventListener('visibilitychange', round);
  addEventListener('online', round);
  addEventListener('hashchange', turn);
  turn();
  void round();
}
