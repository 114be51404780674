// Holds the table in docs/clients.md against the results of a run, which is its first argument; with --write, writes it. Rows of clients that
// did not run stay as they are.
import { readFileSync, writeFileSync } from 'node:fs';

const file = (path) => new URL(path, import.meta.url);
const text = (path) => readFileSync(file(path), 'utf8');
const npm = (folder, name) => JSON.parse(text(`${folder}/package.json`)).dependencies[name];
const pypi = (name) => new RegExp(`^${name}==(.*)$`, 'm').exec(text('python/requirements.txt'))[1];
const maven = (name) => new RegExp(`<artifactId>${name}</artifactId>\\s*<version>(.*)</version>`).exec(text('java/pom.xml'))[1];
const FORMATS = { openai: 'Chat Completions', 'openai-responses': 'Responses', anthropic: 'Messages', gemini: 'Gemini', bedrock: 'Converse' };

const CLIENTS = {
  'claude-code': ['Claude Code', npm('agents', '@anthropic-ai/claude-code'), 'Messages'],
  codex: ['Codex CLI', npm('agents', '@openai/codex'), 'Responses'],
  opencode: ['opencode', npm('agents', 'opencode-ai'), 'Chat Completions'],
  'gemini-cli': ['Gemini CLI', npm('agents', '@google/gemini-cli'), 'Gemini'],
  'openai-python': ['`openai` (Python)', pypi('openai'), 'Chat Completions'],
  'openai-python-responses': ['`openai` (Python)', pypi('openai'), 'Responses'],
  'anthropic-python': ['`anthropic` (Python)', pypi('anthropic'), 'Messages'],
  'google-genai-python': ['`google-genai` (Python)', pypi('google-genai'), 'Gemini'],
  'ollama-python': ['`ollama` (Python)', pypi('ollama'), 'Ollama'],
  litellm: ['`litellm` (Python)', pypi('litellm'), 'Chat Completions'],
  'openai-node': ['`openai` (Node)', npm('node', 'openai'), 'Chat Completions'],
  'openai-node-responses': ['`openai` (Node)', npm('node', 'openai'), 'Responses'],
  'anthropic-node': ['`@anthropic-ai/sdk` (Node)', npm('node', '@anthropic-ai/sdk'), 'Messages'],
  'ai-sdk-chat': ['`ai`, `@ai-sdk/openai` (Node)', npm('node', 'ai'), 'Chat Completions'],
  'ai-sdk-responses': ['`ai`, `@ai-sdk/openai` (Node)', npm('node', 'ai'), 'Responses'],
  'openai-java': ['`openai-java`', maven('openai-java'), 'Chat Completions'],
  'anthropic-java': ['`anthropic-java`', maven('anthropic-java'), 'Messages'],
  langchain4j: ['`langchain4j-open-ai`', maven('langchain4j-open-ai'), 'Chat Completions'],
};

const page = file('../../docs/clients.md');
const before = readFileSync(page, 'utf8');
const results = readFileSync(process.argv[2], 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const ran = new Map(results.map((result) => [`${result.client} ${result.format}`, result]));

const cell = ({ problem, kept }) => (problem ? 'no' : kept ? 'yes' : 'yes, anew');
const cells = (id) => Object.keys(FORMATS).map((format) => ran.get(`${id} ${format}`));
const row = (id, [name, version, api]) => `| ${name} ${version} | ${api} | ${cells(id).map(cell).join(' | ')} |`;
const reasons = (id, [name, , api]) => cells(id).flatMap(({ problem, format }) =>
  (problem ? [`- ${name}, ${api}, in front of ${FORMATS[format]}: ${problem.replaceAll('`', "'").replaceAll('|', '/').slice(0, 200)}`] : []));

/** The lines between two marks of the page, as they are or made anew. */
function section(name, lines) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const old = before.slice(before.indexOf(start) + start.length, before.indexOf(end)).trim().split('\n');
  return { start, end, old, lines: lines(old) };
}

const complete = (id) => cells(id).every(Boolean);
const table = section('table', (old) => [
  `| client | its API | ${Object.values(FORMATS).join(' | ')} |`,
  `|---|---|${Object.keys(FORMATS).map(() => '---|').join('')}`,
  ...Object.entries(CLIENTS).flatMap(([id, about]) => (complete(id) ? [row(id, about)] : old.filter((line) => line.startsWith(`| ${about[0]} ${about[1]} | ${about[2]} |`)))),
]);
const why = section('reasons', (old) => Object.entries(CLIENTS).flatMap(([id, about]) =>
  (complete(id) ? reasons(id, about) : old.filter((line) => line.startsWith(`- ${about[0]}, ${about[2]}, `)))));
const setup = Object.entries({ 'claude-code.env': 'sh', 'codex.toml': 'toml', 'opencode.json': 'json', 'gemini-cli.env': 'sh', 'gemini-cli.json': 'json' })
  .map(([name, language]) => section(name, () => [`\`\`\`${language}`, ...text(`agents/setup/${name}`).trim().split('\n'), '```']));

let after = before;
for (const { start, end, lines } of [table, why, ...setup]) {
  after = `${after.slice(0, after.indexOf(start) + start.length)}\n${lines.join('\n')}\n${after.slice(after.indexOf(end))}`;
}
if (process.argv[3] === '--write') {
  writeFileSync(page, after);
} else if (after !== before) {
  const lines = (all, others) => all.split('\n').filter((line) => !others.split('\n').includes(line));
  console.log('docs/clients.md is not what this run saw; examples/clients/run.sh --write writes it anew');
  for (const line of lines(before, after)) console.log(`- ${line}`);
  for (const line of lines(after, before)) console.log(`+ ${line}`);
  process.exitCode = 1;
}
