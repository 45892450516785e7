// @ts-check
/** What may be done about the roads: looked at, closed, opened. */
import { Problem, del, post, put } from '../shared/api.js';
import { t } from '../shared/texts.js';
import { act } from './actions.js';
import { bodyOf } from './closure-draft.js';
import { loadRoads, store } from './store.js';

const PATH = '/api/roads/closures';

let asked = 0;

/** What the closure would close, for the map and the form. @param {ReturnType<typeof bodyOf>} body */
export async function previewClosure(body) {
  const mine = ++asked;
  if (!body) return store.set({ preview: null });
  store.set({ preview: { asking: true, shown: null, problem: null } });
  const preview = await previewed(body);
  if (mine === asked) store.set({ preview });
}

/** @param {any} body @returns {Promise<import('./store.js').Board['preview']>} */
async function previewed(body) {
  try {
    return { asking: false, shown: await post(`${PATH}/preview`, { ...body, reason: body.reason || '—' }), problem: null };
  } catch (failure) {
    const said = failure instanceof Problem ? failure.errors[0]?.message : undefined;
    return { asking: false, shown: null, problem: said ?? (failure instanceof Error ? failure.message : String(failure)) };
  }
}

/** @param {import('./closure-draft.js').Draft} draft */
export async function setClosure(draft) {
  const body = bodyOf(draft);
  if (!body) return;
  const answer = draft.id
    ? await act('closure', `${PATH}/${encodeURIComponent(draft.id)}`, { ...body, revision: draft.revision }, put)
    : await act('closure', PATH, body);
  if (answer) done(t('roads.kept'));
}

/** @param {any} closure */
export async function liftClosure(closure) {
  const answer = await act(`lift-${closure.id}`, `${PATH}/${encodeURIComponent(closure.id)}?revision=${closure.revision}`, undefined, (path, _, options) => del(path, options));
  if (answer) done(t('roads.lifted'));
}

/** @param {string} title */
function done(title) {
  store.set({ form: null, draft: null, preview: null, message: { tone: 'plain', title, text: '' } });
  void loadRoads();
}
