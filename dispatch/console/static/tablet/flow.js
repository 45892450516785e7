// @ts-check
/**
 * The order of the buttons, so that they go on without a connection. The server's table is the judge: what it
 * answers in `legal` always wins over this copy.
 */

/** @type {Record<string, string[]>} */
const NEXT = {
  notified: ['accepted'],
  accepted: ['en-route'],
  'en-route': ['at-scene'],
  'at-scene': ['at-patient', 'available'],
  'at-patient': ['transporting', 'available'],
  transporting: ['at-hospital'],
  'at-hospital': ['handed-over'],
  'handed-over': ['available'],
  available: [],
};

/**
 * What may be pressed, when these steps still wait to be sent.
 * @param {string[]} legal what the server allowed when it was last heard
 * @param {{milestone: string}[]} waiting
 */
export const nextSteps = (legal, waiting) => (waiting.length ? NEXT[waiting[waiting.length - 1].milestone] ?? [] : legal);

/** Available without having been at a hospital. @param {string} step @param {string|null} milestone */
export const withoutTransport = (step, milestone) => step === 'available' && milestone !== 'handed-over';
