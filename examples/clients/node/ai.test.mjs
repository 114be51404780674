// The AI SDK with its OpenAI provider, over chat completions and over responses, in front of other wires.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { PIXEL, streamsLeftAfter, url, key } from './setup.mjs';

const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: key });

for (const id of ['anthropic/claude-sonnet-4-5', 'gemini/gemini-2.5-flash']) {
  const wire = id.split('/')[0];
  for (const [door, model] of [['chat', openai.chat(id)], ['responses', openai.responses(id)]]) {
    test(`${door} to ${wire}: text, whole and streamed`, async () => {
      const whole = await generateText({ model, prompt: 'Hi', maxRetries: 0 });
      assert.equal(whole.text, `Hello from ${wire}`);
      assert.equal(whole.usage.inputTokens, 11);
      const stream = streamText({ model, prompt: 'Hi', maxRetries: 0 });
      const pieces = [];
      for await (const piece of stream.textStream) pieces.push(piece);
      assert.equal(pieces.join(''), `Hello from ${wire}`);
      assert.ok(pieces.length >= 3);
      assert.equal(await stream.finishReason, 'stop');
    });

    test(`${door} to ${wire}: a tool is run and its result comes back`, async () => {
      const answer = await generateText({
        model, prompt: 'How is the weather?', maxRetries: 0, stopWhen: stepCountIs(3),
        tools: { get_weather: tool({ description: 'The weather of a city', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => `${city}: sunny` }) },
      });
      assert.equal(answer.steps.length, 2);
      assert.match(answer.text, /sunny/);
    });

    test(`${door} to ${wire}: an image, an object, an error, a cancel`, async () => {
      const image = await generateText({ model, maxRetries: 0, messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, { type: 'image', image: PIXEL, mediaType: 'image/png' }] }] });
      assert.equal(image.text, `I see ${Buffer.from(PIXEL, 'base64').length} bytes`);
      const object = await generateText({ model, maxRetries: 0, prompt: 'Name a city', output: Output.object({ schema: z.object({ city: z.string(), population: z.number() }) }) });
      assert.deepEqual(object.output, { city: 'Paris', population: 2100000 });
      const failed = await generateText({ model, prompt: 'fail 429', maxRetries: 0 }).catch((e) => e);
      assert.ok(APICallError.isInstance(failed), String(failed));
      assert.equal(failed.statusCode, 429);
      await streamsLeftAfter(async () => {
        const leaving = new AbortController();
        let pieces = 0;
        for await (const piece of streamText({ model, prompt: 'for ever', maxRetries: 0, abortSignal: leaving.signal }).textStream) {
          if (piece && ++pieces === 3) leaving.abort();
        }
      });
    });
  }
}

test('embeddings', async () => {
  const { embeddings } = await embedMany({ model: openai.embedding('mock/embedding'), values: ['one', 'two'] });
  assert.equal(embeddings.length, 2);
});
