// OpenAI's Chat Completions. Source: OpenAI's API reference, and the messages with which the API refuses requests, as of late 2026.
import { answered, closed, dataUrl, distinct, list, matches, need, only } from './checks.mjs';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const REASONS = /^(o\d|gpt-[5-9])/;
const BODY = 'messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata '
  + 'modalities n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_retention reasoning_effort response_format '
  + 'safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity '
  + 'web_search_options';
const MESSAGE = {
  system: 'role content name', developer: 'role content name', user: 'role content name', tool: 'role content tool_call_id',
  assistant: 'role content name refusal audio tool_calls function_call annotations',
};

function part(part, role, where, asked) {
  if (part.type === 'text') {
    only(part, where, 'type text');
    need(typeof part.text === 'string', `${where}.text: is not a string`);
    return part.text;
  }
  if (part.type === 'refusal' && role === 'assistant') return part.refusal;
  need(role === 'user', `${where}: a message of role ${role} may hold text only, not ${part.type}`);
  if (part.type === 'image_url') {
    only(part, where, 'type image_url');
    only(part.image_url, `${where}.image_url`, 'url detail');
    asked.images.push(dataUrl(part.image_url.url, `${where}.image_url.url`));
    return '';
  }
  need(part.type === 'file' || part.type === 'input_audio', `${where}.type: unknown value ${part.type}`);
  return '';
}

function content(message, where, asked) {
  if (typeof message.content === 'string') return message.content;
  if (message.content == null && message.role === 'assistant') {
    need(message.tool_calls || message.refusal, `${where}: neither content nor tool_calls`);
    return '';
  }
  return list(message.content, `${where}.content`).map((p, i) => part(p, message.role, `${where}.content[${i}]`, asked)).join('');
}

function calls(message, where) {
  return list(message.tool_calls, `${where}.tool_calls`).map((call, i) => {
    only(call, `${where}.tool_calls[${i}]`, 'id type function');
    need(call.type === 'function', `${where}.tool_calls[${i}].type: ${call.type}`);
    only(call.function, `${where}.tool_calls[${i}].function`, 'name arguments');
    matches(call.function.name, NAME, `${where}.tool_calls[${i}].function.name`);
    need(typeof JSON.parse(call.function.arguments) === 'object', `${where}.tool_calls[${i}].function.arguments`);
    return matches(call.id, /^.{1,40}$/, `${where}.tool_calls[${i}].id`);
  });
}

function conversation(messages, asked) {
  let open = [];
  let given = [];
  const settle = (where) => {
    answered(open, given, where);
    open = given = [];
  };
  messages.forEach((message, i) => {
    const where = `messages[${i}]`;
    need(message.role in MESSAGE, `${where}.role: unknown value ${message.role}`);
    only(message, where, MESSAGE[message.role]);
    const text = content(message, where, asked);
    if (message.role === 'tool') {
      given = [...given, message.tool_call_id];
      need(open.includes(message.tool_call_id), `${where}: a tool's message has to follow a message with its tool_calls`);
      asked.results.push({ text });
      return;
    }
    settle(where);
    if (message.role === 'user') asked.prompt += ` ${text}`;
    if (message.tool_calls !== undefined) open = calls(message, where);
  });
  settle('messages');
}

function tools(body) {
  if (body.tools === undefined) {
    need(body.tool_choice === undefined && body.parallel_tool_calls === undefined, 'tool_choice, parallel_tool_calls: only with tools');
    return [];
  }
  const names = list(body.tools, 'tools').map((tool, i) => {
    only(tool, `tools[${i}]`, 'type function');
    need(tool.type === 'function', `tools[${i}].type: unknown value ${tool.type}`);
    only(tool.function, `tools[${i}].function`, 'name description parameters strict');
    const { parameters, strict, name } = tool.function;
    need(parameters === undefined || parameters.type === 'object', `tools[${i}].function.parameters.type: is not object`);
    if (strict) closed(parameters, `tools[${i}].function.parameters`);
    return matches(name, NAME, `tools[${i}].function.name`);
  });
  need(names.length <= 128, 'tools: more than 128');
  distinct(names, 'tools');
  return names;
}

function read(body) {
  only(body, 'body', BODY);
  if (REASONS.test(body.model)) {
    for (const name of ['max_tokens', 'top_p', 'stop', 'presence_penalty', 'frequency_penalty', 'logprobs']) {
      need(body[name] === undefined, `${name}: unsupported with ${body.model}`);
    }
    need((body.temperature ?? 1) === 1, `temperature: only 1 is supported with ${body.model}`);
  } else {
    need(body.reasoning_effort === undefined, `reasoning_effort: unsupported with ${body.model}`);
  }
  need(body.stream_options === undefined || body.stream === true, 'stream_options: only with stream');
  const schema = body.response_format?.json_schema;
  if (schema?.strict) closed(schema.schema, 'response_format.json_schema.schema');
  const asked = {
    // thoughts that are not told cannot be lost
    prompt: '', images: [], results: [], signatures: Infinity, tools: tools(body), schema: schema?.schema,
    stream: body.stream === true, thinks: (body.reasoning_effort ?? 'none') !== 'none', usage: body.stream_options?.include_usage === true,
  };
  conversation(list(body.messages, 'messages'), asked);
  return asked;
}

const USAGE = { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 };
const base = { id: 'chatcmpl-stub', created: 1, model: 'gpt-stub' };
const toolCall = ({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } });

class Stream {
  calls = 0;

  chunk(delta, finish = null) {
    return `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }] })}\n\n`;
  }

  start() {
    return this.chunk({ role: 'assistant', content: '' });
  }

  /** OpenAI keeps its thoughts to itself. */
  thought() {
    return '';
  }

  piece(text) {
    return this.chunk({ content: text });
  }

  call({ id, name, arguments: args }) {
    const index = this.calls++;
    const text = JSON.stringify(args);
    return this.chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
      + [text.slice(0, 5), text.slice(5)].map((part) => this.chunk({ tool_calls: [{ index, function: { arguments: part } }] })).join('');
  }

  end(asked) {
    const usage = `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [], usage: USAGE })}\n\n`;
    return `${this.chunk({}, this.calls > 0 ? 'tool_calls' : 'stop')}${asked.usage ? usage : ''}data: [DONE]\n\n`;
  }
}

export default {
  path: /^\/v1\/chat\/completions$/,
  read,
  whole: ({ text, calls: made }) => ({
    ...base, object: 'chat.completion', usage: USAGE,
    choices: [{
      index: 0, finish_reason: made.length > 0 ? 'tool_calls' : 'stop', logprobs: null,
      message: { role: 'assistant', content: text.join('') || null, refusal: null, ...(made.length > 0 && { tool_calls: made.map(toolCall) }) },
    }],
  }),
  streamType: 'text/event-stream',
  stream: () => new Stream(),
  error: (status, message) => ({ body: { error: { message, type: 'invalid_request_error', param: null, code: status === 429 ? 'rate_limit_exceeded' : null } } }),
};
