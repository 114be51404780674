// What every client does in front of every format (../scenario.mjs), with Node's SDKs: three turns of tools, streamed, with reasoning.
import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { z } from 'zod';
import { judge, MODELS, NOTE, PICTURE, record, steps } from '../scenario.mjs';
import { key, url } from './setup.mjs';

const PROMPT = steps([[['read', { path: 'note.txt' }]], [['look', { path: 'picture.png' }]], [['run', { path: 'one' }], ['run', { path: 'two' }]]]);
const SCHEMA = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
const NAMES = ['read', 'look', 'run'];
const IMAGE = PICTURE.toString('base64');
const result = (name, { path }) => ({ read: NOTE, look: 'An image.', run: `ran-${path}` })[name];

/** An answer without what the SDK adds to it for its own use, and the API does not take. */
const sendable = (answer) => JSON.parse(JSON.stringify(answer, (name, value) => (/^parsed/.test(name) ? undefined : value)));

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
const ai = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });

const CLIENTS = {
  // its tools' results are text only, so that the image comes in a turn of the user
  async 'openai-node'(model) {
    const messages = [{ role: 'user', content: PROMPT }];
    const tools = NAMES.map((name) => ({ type: 'function', function: { name, parameters: SCHEMA } }));
    for (;;) {
      const { message } = (await openai.chat.completions.stream({ model, messages, tools, reasoning_effort: 'high' }).finalChatCompletion()).choices[0];
      if (!message.tool_calls?.length) return message.content;
      messages.push(sendable(message));
      for (const { id, function: f } of message.tool_calls) messages.push({ role: 'tool', tool_call_id: id, content: result(f.name, JSON.parse(f.arguments)) });
      if (message.tool_calls[0].function.name === 'look') {
        messages.push({ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}` } }] });
      }
    }
  },
  async 'openai-node-responses'(model) {
    const input = [{ role: 'user', content: PROMPT }];
    const tools = NAMES.map((name) => ({ type: 'function', name, parameters: SCHEMA, strict: false }));
    const more = { reasoning: { effort: 'high', summary: 'auto' }, store: false, include: ['reasoning.encrypted_content'] };
    for (;;) {
      const answer = await openai.responses.stream({ model, input, tools, ...more }).finalResponse();
      const calls = answer.output.filter((item) => item.type === 'function_call');
      if (calls.length === 0) return answer.output_text;
      input.push(...sendable(answer.output));
      for (const { call_id, name, arguments: args } of calls) {
        const output = [{ type: 'input_text', text: result(name, JSON.parse(args)) }];
        if (name === 'look') output.push({ type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${IMAGE}` });
        input.push({ type: 'function_call_output', call_id, output });
      }
    }
  },
  async 'anthropic-node'(model) {
    const messages = [{ role: 'user', content: PROMPT }];
    const tools = NAMES.map((name) => ({ name, input_schema: SCHEMA }));
    for (;;) {
      const answer = await anthropic.messages.stream({ model, max_tokens: 8000, messages, tools, thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }).finalMessage();
      const calls = answer.content.filter((block) => block.type === 'tool_use');
      if (calls.length === 0) return answer.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
      const content = calls.map(({ id, name, input }) => ({
        type: 'tool_result', tool_use_id: id,
        content: [{ type: 'text', text: result(name, input) },
          ...(name === 'look' ? [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE } }] : [])],
      }));
      messages.push({ role: 'assistant', content: answer.content }, { role: 'user', content });
    }
  },
  // writes an image in a tool's result as text, so that it comes in the user's turn
  'ai-sdk-chat': (model) => aiSdk(ai.chat(model), {}, [{ type: 'image', image: IMAGE, mediaType: 'image/png' }]),
  // expects that the server stores, and names what it has said by item_reference
  'ai-sdk-responses': (model) => aiSdk(ai.responses(model), { reasoningSummary: 'auto' }, []),
};

async function aiSdk(model, more, images) {
  const tools = Object.fromEntries(NAMES.map((name) => [name, tool({
    inputSchema: z.object({ path: z.string() }),
    execute: (args) => result(name, args),
    ...(name === 'look' && images.length === 0 && { toModelOutput: () => ({ type: 'content', value: [{ type: 'text', text: 'An image.' }, { type: 'image-data', data: IMAGE, mediaType: 'image/png' }] }) }),
  })]));
  const answer = streamText({
    model, tools, messages: [{ role: 'user', content: [{ type: 'text', text: PROMPT }, ...images] }], maxRetries: 0, stopWhen: stepCountIs(5), onError: () => {},
    providerOptions: { openai: { reasoningEffort: 'high', forceReasoning: true, ...more } },
  });
  let failure;
  for await (const part of answer.fullStream) if (part.type === 'error') failure = part.error;
  if (failure) throw failure;
  return answer.text;
}

for (const [client, work] of Object.entries(CLIENTS)) {
  for (const [format, model] of Object.entries(MODELS)) {
    record(client, format, judge(await work(model).catch((e) => JSON.stringify({ message: e.error?.error?.message ?? e.error?.message ?? e.message }))));
  }
}
