// A provider with the API of OpenAI: a unary answer after 300 ms, a stream of 10 tokens, one every 100 ms. Prints its port.
import http from "node:http";

const chunk = (delta, finish) =>
  `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "stub", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (data) => (body += data));
  request.on("end", () => {
    if (JSON.parse(body || "{}").stream) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let sent = 0;
      const timer = setInterval(() => {
        if (++sent <= 10) {
          response.write(chunk({ content: `token${sent} ` }, null));
        } else {
          response.end(chunk({}, "stop") + "data: [DONE]\n\n");
          clearInterval(timer);
        }
      }, 100);
      response.on("close", () => clearInterval(timer));
    } else {
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({
          id: "1", object: "chat.completion", created: 1, model: "stub",
          choices: [{ index: 0, message: { role: "assistant", content: "whole" }, finish_reason: "stop" }],
          usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
        }));
      }, 300);
    }
  });
});
// A provider that closes idle connections is not what is tested.
server.keepAliveTimeout = 300_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
