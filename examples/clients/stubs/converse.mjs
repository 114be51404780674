// Amazon Bedrock's Converse with Claude. Source: AWS' API reference, and the messages with which the API refuses requests, as of late 2026.
import { answered, distinct, image, list, matches, need, one, only } from './checks.mjs';
import { checkThinking } from './messages.mjs';
import { checkSignature } from './model.mjs';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const BODY = 'messages system inferenceConfig toolConfig guardrailConfig additionalModelRequestFields additionalModelResponseFieldPaths '
  + 'promptVariables requestMetadata performanceConfig serviceTier outputConfig';
const BLOCKS = 'text image document video toolUse toolResult guardContent cachePoint reasoningContent citationsContent searchResult';
const CLAUDE_FIELDS = 'thinking anthropic_beta top_k output_config tools tool_choice context_management';
const BETAS = ['interleaved-thinking-2025-05-14', 'context-1m-2025-08-07', 'context-management-2025-06-27', 'fine-grained-tool-streaming-2025-05-14',
  'tool-search-tool-2025-10-19', 'tool-examples-2025-10-29', 'effort-2025-11-24', 'computer-use-2025-01-24', 'token-efficient-tools-2025-02-19'];

function media({ format, source }, where, asked) {
  only(source, `${where}.source`, 'bytes s3Location');
  asked.images.push(image(source.bytes, `image/${format}`, where));
}

function block(block, role, where, asked) {
  only(block, where, BLOCKS);
  const type = one(block, where, BLOCKS);
  const value = block[type];
  need(['toolUse', 'reasoningContent'].includes(type) === (role === 'assistant') || ['text', 'cachePoint'].includes(type), `${where}: ${type} has no place in ${role}`);
  if (type === 'text') need(value.trim(), `${where}.text: is blank`);
  if (type === 'image') media(value, `${where}.image`, asked);
  if (type === 'toolUse') {
    only(value, `${where}.toolUse`, 'toolUseId name input');
    matches(value.toolUseId, NAME, `${where}.toolUse.toolUseId`);
    matches(value.name, NAME, `${where}.toolUse.name`);
    need(value.input !== null && typeof value.input === 'object', `${where}.toolUse.input: is not an object`);
  }
  if (type === 'toolResult') {
    only(value, `${where}.toolResult`, 'toolUseId content status');
    const text = list(value.content, `${where}.toolResult.content`).map((item, i) => {
      const kind = one(item, `${where}.toolResult.content.${i}`, 'text json image document video searchResult');
      if (kind === 'image') media(item.image, `${where}.toolResult.content.${i}`, asked);
      return item.text ?? (item.json ? JSON.stringify(item.json) : '');
    });
    asked.results.push({ text: text.join('') });
  }
  if (type === 'reasoningContent' && one(value, where, 'reasoningText redactedContent') === 'reasoningText') {
    checkSignature(value.reasoningText.signature, where, value.reasoningText.text);
    asked.signatures++;
  }
  return value;
}

function conversation(messages, asked, thinking) {
  messages.forEach((message, i) => {
    const where = `messages.${i}`;
    only(message, where, 'role content');
    need(message.role === (i % 2 === 0 ? 'user' : 'assistant'), `${where}: roles must alternate between user and assistant, and begin with user`);
    const blocks = list(message.content, `${where}.content`);
    if (message.role === 'user') {
      const made = (messages[i - 1]?.content ?? []).flatMap((b) => b.toolUse?.toolUseId ?? []);
      answered(made, blocks.flatMap((b) => b.toolResult?.toolUseId ?? []), where);
      asked.prompt += ` ${blocks.map((b) => b.text ?? '').join(' ')}`;
    }
    blocks.forEach((b, j) => block(b, message.role, `${where}.content.${j}`, asked));
  });
  need(messages.length % 2 === 1, 'messages: the conversation must end with a user message');
  const before = messages.at(-2)?.content ?? [];
  if (thinking === 'enabled' && before.some((b) => b.toolUse)) {
    need(before[0].reasoningContent, `messages.${messages.length - 2}.content.0.type: Expected thinking or redacted_thinking, but found tool_use`);
  }
}

function tools({ toolConfig, messages }) {
  const used = messages.some(({ content }) => content.some((b) => b.toolUse || b.toolResult));
  need(toolConfig || !used, 'toolConfig: must be defined when using toolUse and toolResult content blocks');
  if (!toolConfig) return [];
  only(toolConfig, 'toolConfig', 'tools toolChoice');
  if (toolConfig.toolChoice) one(toolConfig.toolChoice, 'toolConfig.toolChoice', 'auto any tool');
  const specs = list(toolConfig.tools, 'toolConfig.tools').flatMap((tool) => tool.toolSpec ?? []);
  specs.forEach((spec, i) => {
    only(spec, `toolConfig.tools.${i}.toolSpec`, 'name description inputSchema strict');
    matches(spec.name, NAME, `toolConfig.tools.${i}.toolSpec.name`);
    need(spec.description === undefined || spec.description.length > 0, `toolConfig.tools.${i}.toolSpec.description: is empty`);
    need(spec.inputSchema?.json?.type === 'object', `toolConfig.tools.${i}.toolSpec.inputSchema.json.type: is not object`);
  });
  const names = specs.map((spec) => spec.name);
  distinct(names, 'toolConfig.tools');
  return names;
}

