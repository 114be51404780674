// load.mjs URL CALLERS: calls without a pause, half of them streaming, until SIGTERM; then prints a summary as JSON. Never longer than 90 s.
import http from "node:http";

const [url, callers] = [process.argv[2], Number(process.argv[3])];
const agent = new http.Agent({ keepAlive: true, maxSockets: callers });
const failures = [];
let calls = 0;
let streams = 0;
let running = true;
let lastFailure = null;

function call(stream) {
  return new Promise((resolve) => {
    const failed = (why) => {
      lastFailure = Date.now();
      failures.push(`${stream ? "stream" : "unary"}: ${why}`);
      resolve();
    };
    const request = http.request(`${url}/execute`, { method: "POST", agent }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (data) => (answer += data));
      response.on("error", (error) => failed(error.message));
      response.on("end", () => {
        const whole = stream ? answer.includes("event: done") && answer.includes("token10") : answer.includes('"finish_reason":"stop"');
        if (response.statusCode !== 200 || !whole) return failed(`${response.statusCode} ${answer.slice(0, 300)}`);
        calls++;
        if (stream) streams++;
        resolve();
      });
    });
    request.on("error", (error) => failed(error.message));
    request.end(JSON.stringify(stream ? { prompt: "Hello", stream: true } : { prompt: "Hello" }));
  });
}

async function caller(number) {
  while (running) {
    const failuresBefore = failures.length;
    await call(number % 2 === 1);
    // A caller whose call failed waits a little, as a real one would.
    if (failures.length > failuresBefore) await new Promise((done) => setTimeout(done, 200));
  }
}

process.on("SIGTERM", () => (running = false));
setTimeout(() => (running = false), 90_000).unref();
const began = Date.now();
await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
const kinds = {};
for (const failure of failures) kinds[failure] = (kinds[failure] ?? 0) + 1;
console.log(JSON.stringify({ calls, streams, failed: failures.length, seconds: (Date.now() - began) / 1000, lastFailure, kinds }));
