// @ts-check
/** Keep the screen on while the page is seen. */

async function ask() {
  if (document.visibilityState !== 'visible') return;
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // A low battery or a policy said no: the tablet works all the same.
  }
}

export function stayAwake() {
  document.addEventListener('visibilitychange', ask);
  void ask();
}
