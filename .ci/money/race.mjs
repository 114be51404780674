// Asks servers with 64 callers at once until each caller is refused for its budget or its limit: race.mjs KEY URL...
// Prints how many calls were answered; any other outcome than an answer or a refusal ends it with 1.
const [key, ...urls] = process.argv.slice(2);
const body = JSON.stringify({ prompt: 'x'.repeat(30), config: { model_name: 'mock/echo', max_tokens: 10 } });

async function ask(url) {
  const answer = await fetch(`${url}/execute`, { method: 'POST', headers: { 'x-api-key': key }, body });
  const json = await answer.json();
  if (answer.status === 200) return true;
  if (answer.status === 500 && json.error === 'budget_exceeded') return false;
  if (answer.status === 429 && json.error === 'rate_limited') return false;
  console.error(answer.status, json);
  process.exit(1);
}

async function caller(url) {
  let granted = 0;
  while (await ask(url)) granted++;
  return granted;
}

const granted = await Promise.all(Array.from({ length: 64 }, (_, i) => caller(urls[i % urls.length])));
// Calls that ran at the same time may have held more than they used; now nobody holds anything.
let after = 0;
await new Promise((resolve) => setTimeout(resolve, 1000));
while (await ask(urls[after % urls.length])) after++;
console.log(granted.reduce((sum, count) => sum + count, 0) + after);
