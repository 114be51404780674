// OpenAI's Responses. Source: OpenAI's API reference, and the messages with which the API refuses requests, as of late 2026.
import { answered, closed, dataUrl, distinct, list, matches, need, only } from './checks.mjs';
import { checkSignature } from './model.mjs';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const REASONS = /^(o\d|gpt-[5-9])/;
const BODY = 'background client_metadata context_management conversation include input instructions max_output_tokens max_tool_calls metadata model '
  + 'parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store stream '
  + 'stream_options temperature text tool_choice tools top_logprobs top_p truncation user';
const ITEM = {
  message: 'type id role content status phase', function_call: 'type id call_id name namespace arguments status', reasoning: 'type id summary content encrypted_content status',
  function_call_output: 'type id call_id output status', custom_tool_call: 'type id call_id name namespace input status', custom_tool_call_output: 'type id call_id output',
};
const ID = { message: 'msg', function_call: 'fc', reasoning: 'rs', function_call_output: 'fc', custom_tool_call: 'ctc', custom_tool_call_output: 'ctc' };
const PLACES = { user: 'input_text input_image input_file', assistant: 'output_text refusal', output: 'input_text input_image input_file' };
const TOOLS = {
  function: 'type name description parameters strict defer_loading', custom: 'type name description format defer_loading', namespace: 'type name description tools',
  web_search: 'type external_web_access filters search_context_size user_location search_content_types', tool_search: 'type description execution parameters',
};
// the items of answers that were to be stored, by their id
const stored = new Map();
// the calls that were made after a thought, by their id
const thoughtBefore = new Map();

function parts(content, place, where, asked) {
  if (typeof content === 'string') return content;
  return list(content, where).map((part, i) => {
    need(PLACES[place].split(' ').includes(part.type), `${where}[${i}].type: invalid value ${part.type}, supported are ${PLACES[place]}`);
    only(part, `${where}[${i}]`, 'type text image_url detail file_id file_data file_url filename annotations logprobs refusal');
    if (part.type === 'input_image' && part.image_url) asked.images.push(dataUrl(part.image_url, `${where}[${i}].image_url`));
    return part.text ?? '';
  }).join('');
}

function item(item, where, asked) {
  const type = item.type ?? 'message';
  need(type in ITEM, `${where}.type: invalid value ${type}`);
  only(item, where, ITEM[type]);
  if (item.id !== undefined) matches(item.id, new RegExp(`^${ID[type]}_?[\\w-]{0,60}$`), `${where}.id`);
  if (item.call_id !== undefined || type.includes('call')) matches(item.call_id, /^.{1,64}$/, `${where}.call_id`);
  if (type === 'message') {
    need(['user', 'assistant', 'system', 'developer'].includes(item.role), `${where}.role: invalid value ${item.role}`);
    const text = parts(item.content, item.role === 'assistant' ? 'assistant' : 'user', `${where}.content`, asked);
    if (item.role === 'user') asked.prompt += ` ${text}`;
  }
  if (type === 'function_call') {
    matches(item.name, NAME, `${where}.name`);
    need(typeof JSON.parse(item.arguments) === 'object', `${where}.arguments`);
  }
  if (type.endsWith('_output')) asked.results.push({ text: parts(item.output, 'output', `${where}.output`, asked) });
  if (type === 'reasoning') {
    need(Array.isArray(item.summary), `${where}.summary: missing required parameter`);
    need(item.encrypted_content, `${where}: item ${item.id} not found; items are not kept when store is false`);
    checkSignature(item.encrypted_content, `${where}.encrypted_content`);
    asked.signatures++;
  }
}

/** The item that a reference stands for; any other item as it is. */
function referred(item) {
  if (item.type !== 'item_reference') return item;
  only(item, 'item_reference', 'type id');
  need(stored.has(item.id), `Item with id '${item.id}' not found`);
  return stored.get(item.id);
}

function conversation(given, asked) {
  const items = given.map(referred);
  need(new Set(items.map((it) => it.id ?? it)).size === items.length, 'input: duplicate item');
  items.forEach((it, i) => item(it, `input[${i}]`, asked));
  const of = (ending) => items.filter((it) => it.type?.endsWith(ending)).map((it) => it.call_id);
  answered(of('_call'), of('_call_output'), 'input');
  items.forEach((it, i) => {
    const before = items.slice(0, i).map((other) => other.id);
    need(!it.id || !thoughtBefore.has(it.id) || before.includes(thoughtBefore.get(it.id)), `input[${i}]: ${it.type} was provided without its required reasoning item`);
    need(it.type !== 'reasoning' || /^(function_call|custom_tool_call|message|reasoning)$/.test(items[i + 1]?.type ?? 'message') && i + 1 < items.length,
      `input[${i}]: reasoning was provided without its required following item`);
  });
}

function tools(given) {
  return given.flatMap((tool, i) => {
    need(tool.type in TOOLS, `tools[${i}].type: invalid value ${tool.type}`);
    only(tool, `tools[${i}]`, TOOLS[tool.type]);
    if (tool.type === 'namespace') return [tool.name, ...tools(tool.tools)];
    if (tool.type !== 'function') return tool.name ?? tool.type;
    need(tool.parameters == null || tool.parameters.type === 'object', `tools[${i}].parameters.type: is not object`);
    if (tool.strict) closed(tool.parameters, `tools[${i}].parameters`);
    return matches(tool.name, NAME, `tools[${i}].name`);
  });
}

