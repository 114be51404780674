// What every client does in front of every format, for those written in JavaScript: steps() is the prompt that makes the stubs' model call
// tools (stubs/model.mjs), judge() reads what it said in the end. python/steps.py says the same for Python.
import { appendFileSync } from 'node:fs';

/** A model behind each format: two that think with effort, one with a budget, one that signs its calls, one that hides its thoughts. */
export const MODELS = {
  openai: 'openai/gpt-5.5',
  'openai-responses': 'openai-responses/gpt-5.5',
  anthropic: 'anthropic/claude-sonnet-5',
  gemini: 'gemini/gemini-3-pro-preview',
  bedrock: 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
};
export const NOTE = 'The word is note-one.\n';
/** A PNG of 48 by 32 pixels. */
export const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAAMUlEQVR42u3OMQ0AAAgDsEmZfzVIwgXhaFIBzbSvREhISEhISEhISEhISEhISEjo0gKVI2BbEt+FGwAAAABJRU5ErkJggg==', 'base64');

export const steps = (script) => `Follow the steps:${Buffer.from(JSON.stringify(script)).toString('base64')}`;

/** How it went, by the model's last words or by the client's error: { problem } or { kept }, whether all reasoning came back. */
export function judge(output) {
  const seen = /Seen: ([^"\\\n]*)/.exec(output)?.[1];
  if (!seen) return { problem: output.replaceAll('\\', '').match(/(?<=API Error: |"message": ?")[^"{}]+/g)?.at(-1) ?? 'did not come to its end' };
  const missing = ['note-one', 'ran-one', 'ran-two', 'image 48x32', 'thinking on'].filter((text) => !seen.includes(text));
  return missing.length > 0 ? { problem: `not seen by the model: ${missing.join(', ')}` } : { kept: seen.includes('reasoning kept') };
}

/** Keeps a result for the table, and prints it. */
export function record(client, format, { problem, kept }) {
  console.log(`${client} in front of ${format}: ${problem ?? (kept ? 'ok' : 'ok, without earlier reasoning')}`);
  appendFileSync(process.env.RESULTS, `${JSON.stringify({ client, format, problem, kept })}\n`);
}
