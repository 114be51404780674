// Anthropic's Messages. Source: Anthropic's API reference, and the messages with which the API refuses requests, as of late 2026.
import { answered, distinct, image, list, matches, need, only } from './checks.mjs';
import { checkSignature } from './model.mjs';

const NAME = /^[a-zA-Z0-9_-]{1,128}$/;
// Claude up to 4.5 thinks with a budget; later ones as much as they need, and from 4.7 on without sampling values
const BUDGET = /claude-[a-z]+-(3|4-[0-5])/;
const SAMPLES = /claude-[a-z]+-(3|4-[0-6])/;
// the last one stands for what Anthropic adds tomorrow
const BODY = 'model messages max_tokens system metadata stop_sequences stream temperature top_p top_k tools tool_choice thinking service_tier '
  + 'container context_management mcp_servers output_config inference_geo speed cache_control field_of_tomorrow';
const BETAS = { context_management: 'context-management-', mcp_servers: 'mcp-client-', speed: 'fast-mode-' };
const BLOCK = {
  text: 'type text cache_control citations', image: 'type source cache_control', document: 'type source title context citations cache_control',
  tool_use: 'type id name input cache_control caller', tool_result: 'type tool_use_id content is_error cache_control',
  thinking: 'type thinking signature', redacted_thinking: 'type data', tool_reference: 'type tool_name cache_control',
};
const PLACES = { user: 'text image document tool_result', system: 'text', assistant: 'text tool_use thinking redacted_thinking', result: 'text image document tool_reference' };

function block(block, place, where, asked) {
  need(PLACES[place].split(' ').includes(block.type), `${where}.type: ${block.type} has no place in ${place}`);
  only(block, where, BLOCK[block.type]);
  if (block.cache_control) asked.marks++;
  if (block.type === 'text') need(block.text?.trim(), `${where}: text content blocks must contain non-whitespace text`);
  if (block.type === 'image' && block.source.type === 'base64') {
    only(block.source, `${where}.source`, 'type media_type data');
    asked.images.push(image(block.source.data, block.source.media_type, `${where}.source`));
  }
  if (block.type === 'thinking') {
    checkSignature(block.signature, where, block.thinking);
    asked.signatures++;
  }
  if (block.type === 'tool_use') {
    matches(block.id, /^[a-zA-Z0-9_-]+$/, `${where}.id`);
    matches(block.name, NAME, `${where}.name`);
    need(block.input !== null && typeof block.input === 'object' && !Array.isArray(block.input), `${where}.input: is not an object`);
  }
  return block.type === 'tool_result' ? result(block, where, asked) : (block.text ?? '');
}

function result({ content }, where, asked) {
  const text = typeof content === 'string' ? content : (content ?? []).map((b, i) => block(b, 'result', `${where}.content.${i}`, asked)).join('');
  asked.results.push({ text });
  return '';
}

/** Turns of one role after another count as one. */
function turns(messages) {
  const all = [];
  messages.forEach((message, i) => {
    const where = `messages.${i}`;
    only(message, where, 'role content');
    need(message.role in PLACES && message.role !== 'result', `${where}.role: unknown value ${message.role}`);
    need(message.role !== 'system' || i > 0, `${where}: a system message cannot be the first`);
    const blocks = typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : list(message.content, `${where}.content`);
    const said = blocks.map((b, j) => ({ ...b, role: message.role, where: `${where}.content.${j}` }));
    const side = message.role === 'assistant' ? 'assistant' : 'user';
    if (all.at(-1)?.side === side) all.at(-1).blocks.push(...said);
    else all.push({ side, blocks: said });
  });
  need(all[0].side === 'user', 'messages: the first message must be of the user');
  need(all.at(-1).side === 'user', 'messages: the conversation must end with a user message');
  return all;
}

function conversation(messages, asked, thinking) {
  const all = turns(messages);
  all.forEach(({ side, blocks }, i) => {
    const given = blocks.filter((b) => b.type === 'tool_result').map((b) => b.tool_use_id);
    const made = i > 0 && side === 'user' ? all[i - 1].blocks.filter((b) => b.type === 'tool_use').map((b) => b.id) : [];
    if (side === 'user') answered(made, given, `messages, turn ${i}`);
    const late = blocks.findIndex((b) => b.type !== 'tool_result' && b.role !== 'system');
    need(late < 0 || !blocks.slice(late).some((b) => b.type === 'tool_result'), `messages, turn ${i}: tool_result blocks must come first`);
    for (const { role, where, ...b } of blocks) {
      const text = block(b, role, where, asked);
      if (role === 'user') asked.prompt += ` ${text}`;
    }
  });
  const before = all.at(-2)?.blocks ?? [];
  if (thinking === 'enabled' && before.some((b) => b.type === 'tool_use')) {
    need(before[0].type.endsWith('thinking'), `messages.${messages.length - 2}.content.0.type: Expected thinking or redacted_thinking, but found ${before[0].type}`);
  }
}

function tools(body, asked) {
  if (body.tools === undefined) need(body.tool_choice === undefined, 'tool_choice: may only be specified while providing tools');
  const names = (body.tools ?? []).map((tool, i) => {
    if (tool.cache_control) asked.marks++;
    matches(tool.name, NAME, `tools.${i}.name`);
    if ((tool.type ?? 'custom') !== 'custom') return tool.name;
    only(tool, `tools.${i}`, 'type name description input_schema cache_control strict defer_loading eager_input_streaming input_examples allowed_callers');
    need(tool.input_schema?.type === 'object', `tools.${i}.input_schema.type: is not object`);
    for (const word of ['oneOf', 'allOf', 'anyOf']) need(!(word in tool.input_schema), `tools.${i}.input_schema: no ${word} at the top level`);
    return tool.name;
  });
  distinct(names, 'tools');
  return names;
}

