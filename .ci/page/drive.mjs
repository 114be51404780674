// Opens the page in headless Chromium against servers of the fat jar and uses it as an operator does. Screenshots go to the folder
// that SCREENSHOTS names. Prints what it saw; ends with 1 when something is not as it should be.
import {chromium} from 'playwright-core';
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import http from 'node:http';

const {JAR: jar, JAVA: java = 'java', SCREENSHOTS: shots, CHROMIUM: executablePath = '/usr/bin/chromium'} = process.env;
const work = mkdtempSync(join(tmpdir(), 'page-'));
const ADMIN_KEY = 'llmc-admin-0123456789abcdefghijklmnop';
const CANARY_PROMPT = 'canary prompt that no page may show';
const CANARY_KEY = 'canary-provider-key-0123456789';
mkdirSync(shots, {recursive: true});

const processes = new Set();

function check(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

async function until(look, what, ms = 20000) {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs the jar; resolves with its output when it ends, or with its address when it serves. */
function run(args, environment = {}) {
  const child = spawn(java, ['-XX:+UseSerialGC', '-Xmx256m', '-jar', jar, ...args], {env: {...process.env, XDG_DATA_HOME: work, ...environment}});
  processes.add(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (data) => { err += data; });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      out += data;
      const line = /listening on (http:\S+)/.exec(out);
      if (line) resolve({child, url: line[1], log: () => err});
    });
    child.on('exit', (code) => {
      processes.delete(child);
      if (code === 0) resolve({out, err});
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${err}`));
    });
  });
}

const stop = ({child}) => new Promise((resolve) => {
  child.once('exit', resolve);
  child.kill('SIGTERM');
});

const agent = new http.Agent({keepAlive: true, maxSockets: 64});

function request(url, path, {method = 'POST', body, key, id} = {}) {
  return new Promise((resolve, reject) => {
    const headers = {'Content-Type': 'application/json'};
    if (key) headers.Authorization = `Bearer ${key}`;
    if (id) headers['X-Request-Id'] = id;
    const sent = http.request(url + path, {method, headers, agent}, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => { text += data; });
      response.on('end', () => resolve({status: response.statusCode, text, json: () => JSON.parse(text)}));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body ? JSON.stringify(body) : undefined);
  });
}

const execute = (url, key, model, options = {}) =>
  request(url, '/execute', {key, id: options.id, body: {prompt: CANARY_PROMPT, config: {model_name: model, ...options.config}, stream: options.stream, tags: options.tags}});

/** Calls at a rate until it is told to stop. */
function load(url, key, perSecond, models) {
  let stopped = false;
  let count = 0;
  const pending = new Set();
  const timer = setInterval(() => {
    for (let i = 0; i < Math.max(1, perSecond / 20) && pending.size < 200; i++) {
      const call = execute(url, key, models[count % models.length], {tags: {team: count % 3 ? 'triage' : 'search'}}).catch(() => {}).finally(() => pending.delete(call));
      pending.add(call);
      count++;
    }
  }, 50);
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
    return count;
  };
}

/** As many calls as 64 connections bring. */
async function flood(url, seconds) {
  const end = Date.now() + seconds * 1000;
  let count = 0;
  await Promise.all(Array.from({length: 64}, async () => {
    while (Date.now() < end) {
      await execute(url, '', 'mock/echo').catch(() => {});
      count++;
    }
  }));
  return count / seconds;
}

const problems = [];

async function open(browser, origin, options) {
  const context = await browser.newContext({viewport: {width: 1440, height: 900}, ...options});
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (sent) => { if (new URL(sent.url()).origin !== origin) problems.push(`request to another origin: ${sent.url()}`); });
  page.on('dialog', (dialog) => dialog.accept());
  return page;
}

const VIEWS = ['now', 'calls', 'money', 'callers', 'providers', 'profiles', 'playground', 'config'];

async function shoot(page, name, fullPage = false) {
  await page.screenshot({path: join(shots, `${name}.png`), fullPage});
}

/** Goes through all views in one look and at one width. */
async function tour(page, name) {
  for (const view of VIEWS) {
    await page.goto(page.url().replace(/#.*|$/, `#${view}`));
    await page.waitForSelector(`main h2`);
    await page.waitForFunction(() => ![...document.querySelectorAll('main p')].some((it) => it.textContent === 'Loading…'));
    await page.waitForTimeout(300);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) problems.push(`${name} ${view} is ${overflow} px too wide`);
    const text = await page.evaluate(() => document.documentElement.outerHTML);
    if (text.includes(CANARY_PROMPT) || text.includes(CANARY_KEY)) problems.push(`${name} ${view} shows a prompt or a key`);
    const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((it) => {
      const label = it.getAttribute('aria-label') || it.textContent.trim() || it.closest('label')?.textContent.trim() || it.title;
      return !label;
    }).map((it) => it.outerHTML.slice(0, 120)));
    unnamed.forEach((html) => problems.push(`${name} ${view}: without a name for screen readers: ${html}`));
    await shoot(page, `${name}-${view}`, true);
  }
}