function read(body) {
  only(body, 'body', BODY);
  if (body.reasoning) only(body.reasoning, 'reasoning', 'effort summary generate_summary context mode');
  if (REASONS.test(body.model)) need(body.temperature === undefined && body.top_p === undefined, `temperature, top_p: unsupported with ${body.model}`);
  else need(!body.reasoning?.effort, `reasoning.effort: unsupported with ${body.model}`);
  need(!body.tools?.length ? !['required', 'object'].includes(typeof body.tool_choice === 'object' ? 'object' : body.tool_choice) : true, 'tool_choice: must be specified with tools');
  const format = body.text?.format;
  if (format?.strict) closed(format.schema, 'text.format.schema');
  const asked = {
    prompt: '', images: [], results: [], signatures: 0, tools: tools(body.tools ?? []), schema: format?.schema, stream: body.stream === true,
    thinks: (body.reasoning?.effort ?? 'none') !== 'none', store: body.store ?? true,
  };
  distinct(asked.tools, 'tools');
  if (typeof body.input === 'string') asked.prompt = body.input;
  else conversation(list(body.input, 'input'), asked);
  return asked;
}

const id = (prefix) => `${prefix}_${Math.random().toString(36).slice(2)}`;
const USAGE = { input_tokens: 11, input_tokens_details: { cached_tokens: 0 }, output_tokens: 5, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 16 };
const response = (status, output, store) => ({
  id: 'resp_stub', store, object: 'response', created_at: 1, model: 'gpt-stub', status, error: null, incomplete_details: null, output, parallel_tool_calls: true,
  tool_choice: 'auto', tools: [], usage: status === 'completed' ? USAGE : null,
});
const reasoning = ({ text, signature }) => ({ type: 'reasoning', id: id('rs'), summary: [{ type: 'summary_text', text }], encrypted_content: signature });
const message = (text) => ({ type: 'message', id: id('msg'), role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] });
const functionCall = ({ id: call_id, name, arguments: args }) => ({ type: 'function_call', id: id('fc'), call_id, name, arguments: JSON.stringify(args), status: 'completed' });

/** Remembers which thought the items after it need, and what is to be stored. */
function remembered(output, store) {
  for (const item of output) if (store) stored.set(item.id, item);
  const thought = output.find(({ type }) => type === 'reasoning');
  for (const { type, id: item } of output) if (thought && type !== 'reasoning') thoughtBefore.set(item, thought.id);
  return output;
}

class Stream {
  output = [];
  number = 0;
  text = '';

  constructor(store) {
    this.store = store;
  }

  event(type, data) {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.number++, ...data })}\n\n`;
  }

  start() {
    const answer = response('in_progress', [], this.store);
    return this.event('response.created', { response: answer }) + this.event('response.in_progress', { response: answer });
  }

  item(item, empty, deltas) {
    const output_index = this.output.length;
    this.output.push(item);
    return this.event('response.output_item.added', { output_index, item: { ...item, ...empty } }) + deltas({ output_index, item_id: item.id });
  }

  done(item) {
    return this.event('response.output_item.done', { output_index: this.output.indexOf(item), item });
  }

  thought(thought) {
    const item = reasoning(thought);
    return this.item(item, { summary: [], encrypted_content: undefined }, (at) => {
      const place = { ...at, summary_index: 0 };
      return this.event('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } })
        + this.event('response.reasoning_summary_text.delta', { ...place, delta: thought.text })
        + this.event('response.reasoning_summary_text.done', { ...place, text: thought.text })
        + this.event('response.reasoning_summary_part.done', { ...place, part: item.summary[0] });
    }) + this.done(item);
  }

  place() {
    return { output_index: this.output.indexOf(this.message), item_id: this.message.id, content_index: 0 };
  }

  piece(text) {
    this.text += text;
    const delta = () => this.event('response.output_text.delta', { ...this.place(), delta: text, logprobs: [] });
    if (this.message) return delta();
    this.message = message('');
    return this.item(this.message, { status: 'in_progress', content: [] }, () => '')
      + this.event('response.content_part.added', { ...this.place(), part: { type: 'output_text', text: '', annotations: [] } }) + delta();
  }

  close() {
    if (!this.message || this.message.content[0].text) return '';
    const part = this.message.content[0];
    part.text = this.text;
    return this.event('response.output_text.done', { ...this.place(), text: this.text, logprobs: [] })
      + this.event('response.content_part.done', { ...this.place(), part }) + this.done(this.message);
  }

  call(call) {
    const item = functionCall(call);
    const text = item.arguments;
    return this.close() + this.item(item, { status: 'in_progress', arguments: '' }, (at) => [text.slice(0, 5), text.slice(5)]
      .map((delta) => this.event('response.function_call_arguments.delta', { ...at, delta })).join('')
      + this.event('response.function_call_arguments.done', { ...at, name: item.name, arguments: text })) + this.done(item);
  }

  end() {
    return this.close() + this.event('response.completed', { response: response('completed', remembered(this.output, this.store), this.store) });
  }
}

export default {
  path: /^\/v1\/responses$/,
  read,
  whole: ({ thought, text, calls }, { store }) => response('completed', remembered([
    ...(thought ? [reasoning(thought)] : []), ...(text.length > 0 ? [message(text.join(''))] : []), ...calls.map(functionCall),
  ], store), store),
  streamType: 'text/event-stream',
  stream: (said, { store }) => new Stream(store),
  error: (status, text) => ({ body: { error: { message: text, type: 'invalid_request_error', param: null, code: status === 429 ? 'rate_limit_exceeded' : null } } }),
};
