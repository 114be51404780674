// OpenAI's own client, unchanged, in front of Anthropic's and Gemini's wires: chat completions, responses, models.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { PIXEL, streamsLeftAfter, url, key } from './setup.mjs';

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
const user = (content) => [{ role: 'user', content }];
const City = z.object({ city: z.string(), population: z.number() });
const WEATHER = {
  type: 'function',
  function: { name: 'get_weather', description: 'The weather of a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
};

for (const [wire, model] of [['anthropic', 'anthropic/claude-sonnet-4-5'], ['gemini', 'gemini/gemini-2.5-flash'], ['openai', 'openai/gpt-4o-mini']]) {
  test(`${wire}: a chat completion`, async () => {
    const answer = await client.chat.completions.create({ model, messages: user('Hi') });
    assert.equal(answer.choices[0].message.content, `Hello from ${wire}`);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.deepEqual([answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens], [11, 5, 16]);
    assert.match(answer.model, /stub/);
  });

  test(`${wire}: a streamed chat completion, by the SDK's accumulator`, async () => {
    const stream = client.chat.completions.stream({ model, messages: user('Hi'), stream_options: { include_usage: true } });
    const pieces = [];
    stream.on('content.delta', ({ delta }) => pieces.push(delta));
    const answer = await stream.finalChatCompletion();
    assert.equal(answer.choices[0].message.content, `Hello from ${wire}`);
    assert.ok(pieces.length >= 3, `only ${pieces.length} pieces`);
    assert.equal(answer.usage.total_tokens, 16);
  });

  test(`${wire}: a round trip of a tool, run by the SDK`, async () => {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model, messages: user('How is the weather?'), stream: true,
      tools: [{ ...WEATHER, function: { ...WEATHER.function, parse: JSON.parse, function: (args) => { asked.push(args); return 'sunny'; } } }],
    });
    assert.equal(await runner.finalContent(), 'It is sunny');
    assert.deepEqual(asked, [{ city: 'Paris' }]);
  });

  test(`${wire}: an image`, async () => {
    const answer = await client.chat.completions.create({
      model, messages: user([{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } }]),
    });
    assert.equal(answer.choices[0].message.content, `I see ${Buffer.from(PIXEL, 'base64').length} bytes`);
  });

  test(`${wire}: structured output, parsed by the SDK`, async () => {
    const answer = await client.chat.completions.parse({ model, messages: user('Name a city'), response_format: zodResponseFormat(City, 'city') });
    assert.deepEqual(answer.choices[0].message.parsed, { city: 'Paris', population: 2100000 });
  });

  test(`${wire}: the provider's rate limit is the SDK's RateLimitError`, async () => {
    const failed = await client.chat.completions.create({ model, messages: user('fail 429') }).catch((e) => e);
    assert.ok(failed instanceof OpenAI.RateLimitError, String(failed));
    assert.equal(failed.headers.get('retry-after'), '1');
    assert.match(failed.message, /stub says 429/);
    assert.doesNotMatch(JSON.stringify(failed), /canary/);
  });

  test(`${wire}: a wrong request is the SDK's BadRequestError`, async () => {
    await assert.rejects(client.chat.completions.create({ model, messages: user('fail 400') }), OpenAI.BadRequestError);
  });

  test(`${wire}: a provider that breaks off is an error, and never an end`, async () => {
    const stream = client.chat.completions.stream({ model, messages: user('cut') });
    await assert.rejects(stream.finalChatCompletion(), OpenAI.OpenAIError);
  });

  test(`${wire}: who leaves in mid-stream ends the provider's stream`, async () => {
    await streamsLeftAfter(async () => {
      const stream = await client.chat.completions.create({ model, messages: user('for ever'), stream: true });
      let chunks = 0;
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta?.content && ++chunks === 3) break;
      }
    });
  });

  test(`${wire}: a response`, async () => {
    const answer = await client.responses.create({ model, input: 'Hi', instructions: 'Be brief.' });
    assert.equal(answer.output_text, `Hello from ${wire}`);
    assert.equal(answer.status, 'completed');
    assert.deepEqual([answer.usage.input_tokens, answer.usage.output_tokens], [11, 5]);
  });

  test(`${wire}: a streamed response, by the SDK's accumulator`, async () => {
    const stream = client.responses.stream({ model, input: 'Hi' });
    const types = [];
    for await (const event of stream) types.push(event.type);
    assert.equal((await stream.finalResponse()).output_text, `Hello from ${wire}`);
    assert.equal(types[0], 'response.created');
    assert.equal(types.at(-1), 'response.completed');
    assert.ok(types.filter((type) => type === 'response.output_text.delta').length >= 3);
  });

  test(`${wire}: a tool's call and result as response items`, async () => {
    const { type, function: f } = WEATHER;
    const tools = [{ type, ...f, strict: false }];
    const first = await client.responses.create({ model, input: 'How is the weather?', tools });
    const call = first.output.find((item) => item.type === 'function_call');
    assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris' });
    const second = await client.responses.create({
      model, tools,
      input: [{ role: 'user', content: 'How is the weather?' }, ...first.output, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' }],
    });
    assert.equal(second.output_text, 'It is sunny');
  });

  test(`${wire}: a structured response with an image`, async () => {
    const answer = await client.responses.parse({ model, input: 'Name a city', text: { format: zodTextFormat(City, 'city') } });
    assert.deepEqual(answer.output_parsed, { city: 'Paris', population: 2100000 });
    const image = await client.responses.create({
      model, input: [{ role: 'user', content: [{ type: 'input_text', text: 'What?' }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PIXEL}` }] }],
    });
    assert.equal(image.output_text, `I see ${Buffer.from(PIXEL, 'base64').length} bytes`);
  });

  test(`${wire}: errors of responses are the SDK's own`, async () => {
    await assert.rejects(client.responses.create({ model, input: 'fail 429' }), OpenAI.RateLimitError);
    await assert.rejects(client.responses.create({ model, input: 'fail 400' }), OpenAI.BadRequestError);
    await assert.rejects(client.responses.stream({ model, input: 'cut' }).finalResponse());
  });
}

test('models are listed, profiles first, and found by their id', async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.equal(models[0], 'custodian-triage-balanced');
  assert.equal((await client.models.retrieve('custodian-triage-balanced')).id, 'custodian-triage-balanced');
  await assert.rejects(client.models.retrieve('no/such-model'), OpenAI.NotFoundError);
});

test('embeddings come as numbers, whatever the SDK asks for', async () => {
  const answer = await client.embeddings.create({ model: 'mock/embedding', input: ['one', 'two'] });
  assert.equal(answer.data.length, 2);
  assert.ok(answer.data[0].embedding.length > 1);
  assert.equal(typeof answer.data[0].embedding[0], 'number');
  const plain = await client.embeddings.create({ model: 'mock/embedding', input: ['one', 'two'], encoding_format: 'float' });
  assert.deepEqual(answer.data.map((d) => d.embedding), plain.data.map((d) => d.embedding.map(Math.fround)));
});

test('a model that is not there and a key that is not known are the errors the SDK knows', async () => {
  const missing = await client.chat.completions.create({ model: 'nobody/model', messages: user('Hi') }).catch((e) => e);
  assert.ok(missing instanceof OpenAI.NotFoundError, String(missing));
  assert.equal(missing.code, 'model_not_found');
  const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'llmc-stranger', maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});