async function guarded(browser) {
  const callers = join(work, 'callers.json');
  const key = (await run(['keys', 'new', 'load', '--api-keys-file', callers])).out.trim();
  const file = JSON.parse(readFileSync(callers));
  file.callers.load.budgets = [{usd: 25, per: 'month'}];
  file.callers.load.tags = {team: 'load'};
  file.budgets = {server: [{usd: 100, per: 'month'}], 'profile:careful': [{usd: 0.5, per: 'day'}]};
  writeFileSync(callers, JSON.stringify(file));
  const prices = join(work, 'prices.json');
  writeFileSync(prices, JSON.stringify({mock: {models: {'*': {input: 3, output: 15}}}}));
  const server = await run(['serve', '--port', '0'], {
    LLM_CONNECT_API_KEYS_FILE: callers,
    LLM_CONNECT_PRICES_FILE: prices,
    LLM_CONNECT_ADMIN_KEY: ADMIN_KEY,
    OPENAI_API_KEY: CANARY_KEY,
    LLM_CONNECT_PROFILES_JSON: JSON.stringify({
      quick: {provider: 'mock', model: 'mock/slow-40ms', temperature: 0.2, max_tokens: 300},
      careful: {provider: 'mock', model: 'mock/slow-180ms', max_tokens: 800, retry: {max_attempts: 2}},
      sturdy: {provider: 'mock', model: 'mock/error-503', retry: {max_attempts: 2}, fallbacks: ['quick']},
    }),
  });
  const {url} = server;
  const api = async (path) => (await request(url, `/admin/api/${path}`, {method: 'GET', key: ADMIN_KEY})).json();
  await execute(url, key, 'sturdy', {id: 'the-fallback'});
  const end = load(url, key, 40, ['quick', 'quick', 'careful', 'sturdy', 'mock/echo', 'quick', 'mock/error-429', 'careful']);

  const page = await open(browser, url, {colorScheme: 'dark'});
  await page.goto(`${url}/admin/`);
  await page.fill('input[name=key]', 'not the key at all');
  await page.click('text=Use it');
  await page.waitForSelector('text=This is not the admin key');
  await page.fill('input[name=key]', ADMIN_KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.tile-value');
  check(await page.locator('.tile').count() === 6, 'the key opens the page, by keyboard');
  // Points of some seconds, so that the charts have lines.
  await page.waitForTimeout(12000);
  const shown = Number((await page.locator('.tile-detail').first().textContent()).replace(/\D/g, ''));
  const {total} = await api('summary');
  check(shown > 100 && Math.abs(shown - total.calls) <= 120, `the page shows the calls of the API: ${shown} and ${total.calls} a moment later`);
  await shoot(page, 'dark-desktop-first');

  const slow = execute(url, key, 'mock/slow-30s', {id: 'to-be-cancelled'});
  await page.click('[aria-label="Cancel to-be-cancelled"]');
  const cancelled = await slow;
  check(cancelled.status >= 400, `a running call is cancelled, its client gets ${cancelled.status}`);
  const recorded = await until(async () => (await api('calls?text=to-be-cancelled')).calls[0], 'the cancelled call is recorded');
  check(recorded.outcome === 'cancelled', 'the API tells it as cancelled');

  await page.goto(`${url}/admin/#calls`);
  await page.waitForSelector('#recent tr');
  await page.selectOption('select[name=outcome]', 'error');
  await page.fill('input[name=text]', 'mock/error-429');
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('#recent tr')];
    return rows.length > 0 && rows.every((row) => row.textContent.includes('provider_rate_limited'));
  });
  check(true, 'calls are filtered by outcome and text');
  await shoot(page, 'dark-desktop-filtered');
  await page.goto(`${url}/admin/#calls/the-fallback`);
  await page.waitForSelector('#story .step.change');
  const story = await page.locator('#story').textContent();
  check(story.includes('Fallback to') && story.includes('Profile sturdy') && story.includes('operator price'), 'the story of a call tells its profile, fallback and cost');
  await shoot(page, 'dark-desktop-story', true);

  await page.goto(`${url}/admin/#callers`);
  await page.fill('input[name=name]', 'ci-caller');
  await page.fill('input[name=usd]', '5');
  await page.click('text=Make a key');
  const fresh = await page.locator('#fresh-key').textContent();
  check((await execute(url, fresh, 'quick')).status === 200, 'a key that the page makes can call');
  await shoot(page, 'dark-desktop-new-key');
  await page.locator('[data-caller=ci-caller] >> text=Revoke').click();
  await page.waitForSelector('[data-caller=ci-caller] >> text=0 keys');
  check((await execute(url, fresh, 'quick')).status === 401, 'a key that the page revokes cannot');

  await page.goto(`${url}/admin/#playground`);
  await page.fill('input[name=model]', 'quick');
  await page.fill('textarea[name=prompt]', 'Say it again, please');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('text=Details of this call');
  check((await page.locator('#answer').textContent()).includes('Say it again, please'), 'the playground shows the answer');
  check((await page.locator('#raw').textContent()).includes('event: done'), 'the playground shows the raw stream');
  await shoot(page, 'dark-desktop-asked', true);

  await end();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await page.goto(`${url}/admin/#money`);
  await page.waitForSelector('.budget');
  await page.waitForTimeout(500);
  const usage = await api('usage?since=today&by=caller');
  const cost = Number((await page.locator('.tile-value').first().textContent()).replace(/[$,]/g, ''));
  check(cost > 0 && Math.abs(cost - usage.total.cost_usd) < 0.01, `the page shows the ledger's cost: ${cost} and ${usage.total.cost_usd}`);
  const ended = await api('summary');
  check(usage.total.attempts === ended.total.attempts, `the ledger and the observer count the same attempts: ${usage.total.attempts}`);
  check(!server.log().includes(CANARY_KEY) && !server.log().includes(ADMIN_KEY), 'no key is in the log');

  await tour(page, 'dark-desktop');
  for (const [name, options] of [['light-desktop', {colorScheme: 'light'}], ['light-phone', {colorScheme: 'light', viewport: {width: 390, height: 844}, hasTouch: true}], ['dark-phone', {colorScheme: 'dark', viewport: {width: 390, height: 844}, hasTouch: true}]]) {
    const other = await open(browser, url, options);
    await other.addInitScript((stored) => sessionStorage.setItem('llm-connect-admin-key', stored), ADMIN_KEY);
    await other.goto(`${url}/admin/`);
    await other.waitForSelector('.tile-value');
    await tour(other, name);
    await other.close();
  }
  await page.close();
  await stop(server);
}

