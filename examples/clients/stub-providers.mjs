// Plays three providers, each in its own wire format: /anthropic/v1/messages, /gemini/v1beta/models/…, /openai/v1/chat/completions.
// What it answers follows from the request: a tool call where tools are given and no result is there yet, the tool's result, the size
// of an image, JSON where a schema is asked for, else "Hello from WIRE". The last user text may ask for more: "fail 429" for that
// status, "for ever" for a stream without an end, "cut" for one that breaks off. GET /seen tells how many streams were left by
// their reader, and the last request's headers and body. Prints its address.
import { createServer } from 'node:http';

const seen = { left: 0, headers: {}, body: {} };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const PIECES = ['Hello', ' from', ' '];

/** What a request says, in words of no wire. */
const read = {
  anthropic(body) {
    const blocks = body.messages.flatMap((m) => (typeof m.content === 'string' ? [{ type: 'text', text: m.content }] : m.content));
    const result = blocks.find((b) => b.type === 'tool_result');
    return {
      prompt: blocks.filter((b) => b.type === 'text').map((b) => b.text).join(' '),
      image: blocks.find((b) => b.type === 'image')?.source?.data,
      tool: body.tools?.[0]?.name,
      result: result && (typeof result.content === 'string' ? result.content : result.content.map((b) => b.text).join('')),
      schema: body.output_config?.format?.schema,
      stream: body.stream === true,
    };
  },
  gemini(body, path) {
    const parts = body.contents.flatMap((c) => c.parts);
    const result = parts.find((p) => p.functionResponse)?.functionResponse?.response;
    return {
      prompt: parts.filter((p) => p.text).map((p) => p.text).join(' '),
      image: parts.find((p) => p.inlineData)?.inlineData?.data,
      tool: body.tools?.[0]?.functionDeclarations?.[0]?.name,
      result: result && String(Object.values(result)[0]),
      schema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema,
      stream: path.includes(':streamGenerateContent'),
    };
  },
  openai(body) {
    const parts = body.messages.flatMap((m) => (typeof m.content === 'string' ? [{ type: 'text', text: m.content, role: m.role }] : (m.content ?? [])));
    const result = body.messages.find((m) => m.role === 'tool')?.content;
    return {
      prompt: parts.filter((p) => p.type === 'text' && p.role !== 'tool').map((p) => p.text).join(' '),
      image: parts.find((p) => p.type === 'image_url')?.image_url?.url?.split(',')[1],
      tool: body.tools?.[0]?.function?.name,
      result: Array.isArray(result) ? result.map((p) => p.text).join('') : result,
      schema: body.response_format?.json_schema?.schema,
      stream: body.stream === true,
    };
  },
};

/** The answer, in words of no wire: pieces of text, or a call. */
function answer(asked, wire) {
  if (asked.result) return { text: ['It is ', asked.result] };
  if (asked.tool) return { call: { name: asked.tool, arguments: { city: 'Paris' } } };
  if (asked.image) return { text: ['I see ', String(Buffer.from(asked.image, 'base64').length), ' bytes'] };
  if (asked.schema) return { text: ['{"city":"Paris",', '"population":2100000}'] };
  return { text: [...PIECES, wire] };
}

const json = (data) => `data: ${JSON.stringify(data)}\n\n`;
const named = (data) => `event: ${data.type}\n${json(data)}`;

