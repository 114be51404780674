// Lets each coding agent work in front of each provider format: the stubs' model makes it read a text file, look at an image and run two
// commands at once, in three turns, and then tells what came back. Its name as an argument chooses an agent. Prints a line for each run,
// and appends it to $RESULTS as JSON.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { judge, MODELS, NOTE, PICTURE, record, steps } from '../scenario.mjs';

const { LLM_CONNECT_URL, LLM_CONNECT_KEY, TMPDIR = '/tmp' } = process.env;
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const bin = (name) => join(here, 'node_modules/.bin', name);
const setup = (file, model) => readFileSync(join(here, 'setup', file), 'utf8')
  .replaceAll('http://127.0.0.1:8080', LLM_CONNECT_URL).replaceAll('llmc-key', LLM_CONNECT_KEY).replaceAll('provider/model', model);
const variables = (file, model) => Object.fromEntries(setup(file, model).trim().split('\n').map((line) => line.split(/=(.*)/).slice(0, 2)));

/** Each agent: what its home folder and its environment hold, how it is called, and the calls that make it do the three things. */
const AGENTS = {
  'claude-code': {
    env: (model) => ({ ...variables('claude-code.env', model), IS_SANDBOX: '1' }),
    command: (prompt) => [bin('claude'), '-p', prompt, '--dangerously-skip-permissions', '--output-format', 'stream-json', '--verbose'],
    read: (path) => ['Read', { file_path: path }], look: (path) => ['Read', { file_path: path }],
    run: (command) => ['Bash', { command, description: 'Says something' }],
  },
  codex: {
    files: (model) => ({ '.codex/config.toml': setup('codex.toml', model) }),
    env: () => ({ LLM_CONNECT_KEY }),
    command: (prompt) => [bin('codex'), 'exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '--json', prompt],
    read: (path) => ['exec_command', { cmd: `cat ${path}` }], look: (path) => ['view_image', { path }], run: (cmd) => ['exec_command', { cmd }],
  },
  opencode: {
    files: (model) => ({ '.config/opencode/opencode.json': setup('opencode.json', model) }),
    env: () => ({ LLM_CONNECT_KEY, OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1', npm_config_registry: 'http://127.0.0.1:9' }),
    command: (prompt) => [bin('opencode'), 'run', '--format', 'json', prompt],
    read: (filePath) => ['read', { filePath }], look: (filePath) => ['read', { filePath }],
    run: (command) => ['bash', { command, description: 'Says something' }],
  },
  'gemini-cli': {
    files: (model) => ({ '.gemini/settings.json': setup('gemini-cli.json', model) }),
    env: (model) => variables('gemini-cli.env', model),
    command: (prompt) => [bin('gemini'), '--skip-trust', '--yolo', '-o', 'stream-json', '-p', prompt],
    read: (path) => ['read_file', { file_path: path }], look: (path) => ['read_file', { file_path: path }],
    run: (command) => ['run_shell_command', { command, description: 'Says something' }],
  },
};

/** A proxy that lets nothing through, and remembers who wanted what: an agent may speak to the server only. */
const wanted = [];
const proxy = createServer((socket) => {
  socket.once('data', (data) => {
    wanted.push(data.toString('latin1').split('\r\n')[0]);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  socket.on('error', () => {});
});
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));

function run([program, ...args], options) {
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: 90_000 });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { out += text; });
    child.on('close', (code) => done({ out, code }));
    child.on('error', (e) => done({ out: String(e) }));
  });
}

async function work(name, format) {
  const agent = AGENTS[name];
  const model = MODELS[format];
  const home = mkdtempSync(join(TMPDIR, `${name}-`));
  const project = join(home, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'note.txt'), NOTE);
  writeFileSync(join(project, 'picture.png'), PICTURE);
  for (const [path, text] of Object.entries(agent.files?.(model) ?? {})) {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const address = `http://127.0.0.1:${proxy.address().port}`;
  const env = {
    PATH: process.env.PATH, HOME: home, TMPDIR: home, TERM: 'xterm-256color', NO_PROXY: '127.0.0.1,localhost', HTTP_PROXY: address, HTTPS_PROXY: address,
    ...agent.env(model),
  };
  const script = [[agent.read(join(project, 'note.txt'))], [agent.look(join(project, 'picture.png'))], [agent.run('echo ran-one'), agent.run('echo ran-two')]];
  const { out } = await run(agent.command(steps(script)), { cwd: project, env });
  const result = judge(out);
  if (result.problem) writeFileSync(join(TMPDIR, `${name}-${format}.log`), out);
  else rmSync(home, { recursive: true, force: true });
  record(name, format, result);
}

const chosen = process.argv.slice(2).filter((name) => name in AGENTS);
const jobs = (chosen.length > 0 ? chosen : Object.keys(AGENTS)).flatMap((name) => Object.keys(MODELS).map((format) => [name, format]));
async function worker() {
  for (let job = jobs.shift(); job; job = jobs.shift()) await work(...job);
}
await Promise.all([worker(), worker()]);
proxy.close();
if (wanted.length > 0) {
  console.log(`FAILED: asked for hosts beyond this machine: ${[...new Set(wanted)].join(', ')}`);
  process.exitCode = 1;
}