async function atOnce(browser) {
  let server = await run(['serve', '--port', '0']);
  const {url} = server;
  await until(() => server.log().includes(`${url}/admin/`), 'the log names the address of the page');
  const page = await open(browser, url, {colorScheme: 'light'});
  const sights = [];
  // The least of them, since other programs may use the machine beside us: the more they do, the more looks it takes.
  for (let i = 0; i < 5 || (i < 60 && Math.min(...sights) >= 200); i++) {
    await page.goto(`${url}/admin/`);
    await page.waitForSelector('.tile-value');
    sights.push(Math.round(await page.evaluate(() => performance.getEntriesByName('first-sight')[0].startTime)));
  }
  check(Math.min(...sights) < 200, `with nothing set the page is there at once: ${sights.join(', ')} ms`);
  const policy = await page.evaluate(async () => (await fetch('.')).headers.get('Content-Security-Policy'));
  check(!policy.includes('unsafe') && policy.startsWith("default-src 'none'"), 'the policy of the page allows nothing unsafe');

  await page.evaluate(() => {
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.longest = Math.max(window.longest, entry.duration); })).observe({type: 'longtask'});
  });
  let rate;
  let longest;
  for (let i = 0; i < 4 && !(longest < 250); i++) {
    await page.evaluate(() => { window.longest = 0; });
    rate = await flood(url, 8);
    longest = await page.evaluate(() => window.longest);
  }
  check(longest < 250, `at ${Math.round(rate)} calls a second the page's longest task takes ${Math.round(longest)} ms`);
  await shoot(page, 'light-desktop-flood');

  const port = new URL(url).port;
  await stop(server);
  await page.waitForSelector('text=reconnecting…');
  server = await run(['serve', '--port', port]);
  await page.waitForSelector('.status.ok', {timeout: 20000});
  check(true, 'the page survives a restart of the server');
  await page.close();
  await stop(server);
}

const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage']});
try {
  await guarded(browser);
  await atOnce(browser);
  // While the server restarts, Chromium itself reports each attempt to reach it.
  const told = problems.filter((it) => !it.includes('ERR_CONNECTION_REFUSED') && !it.includes('ERR_INCOMPLETE_CHUNKED_ENCODING'));
  told.forEach((it) => console.error(it));
  check(told.length === 0, 'no console error, no request to another origin, nothing too wide, no prompt and no key');
} finally {
  await browser.close();
  processes.forEach((child) => child.kill('SIGKILL'));
  rmSync(work, {recursive: true, force: true});
}
