// Where the server and the stub are (run.sh says), and what several tests use.
import assert from 'node:assert/strict';

export const url = process.env.LLM_CONNECT_URL;
export const key = process.env.LLM_CONNECT_KEY;
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The providers' last request, and how many streams were left. */
export const seen = async () => (await fetch(`${process.env.STUB_URL}/seen`)).json();

/** Runs something that leaves a stream, and expects the provider to notice within a second. */
export async function streamsLeftAfter(leaving) {
  const before = (await seen()).left;
  await leaving();
  const until = Date.now() + 1000;
  while ((await seen()).left === before && Date.now() < until) await new Promise((done) => setTimeout(done, 20));
  assert.equal((await seen()).left, before + 1, 'the provider is still streaming a second after its reader left');
}
