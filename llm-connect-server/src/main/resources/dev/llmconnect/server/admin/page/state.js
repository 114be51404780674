// The state of the page, the way to the API, and the stream of events.
const API = 'api';
const RECONNECT_MS = 1000;
const MAX_RECONNECT_MS = 5000;
const MAX_POINTS = 600;
const KEY = 'llm-connect-admin-key';
const THEME = 'llm-connect-theme';

/** Of the calls that run. */
export const NO_CALLS = {calls: [], more_calls: 0};

export const state = {
  connected: false,
  problem: '',
  summary: null,
  points: [],
  live: NO_CALLS,
  view: 'now',
  argument: '',
  message: null,
  access: null,
  key: sessionStorage.getItem(KEY) || '',
  theme: localStorage.getItem(THEME) || 'auto',
  keyWanted: false,
  ticks: 0,
};

let draw = () => {};
let scheduled = false;

export function onChange(drawing) {
  draw = drawing;
}

/** Changes the state and draws once in the next frame, however many changes come before it. */
export function update(changes) {
  Object.assign(state, changes);
  if (!scheduled) {
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      draw();
    });
  }
}

export function say(text, kind = 'info') {
  update({message: {text, kind}});
  clearTimeout(say.timer);
  say.timer = setTimeout(() => update({message: null}), 6000);
}

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const headers = () => (state.key ? {Authorization: `Bearer ${state.key}`} : {});

/** Asks the API; an answer that is no success is an ApiError with the server's own message. */
export async function api(path, {method = 'GET', body, signal} = {}) {
  const response = await fetch(`${API}/${path}`, {
    method,
    headers: body === undefined ? headers() : {...headers(), 'Content-Type': 'application/json'},
    body: body === undefined ? (method === 'GET' ? undefined : '{}') : JSON.stringify(body),
    signal,
  });
  if (!response.ok) {
    throw await failure(response);
  }
  return response.json();
}

export async function failure(response) {
  let message = `HTTP ${response.status}`;
  try {
    message = (await response.json()).message || message;
  } catch (e) {
    // Not JSON: the status says it.
  }
  if (response.status === 401 || response.status === 403) {
    update({keyWanted: true});
  }
  return new ApiError(response.status, message);
}

/** Sends a change and tells what came of it. */
export async function change(path, options, done) {
  try {
    const answer = await api(path, {method: 'POST', ...options});
    if (done) say(typeof done === 'function' ? done(answer) : done);
    return answer;
  } catch (e) {
    say(e.message, 'error');
    return null;
  }
}

/** Reads server-sent events until their end. */
export async function events(response, onEvent) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    rest += value;
    let end;
    while ((end = rest.indexOf('\n\n')) >= 0) {
      const lines = rest.slice(0, end).split('\n');
      rest = rest.slice(end + 2);
      const field = (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join('\n');
      if (field('data')) onEvent(field('event') || 'message', JSON.parse(field('data')));
    }
  }
}

function receive(name, data) {
  if (name === 'summary') {
    const last = state.points.length ? state.points[state.points.length - 1].time : 0;
    const points = state.points.concat(data.points.filter((point) => point.time > last)).slice(-MAX_POINTS);
    update({summary: data, points, connected: true, problem: '', ticks: state.ticks + 1});
    watchers.forEach((watch) => watch());
  }
}

const watchers = new Set();

/** Runs something with every summary while the page is looked at; the result ends that. */
export function everySecond(action) {
  const watch = () => {
    if (!document.hidden) action();
  };
  watchers.add(watch);
  return () => watchers.delete(watch);
}

const unreadable = (access) =>
  access.wrong_key ? 'This is not the admin key.'
    : access.has_admin_key ? 'This address requires the admin key.'
      : 'This address requires an admin key, and none is configured: start the server with --admin-key-file.';

let abort = null;

/** Follows the events for ever, also over restarts of the server. */
export async function follow() {
  let delay = RECONNECT_MS;
  for (;;) {
    abort = new AbortController();
    try {
      // Asked first, since it is answered to everybody.
      const access = await api('access', {signal: abort.signal});
      update({access});
      if (!access.may_read) {
        update({connected: false, summary: null, keyWanted: true, problem: unreadable(access)});
        await new Promise((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const summary = await api('summary', {signal: abort.signal});
      update({summary, points: summary.points, connected: true, problem: '', keyWanted: false});
      const response = await fetch(`${API}/events`, {headers: headers(), signal: abort.signal});
      if (!response.ok) throw await failure(response);
      delay = RECONNECT_MS;
      await events(response, receive);
      update({connected: false});
    } catch (e) {
      update({connected: false, problem: e instanceof ApiError ? e.message : ''});
    }
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, delay);
    });
    delay = Math.min(delay * 2, MAX_RECONNECT_MS);
  }
}

let wake = () => {};

export function setKey(key) {
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
  update({key, keyWanted: false});
  if (abort) abort.abort();
  wake();
}

export function setTheme(theme) {
  localStorage.setItem(THEME, theme);
  applyTheme(theme);
  update({theme});
}

export function applyTheme(theme) {
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
}

export function readHash() {
  const [view, ...rest] = location.hash.slice(1).split('/');
  update({view: view || 'now', argument: decodeURIComponent(rest.join('/'))});
}
