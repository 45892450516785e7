// @ts-check
/** The terms of the objective, crew beside crew: the choice as figures, for those who ask why. */
import { html } from '../shared/dom.js';
import { said, t } from '../shared/texts.js';
import { whole } from '../shared/time.js';

/** The proposed crew and so many others fit into the column. */
const CREWS = 4;

/** @param {{made: any}} props */
export function Terms({ made }) {
  const options = (made.options ?? []).filter((/** @type {any} */ option) => option.terms?.length).slice(0, CREWS);
  if (!options.length) return null;
  const rows = options[0].terms.map((/** @type {any} */ term) => ({ ...term, of: options.map((/** @type {any} */ option) => weighed(option, term.name)) }));
  const shown = rows.filter((/** @type {any} */ row) => row.of.some((/** @type {number} */ value) => Math.abs(value) >= 0.5));
  const most = Math.max(1, ...shown.flatMap((/** @type {any} */ row) => row.of));
  return html`<details class="terms"><summary>${t('choice.terms')}</summary>
    <p class="quiet small">${t('choice.terms-unit')}</p>
    <table>
      <thead><tr><th scope="col">${t('choice.term')}</th>${options.map((/** @type {any} */ option) => html`<th scope="col">${option.crew}</th>`)}</tr></thead>
      <tbody>${shown.map((/** @type {any} */ row) => html`<tr><th scope="row">${said(row)}</th>${row.of.map((/** @type {number} */ value) => html`<td><span class="bar" style=${{ width: `${Math.max(0, (100 * value) / most)}%` }}></span>${whole(value)}</td>`)}</tr>`)}</tbody>
      <tfoot><tr><th scope="row">${t('choice.total')}</th>${options.map((/** @type {any} */ option) => html`<td>${whole(total(option))}</td>`)}</tr></tfoot>
    </table></details>`;
}

/** @param {any} option @param {string} name @returns {number} */
const weighed = (option, name) => option.terms.find((/** @type {any} */ term) => term.name === name)?.weighted_s ?? 0;

/** @param {any} option @returns {number} */
const total = (option) => option.terms.reduce((/** @type {number} */ sum, /** @type {any} */ term) => sum + term.weighted_s, 0);
