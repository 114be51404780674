// Anthropic's own client, unchanged, in front of OpenAI's and Gemini's wires.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { PIXEL, seen, streamsLeftAfter, url, key } from './setup.mjs';

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
const user = (content) => [{ role: 'user', content }];
const WEATHER = { name: 'get_weather', description: 'The weather of a city', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };

for (const [wire, model] of [['openai', 'openai/gpt-4o-mini'], ['gemini', 'gemini/gemini-2.5-flash'], ['anthropic', 'anthropic/claude-sonnet-4-5']]) {
  const ask = (content, more = {}) => ({ model, max_tokens: 100, messages: user(content), ...more });

  test(`${wire}: a message`, async () => {
    const answer = await client.messages.create(ask('Hi', { system: 'Be brief.' }));
    assert.deepEqual(answer.content.map((block) => [block.type, block.text]), [['text', `Hello from ${wire}`]]);
    assert.equal(answer.stop_reason, 'end_turn');
    assert.deepEqual([answer.usage.input_tokens, answer.usage.output_tokens], [11, 5]);
  });

  test(`${wire}: a streamed message, by the SDK's accumulator`, async () => {
    const stream = client.messages.stream(ask('Hi'));
    const types = [];
    stream.on('streamEvent', (event) => types.push(event.type));
    const answer = await stream.finalMessage();
    assert.equal(answer.content[0].text, `Hello from ${wire}`);
    assert.equal(answer.usage.output_tokens, 5);
    assert.match(types.join(' '), /^message_start content_block_start( content_block_delta){3,} content_block_stop message_delta message_stop$/);
  });

  test(`${wire}: a round trip of a tool, streamed`, async () => {
    const tools = [WEATHER];
    const first = await client.messages.stream(ask('How is the weather?', { tools })).finalMessage();
    const call = first.content.find((block) => block.type === 'tool_use');
    assert.equal(first.stop_reason, 'tool_use');
    assert.deepEqual(call.input, { city: 'Paris' });
    const second = await client.messages.create({
      model, max_tokens: 100, tools,
      messages: [...user('How is the weather?'), { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'sunny' }] }],
    });
    assert.equal(second.content[0].text, 'It is sunny');
  });

  test(`${wire}: an image`, async () => {
    const answer = await client.messages.create(ask([
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } }, { type: 'text', text: 'What is it?' }]));
    assert.equal(answer.content[0].text, `I see ${Buffer.from(PIXEL, 'base64').length} bytes`);
  });

  test(`${wire}: structured output`, async () => {
    const answer = await client.messages.create(ask('Name a city', { output_config: { format: { type: 'json_schema',
      schema: { type: 'object', properties: { city: { type: 'string' }, population: { type: 'number' } }, required: ['city', 'population'], additionalProperties: false } } } }));
    assert.deepEqual(JSON.parse(answer.content[0].text), { city: 'Paris', population: 2100000 });
  });

  test(`${wire}: failures are the SDK's own`, async () => {
    const limited = await client.messages.create(ask('fail 429')).catch((e) => e);
    assert.ok(limited instanceof Anthropic.RateLimitError, String(limited));
    assert.equal(limited.headers.get('retry-after'), '1');
    assert.doesNotMatch(JSON.stringify(limited), /canary/);
    await assert.rejects(client.messages.create(ask('fail 400')), Anthropic.BadRequestError);
    await assert.rejects(client.messages.stream(ask('cut')).finalMessage());
  });

  test(`${wire}: who leaves in mid-stream ends the provider's stream`, async () => {
    await streamsLeftAfter(async () => {
      let pieces = 0;
      for await (const event of await client.messages.create(ask('for ever', { stream: true }))) {
        if (event.type === 'content_block_delta' && ++pieces === 3) break;
      }
    });
  });
}

test('fields that only Anthropic knows reach Anthropic', async () => {
  await client.messages.create({
    model: 'anthropic/claude-sonnet-4-5', max_tokens: 100, top_k: 5, metadata: { user_id: 'u-1' },
    system: [{ type: 'text', text: 'Long instructions', cache_control: { type: 'ephemeral' } }],
    messages: user([{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }]), field_of_tomorrow: { a: 1 },
  });
  const { body, headers } = await seen();
  assert.equal(body.top_k, 5);
  assert.deepEqual(body.metadata, { user_id: 'u-1' });
  assert.deepEqual(body.system[0].cache_control, { type: 'ephemeral' });
  assert.deepEqual(body.messages[0].content[0].cache_control, { type: 'ephemeral' });
  assert.deepEqual(body.field_of_tomorrow, { a: 1 });
  assert.equal(headers['x-api-key'], 'canary-anthropic-key');
});

test('tokens are counted, and strangers are turned away', async () => {
  const counted = await client.messages.countTokens({ model: 'openai/gpt-4o-mini', messages: user('How many tokens are in this sentence?') });
  assert.ok(counted.input_tokens > 3);
  await assert.rejects(client.messages.create({ model: 'nobody/model', max_tokens: 1, messages: user('Hi') }), Anthropic.NotFoundError);
  await assert.rejects(client.messages.create({ model: 'openai/gpt-4o-mini', messages: user('Hi') }), Anthropic.BadRequestError);
  const stranger = new Anthropic({ baseURL: url, apiKey: 'llmc-stranger', maxRetries: 0 });
  await assert.rejects(stranger.messages.create({ model: 'openai/gpt-4o-mini', max_tokens: 1, messages: user('Hi') }), Anthropic.AuthenticationError);
});
