// How often the official SDKs ask when a caller is over its budget or has no right: once. LLM_CONNECT_URL, LLM_CONNECT_KEY.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import assert from 'node:assert';

const url = process.env.LLM_CONNECT_URL;
const apiKey = process.env.LLM_CONNECT_KEY;
let asked = 0;
const counting = (...request) => {
  asked++;
  return fetch(...request);
};
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey, fetch: counting, maxRetries: 3 });
const anthropic = new Anthropic({ baseURL: url, apiKey, fetch: counting, maxRetries: 3 });
const messages = [{ role: 'user', content: 'Hello' }];
const calls = {
  chat: (model) => openai.chat.completions.create({ model, messages }),
  responses: (model) => openai.responses.create({ model, input: 'Hello' }),
  embeddings: (model) => openai.embeddings.create({ model, input: 'Hello' }),
  messages: (model) => anthropic.messages.create({ model, messages, max_tokens: 100 }),
};

for (const [model, status] of [['mock/echo', 429], ['mock/json', 403]]) {
  for (const [name, call] of Object.entries(calls)) {
    asked = 0;
    await assert.rejects(call(model), (error) => {
      assert.equal(error.status, status, `${name}: ${error}`);
      return true;
    });
    assert.equal(asked, 1, `${name} was asked again`);
  }
}
console.log('the official SDKs ask once');
