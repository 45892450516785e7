// @ts-check
/** The stream of events: a cursor, a watchdog over heartbeats, and coming back after any silence. */
import { setServerNow } from './time.js';

/** Heartbeats come every 3 s; an EventSource on a half-open line still says "open". */
const SILENCE_MS = 9_000;
const RETRY_MS = 2_000;
/** A browser gives six connections to one origin; a tab that nobody sees gives its own back. */
const HIDDEN_MS = 60_000;

/**
 * @typedef {object} Handlers
 * @property {() => Promise<number|null>} load loads the snapshot and returns its cursor (null: start from now)
 * @property {(change: any) => void} change
 * @property {(positions: Record<string, {lat: number, lon: number, at: string}>) => void} [positions]
 * @property {(data: {incident: string}) => void} [context]
 * @property {(parts: any[]) => void} [degraded]
 * @property {(link: 'opening'|'live'|'lost') => void} link
 */

/**
 * Keep the page's store up to date until it is closed.
 * @param {Handlers} handlers
 */
export function follow(handlers) {
  /** @type {EventSource|null} */
  let source = null;
  /** @type {number|null|undefined} undefined: the snapshot is still to be loaded */
  let cursor;
  let round = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let watchdog, retry, parting;

  const lose = () => {
    handlers.link('lost');
    stop();
    retry = setTimeout(open, RETRY_MS);
  };
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lose, SILENCE_MS);
    handlers.link('live');
  };
  const stop = () => {
    round += 1;
    clearTimeout(watchdog);
    clearTimeout(retry);
    source?.close();
    source = null;
  };

  async function open() {
    stop();
    const mine = round;
    if (cursor === undefined) {
      try {
        const loaded = await handlers.load();
        if (mine !== round) return;
        cursor = loaded;
      } catch {
        if (mine === round) lose();
        return;
      }
    }
    listen(new EventSource(cursor === null ? '/api/events' : `/api/events?since=${cursor}`));
  }

  /** @param {EventSource} stream */
  function listen(stream) {
    source = stream;
    watchdog = setTimeout(lose, SILENCE_MS);
    /** @type {(name: string, act: (data: any) => void) => void} */
    const on = (name, act) =>
      stream.addEventListener(name, (event) => {
        if (source !== stream) return;
        heard();
        if (event.lastEventId) cursor = Number(event.lastEventId);
        act(JSON.parse(event.data || 'null'));
      });
    stream.onerror = () => source === stream && lose();
    on('heartbeat', (data) => setServerNow(data?.now));
    on('change', handlers.change);
    on('positions', (data) => handlers.positions?.(data));
    on('context', (data) => handlers.context?.(data));
    on('degraded', (data) => handlers.degraded?.(data));
    on('resync', () => {
      cursor = undefined;
      void open();
    });
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(parting);
    if (document.hidden) parting = setTimeout(stop, HIDDEN_MS);
    else if (!source) void open();
  });
  addEventListener('online', () => void open());
  addEventListener('offline', lose);
  handlers.link('opening');
  void open();
}