/** Each wire's whole answer, and its stream as start, piece, call and end. */
const write = {
  anthropic: {
    whole: ({ text, call }) => ({
      id: 'msg_stub', type: 'message', role: 'assistant', model: 'claude-stub', stop_sequence: null,
      stop_reason: call ? 'tool_use' : 'end_turn', usage: { input_tokens: 11, output_tokens: 5 },
      content: call ? [{ type: 'tool_use', id: 'toolu_stub', name: call.name, input: call.arguments }] : [{ type: 'text', text: text.join('') }],
    }),
    start: ({ call }) => named({ type: 'message_start', message: { id: 'msg_stub', type: 'message', role: 'assistant', model: 'claude-stub', content: [],
      stop_reason: null, stop_sequence: null, usage: { input_tokens: 11, output_tokens: 1 } } })
      + named({ type: 'content_block_start', index: 0, content_block: call ? { type: 'tool_use', id: 'toolu_stub', name: call.name, input: {} } : { type: 'text', text: '' } }),
    piece: (text) => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    call: (part) => named({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: part } }),
    end: ({ call }) => named({ type: 'content_block_stop', index: 0 })
      + named({ type: 'message_delta', delta: { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } })
      + named({ type: 'message_stop' }),
    error: (status) => ({ type: 'error', error: { type: status === 429 ? 'rate_limit_error' : 'invalid_request_error', message: `stub says ${status}` } }),
  },
  gemini: {
    chunk: (parts, last) => ({ candidates: [{ index: 0, content: { role: 'model', parts }, ...(last && { finishReason: 'STOP' }) }],
      usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 5, totalTokenCount: 16 }, modelVersion: 'gemini-stub', responseId: 'stub' }),
    whole: ({ text, call }) => write.gemini.chunk(call ? [{ functionCall: { name: call.name, args: call.arguments } }] : [{ text: text.join('') }], true),
    start: () => '',
    piece: (text) => json(write.gemini.chunk([{ text }], false)),
    call: (part, call) => (part.endsWith('}') ? json(write.gemini.chunk([{ functionCall: { name: call.name, args: call.arguments } }], false)) : ''),
    end: () => json(write.gemini.chunk([{ text: '' }], true)),
    error: (status) => ({ error: { code: status, message: `stub says ${status}`, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'INVALID_ARGUMENT' } }),
  },
  openai: {
    chunk: (delta, finish = null) => json({ id: 'chatcmpl-stub', object: 'chat.completion.chunk', created: 1, model: 'gpt-stub',
      choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }] }),
    whole: ({ text, call }) => ({ id: 'chatcmpl-stub', object: 'chat.completion', created: 1, model: 'gpt-stub',
      choices: [{ index: 0, finish_reason: call ? 'tool_calls' : 'stop', logprobs: null, message: call
        ? { role: 'assistant', content: null, tool_calls: [{ id: 'call_stub', type: 'function', function: { name: call.name, arguments: JSON.stringify(call.arguments) } }] }
        : { role: 'assistant', content: text.join('') } }],
      usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 } }),
    start: ({ call }) => write.openai.chunk({ role: 'assistant', content: call ? null : '',
      ...(call && { tool_calls: [{ index: 0, id: 'call_stub', type: 'function', function: { name: call.name, arguments: '' } }] }) }),
    piece: (text) => write.openai.chunk({ content: text }),
    call: (part) => write.openai.chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] }),
    end: ({ call }) => write.openai.chunk({}, call ? 'tool_calls' : 'stop')
      + json({ id: 'chatcmpl-stub', object: 'chat.completion.chunk', created: 1, model: 'gpt-stub', choices: [], usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 } })
      + 'data: [DONE]\n\n',
    error: (status) => ({ error: { message: `stub says ${status}`, type: 'stub', code: status === 429 ? 'rate_limit_exceeded' : 'bad_request' } }),
  },
};

async function stream(response, wire, said, prompt) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(wire.start(said));
  if (said.call) {
    const text = JSON.stringify(said.call.arguments);
    for (const part of [text.slice(0, 5), text.slice(5)]) response.write(wire.call(part, said.call));
  }
  for (const piece of said.text ?? []) {
    response.write(wire.piece(piece));
    await pause(5);
  }
  if (prompt.includes('cut')) {
    response.destroy();
    return;
  }
  while (prompt.includes('for ever') && !response.destroyed) {
    response.write(wire.piece(' and on'));
    await pause(20);
  }
  response.end(wire.end(said));
}

const server = createServer(async (request, response) => {
  if (request.url === '/seen') {
    response.end(JSON.stringify(seen));
    return;
  }
  const name = request.url.split('/')[1];
  const wire = write[name];
  let text = '';
  for await (const chunk of request) text += chunk;
  if (!wire || request.method !== 'POST') {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    return;
  }
  const body = JSON.parse(text);
  seen.headers = request.headers;
  seen.body = body;
  const asked = read[name](body, request.url);
  const failure = /fail (\d+)/.exec(asked.prompt)?.[1];
  if (failure) {
    response.writeHead(Number(failure), { 'content-type': 'application/json', ...(failure === '429' && { 'retry-after': '1' }) });
    response.end(JSON.stringify(wire.error(Number(failure))));
    return;
  }
  const said = answer(asked, name);
  if (asked.stream) {
    response.on('close', () => { if (!response.writableEnded && !asked.prompt.includes('cut')) seen.left++; });
    await stream(response, wire, said, asked.prompt);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(wire.whole(said)));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
