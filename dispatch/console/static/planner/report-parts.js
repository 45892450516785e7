// @ts-check
/** What both reports have: a figure with its words, and what stands there while there is nothing to show. */
import { html } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { t } from '../shared/texts.js';

/** @param {{value: string|number, words: string}} props */
export const Figure = ({ value, words }) => html`<div><dd>${value}</dd><dt>${words}</dt></div>`;

/** @param {{report: import('./store.js').Report}} props */
export function Asked({ report }) {
  if (report.problem) return html`<p class="notice warn" role="alert">${icon('warn')} <span class="grow">${report.problem}</span></p>`;
  return report.loading && !report.data ? html`<p class="empty">${t('plan.loading')}</p>` : null;
}