/** The rules of Claude's thinking, which hold on every way to it. */
export function checkThinking({ model, thinking, maxTokens, temperature, topP, topK, choice, effort }) {
  const type = thinking?.type ?? 'disabled';
  const unsampled = temperature === undefined && topP === undefined && topK === undefined;
  need(unsampled || SAMPLES.test(model), `temperature, top_p, top_k: deprecated for ${model}`);
  need(temperature === undefined || topP === undefined, `temperature and top_p cannot both be specified for ${model}`);
  if (type === 'enabled') {
    need(BUDGET.test(model), `thinking.type: enabled is not supported for ${model}`);
    need(thinking.budget_tokens >= 1024 && thinking.budget_tokens < maxTokens, 'thinking.budget_tokens: at least 1024 and less than max_tokens');
  }
  if (type === 'adaptive') need(!BUDGET.test(model), `thinking.type: adaptive is not supported for ${model}`);
  if (effort) need(!BUDGET.test(model) || model.includes('opus-4-5'), `output_config.effort: not supported for ${model}`);
  if (type === 'disabled') return type;
  need((temperature ?? 1) === 1, 'temperature: may only be set to 1 when thinking is enabled');
  need(topK === undefined && (topP ?? 1) >= 0.95, 'top_k, top_p: may not be set when thinking is enabled');
  need(!['any', 'tool'].includes(choice), 'thinking: may not be enabled when tool_choice forces tool use');
  return type;
}

function read(body, path, headers) {
  only(body, 'body', BODY);
  need(headers['anthropic-version'] === '2023-06-01', 'anthropic-version: is missing');
  need(headers['x-api-key'] === 'canary-anthropic-key', 'x-api-key: invalid');
  for (const [field, beta] of Object.entries(BETAS)) {
    need(body[field] === undefined || headers['anthropic-beta']?.includes(beta), `${field}: Extra inputs are not permitted`);
  }
  need(Number.isInteger(body.max_tokens) && body.max_tokens > 0, 'max_tokens: field required');
  if (body.metadata) only(body.metadata, 'metadata', 'user_id');
  if (body.thinking) only(body.thinking, 'thinking', 'type budget_tokens display');
  const asked = { prompt: '', images: [], results: [], signatures: 0, marks: 0, schema: body.output_config?.format?.schema, stream: body.stream === true };
  asked.tools = tools(body, asked);
  const type = checkThinking({ ...body, maxTokens: body.max_tokens, topP: body.top_p, topK: body.top_k, choice: body.tool_choice?.type, effort: body.output_config?.effort });
  asked.thinks = type !== 'disabled';
  if (Array.isArray(body.system)) body.system.forEach((b, i) => block(b, 'system', `system.${i}`, asked));
  conversation(list(body.messages, 'messages'), asked, type);
  need(asked.marks <= 4, `cache_control: ${asked.marks} blocks, at most 4`);
  return asked;
}

const event = (data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const message = (content, stop) => ({
  id: 'msg_stub', type: 'message', role: 'assistant', model: 'claude-stub', content, stop_reason: stop, stop_sequence: null,
  usage: { input_tokens: 11, output_tokens: stop ? 5 : 1 },
});
const stopReason = ({ calls }) => (calls.length > 0 ? 'tool_use' : 'end_turn');

class Stream {
  index = -1;
  open;

  constructor(said) {
    this.said = said;
  }

  start() {
    return event({ type: 'message_start', message: message([], null) }) + event({ type: 'ping' });
  }

  stop() {
    const text = this.open ? event({ type: 'content_block_stop', index: this.index }) : '';
    this.open = undefined;
    return text;
  }

  block(content_block, ...deltas) {
    const before = this.stop();
    this.open = content_block.type;
    this.index++;
    return before + event({ type: 'content_block_start', index: this.index, content_block }) + deltas.map((delta) => this.delta(delta)).join('');
  }

  delta(delta) {
    return event({ type: 'content_block_delta', index: this.index, delta });
  }

  thought({ text, signature }) {
    return this.block({ type: 'thinking', thinking: '', signature: '' }, { type: 'thinking_delta', thinking: text }, { type: 'signature_delta', signature });
  }

  piece(text) {
    const delta = { type: 'text_delta', text };
    return this.open === 'text' ? this.delta(delta) : this.block({ type: 'text', text: '' }, delta);
  }

  call({ id, name, arguments: args }) {
    const text = JSON.stringify(args);
    const parts = [text.slice(0, 5), text.slice(5)].map((partial_json) => ({ type: 'input_json_delta', partial_json }));
    return this.block({ type: 'tool_use', id, name, input: {} }, ...parts);
  }

  end() {
    return this.stop() + event({ type: 'message_delta', delta: { stop_reason: stopReason(this.said), stop_sequence: null }, usage: { output_tokens: 5 } })
      + event({ type: 'message_stop' });
  }
}

export default {
  path: /^\/v1\/messages(\?|$)/,
  read,
  whole: (said) => message([
    ...(said.thought ? [{ type: 'thinking', thinking: said.thought.text, signature: said.thought.signature }] : []),
    ...(said.text.length > 0 ? [{ type: 'text', text: said.text.join('') }] : []),
    ...said.calls.map(({ id, name, arguments: input }) => ({ type: 'tool_use', id, name, input })),
  ], stopReason(said)),
  streamType: 'text/event-stream',
  stream: (said) => new Stream(said),
  error: (status, text) => ({ body: { type: 'error', error: { type: status === 429 ? 'rate_limit_error' : 'invalid_request_error', message: text } } }),
};
