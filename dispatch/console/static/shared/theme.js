// @ts-check
/** Day and night. The choice is the person's and stays on this machine. */

const KEY = 'doezd.theme';

/** @returns {'dark'|'light'} */
export function theme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** @type {Set<(theme: 'dark'|'light') => void>} */
const watchers = new Set();

function show() {
  document.documentElement.dataset.theme = theme();
  for (const watcher of watchers) watcher(theme());
}

/** @param {(theme: 'dark'|'light') => void} watcher */
export const onTheme = (watcher) => void watchers.add(watcher);

export function switchTheme() {
  localStorage.setItem(KEY, theme() === 'dark' ? 'light' : 'dark');
  show();
}

addEventListener('storage', (event) => event.key === KEY && show());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
show();
