// Plays five providers, each in its own format and as strict as the real one: a request that the real API refuses is answered with 400 here,
// too. model.mjs tells what they say. GET /seen tells how many streams were left by their reader, what was refused, and the last request's
// headers and body. Prints its address.
import { createServer } from 'node:http';
import chat from './chat.mjs';
import { Refused } from './checks.mjs';
import converse from './converse.mjs';
import gemini from './gemini.mjs';
import messages from './messages.mjs';
import { answer } from './model.mjs';
import responses from './responses.mjs';

// by the first part of the path, which is the name of llm-connect's provider
const FORMATS = { openai: chat, 'openai-responses': responses, anthropic: messages, gemini, bedrock: converse };
const seen = { left: 0, refused: [], headers: {}, body: {} };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function fail(response, format, status, message) {
  const { headers, body } = format.error(status, `stub says ${status}: ${message}`);
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 && { 'retry-after': '1' }), ...headers });
  response.end(JSON.stringify(body));
}

async function stream(response, format, said, asked) {
  const writer = format.stream(said, asked);
  response.writeHead(200, { 'content-type': format.streamType });
  response.write(writer.start());
  if (said.thought) response.write(writer.thought(said.thought));
  for (const piece of said.text) {
    response.write(writer.piece(piece));
    await pause(5);
  }
  if (asked.wish === 'cut') {
    response.destroy();
    return;
  }
  while (asked.wish === 'for ever' && !response.destroyed) {
    response.write(writer.piece(' and on'));
    await pause(20);
  }
  response.end(said.calls.map((call) => writer.call(call)).concat(writer.end(asked)).reduce((all, part) => Buffer.concat([all, Buffer.from(part)]), Buffer.alloc(0)));
}

async function serve(request, response, name, path) {
  const format = FORMATS[name];
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  let asked;
  try {
    const body = JSON.parse(text);
    Object.assign(seen, { headers: request.headers, body });
    asked = format.read(body, path, request.headers);
  } catch (e) {
    if (!(e instanceof Refused || e instanceof SyntaxError)) console.error(e);
    seen.refused.push(`${name}: ${e.message}`);
    fail(response, format, 400, e.message);
    return;
  }
  asked.wish = asked.prompt.trim();
  const failure = /^fail (\d+)$/.exec(asked.wish)?.[1];
  if (failure) {
    fail(response, format, Number(failure), 'as asked');
    return;
  }
  const said = answer(asked, name);
  if (asked.stream) {
    response.on('close', () => { if (!response.writableEnded && asked.wish !== 'cut') seen.left++; });
    await stream(response, format, said, asked);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(format.whole(said, asked)));
}

const server = createServer((request, response) => {
  const [, name, ...rest] = request.url.split('/');
  const path = `/${rest.join('/')}`;
  if (request.url === '/seen') response.end(JSON.stringify(seen));
  else if (request.method === 'POST' && FORMATS[name]?.path.test(path)) serve(request, response, name, path);
  else response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