function read(body, path, headers) {
  only(body, 'body', BODY);
  need(headers.authorization === 'Bearer canary-bedrock-key', 'authorization: invalid');
  const model = decodeURIComponent(path.split('/')[2]);
  const inference = body.inferenceConfig ?? {};
  only(inference, 'inferenceConfig', 'maxTokens temperature topP stopSequences');
  const own = body.additionalModelRequestFields ?? {};
  only(own, 'additionalModelRequestFields', CLAUDE_FIELDS);
  for (const beta of own.anthropic_beta ?? []) need(BETAS.includes(beta), `anthropic_beta: invalid beta flag ${beta}`);
  const { thinking } = own;
  const type = checkThinking({
    model, thinking, maxTokens: inference.maxTokens ?? Infinity, temperature: inference.temperature, topP: inference.topP, topK: own.top_k,
    choice: Object.keys(body.toolConfig?.toolChoice ?? {})[0], effort: own.output_config?.effort,
  });
  const asked = {
    prompt: '', images: [], results: [], signatures: 0, stream: path.endsWith('-stream'), thinks: type !== 'disabled',
    schema: schema(body), tools: tools(body),
  };
  (body.system ?? []).forEach((b, i) => one(b, `system.${i}`, 'text guardContent cachePoint'));
  conversation(list(body.messages, 'messages'), asked, type);
  return asked;
}

function schema({ outputConfig }) {
  const text = outputConfig?.textFormat?.structure?.jsonSchema?.schema;
  return text && JSON.parse(text);
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
const uint32 = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};
/** A header whose value is a string: the length of the name, the name, 7, the length of the value in two bytes, the value. */
const header = (name, value) => Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7, 0, value.length]), Buffer.from(value)]);

/** A frame of an event stream: two lengths and their sum, headers, payload, and the sum of all. */
function frame(type, data) {
  const headers = Buffer.concat([header(':event-type', type), header(':content-type', 'application/json'), header(':message-type', 'event')]);
  const payload = Buffer.from(JSON.stringify({ ...data, p: 'abcdefghij' }));
  const lengths = Buffer.concat([uint32(16 + headers.length + payload.length), uint32(headers.length)]);
  const all = Buffer.concat([lengths, uint32(crc32(lengths)), headers, payload]);
  return Buffer.concat([all, uint32(crc32(all))]);
}

const USAGE = { inputTokens: 11, outputTokens: 5, totalTokens: 16 };
const stopReason = ({ calls }) => (calls.length > 0 ? 'tool_use' : 'end_turn');

class Stream {
  index = 0;
  open = false;

  constructor(said) {
    this.said = said;
  }

  start() {
    return frame('messageStart', { role: 'assistant' });
  }

  delta(delta) {
    this.open = true;
    return frame('contentBlockDelta', { contentBlockIndex: this.index, delta });
  }

  stop() {
    if (!this.open) return Buffer.alloc(0);
    this.open = false;
    return frame('contentBlockStop', { contentBlockIndex: this.index++ });
  }

  thought({ text, signature }) {
    return Buffer.concat([this.delta({ reasoningContent: { text } }), this.delta({ reasoningContent: { signature } }), this.stop()]);
  }

  piece(text) {
    return this.delta({ text });
  }

  call({ id, name, arguments: args }) {
    const before = this.stop();
    const text = JSON.stringify(args);
    const start = frame('contentBlockStart', { contentBlockIndex: this.index, start: { toolUse: { toolUseId: id, name } } });
    return Buffer.concat([before, start, ...[text.slice(0, 5), text.slice(5)].map((input) => this.delta({ toolUse: { input } })), this.stop()]);
  }

  end() {
    return Buffer.concat([this.stop(), frame('messageStop', { stopReason: stopReason(this.said) }), frame('metadata', { usage: USAGE, metrics: { latencyMs: 1 } })]);
  }
}

export default {
  path: /^\/model\/[^/]+\/converse(-stream)?$/,
  read,
  whole: (said) => ({
    output: { message: { role: 'assistant', content: [
      ...(said.thought ? [{ reasoningContent: { reasoningText: said.thought } }] : []),
      ...(said.text.length > 0 ? [{ text: said.text.join('') }] : []),
      ...said.calls.map(({ id, name, arguments: input }) => ({ toolUse: { toolUseId: id, name, input } })),
    ] } },
    stopReason: stopReason(said), usage: USAGE, metrics: { latencyMs: 1 },
  }),
  streamType: 'application/vnd.amazon.eventstream',
  stream: (said) => new Stream(said),
  error: (status, message) => ({ body: { message }, headers: { 'x-amzn-errortype': status === 429 ? 'ThrottlingException' : 'ValidationException' } }),
};
