// @ts-check
/** Posts by hour: which have fewer crews than they are to have, since when, and whom to send there. */
import { html, useState } from '../shared/dom.js';
import { icon } from '../shared/marks.js';
import { hoursInWords } from '../shared/post-hours.js';
import { t } from '../shared/texts.js';
import { clock } from '../shared/time.js';
import { orderStandby } from './actions.js';
import { ChoiceField, SmallForm, WordsField } from './forms.js';
import { nearestFirst } from './standby.js';
import { store } from './store.js';

/** About 500 m of latitude: a crew this near is at its post. */
const NEAR_DEG = 0.0045;

/** Idle crews that stand at the post or are bound for it, as the crews themselves say now. @param {import('./store.js').Board} board @param {any} post */
const keepersOf = (board, post) => [...board.crews.values()].filter((crew) => crew.status === 'available' && crew.on_duty && (crew.standby?.id ?? crew.station) === post.id);

/** @param {any} crew @param {any} post */
const isThere = (crew, post) => Math.abs(crew.at.lat - post.at.lat) < NEAR_DEG && Math.abs(crew.at.lon - post.at.lon) < 2 * NEAR_DEG;

/** @param {{board: import('./store.js').Board}} props */
export function Posts({ board }) {
  return html`<section id="posts"><h3>${t('posts.title')}</h3>
    ${!board.posts.length && html`<p class="quiet small">${t('posts.none')}</p>`}
    <ul>${board.posts.map((post) => html`<${Post} key=${post.id} post=${post} board=${board} />`)}</ul>
  </section>`;
}

/** @param {{post: any, board: import('./store.js').Board}} props */
function Post({ post, board }) {
  const form = `post-${post.id}`;
  const keepers = keepersOf(board, post);
  const crews = keepers.map((crew) => (isThere(crew, post) ? crew.id : t('posts.on-way', { crew: crew.id })));
  return html`<li class="hospital" data-post=${post.id}>
    <p class="spread"><strong>${post.name}</strong><span class=${post.short_since ? (post.must ? 'alarm-text' : 'warn-text') : 'quiet'}>${post.short_since && icon('warn')} ${post.wanted ? t('posts.kept', { n: keepers.length, wanted: post.wanted }) : t('posts.not-now')}</span></p>
    <div class="spread"><span class="small quiet">${[post.short_since && t('posts.since', { at: clock(post.short_since) }), post.must && t('posts.must'), crews.length > 0 && t('posts.crews', { crews: crews.join(', ') })].filter(Boolean).join(' · ')}
      <br />${post.hours.map(hoursInWords).join('; ')}</span>
      ${post.short_since && html`<button class="small" aria-expanded=${board.form === form} onClick=${() => store.set({ form: board.form === form ? null : form })}>${t('posts.send')}</button>`}</div>
    ${board.form === form && html`<${Send} post=${post} board=${board} />`}
  </li>`;
}

/** @param {{post: any, board: import('./store.js').Board}} props */
function Send({ post, board }) {
  const idle = [...board.crews.values()].filter((crew) => crew.status === 'available' && crew.on_duty && (crew.standby?.id ?? crew.station) !== post.id);
  const choices = /** @type {[string, string][]} */ (
    nearestFirst(idle, post.at, (crew) => crew.at).map((crew) => [crew.id, t('posts.crew', { crew: crew.id, kind: crew.kind_ru, place: crew.standby?.name ?? crew.station_name })])
  );
  const [wish, setWish] = useState({ crew: choices[0]?.[0] ?? '', reason: t('posts.send-reason') });
  return html`<${SmallForm} title=${t('posts.send-title', { name: post.name })} go=${t('standby.go')} busy=${Boolean(board.sending)} ready=${Boolean(wish.crew && wish.reason.trim())}
    submit=${() => void orderStandby(wish.crew, post.id, wish.reason.trim())} close=${() => store.set({ form: null })}>
    <${ChoiceField} id="post-crew" size="wide" label=${t('posts.send-crew')} value=${wish.crew} choices=${choices} put=${(/** @type {string} */ crew) => setWish({ ...wish, crew })} />
    <${WordsField} id="post-reason" label=${t('reception.reason')} value=${wish.reason} put=${(/** @type {string} */ reason) => setWish({ ...wish, reason })} />
  <//>`;
}
