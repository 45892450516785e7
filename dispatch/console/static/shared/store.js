// @ts-check
/** The smallest store that will do: one value, replaced, and those who look at it, told once per frame. */

/**
 * @template T
 * @param {T} initial
 */
export function createStore(initial) {
  let value = initial;
  let due = false;
  /** @type {Set<(value: T) => void>} */
  const watchers = new Set();

  function tell() {
    due = false;
    for (const watcher of watchers) watcher(value);
  }

  return {
    get: () => value,
    /** @param {Partial<T>} part */
    set(part) {
      value = { ...value, ...part };
      if (due) return;
      due = true;
      // Not requestAnimationFrame: a tab in the background must stay true as well.
      queueMicrotask(tell);
    },
    /** @param {(value: T) => void} watcher */
    watch(watcher) {
      watchers.add(watcher);
      watcher(value);
      return () => watchers.delete(watcher);
    },
  };
}
