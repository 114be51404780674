// What the stubs' model says, in words of no format: { thought: { text, signature }, text: [pieces], calls: [{ id, name, arguments }] }.
// It follows from the request, as a format's stub has read it:
//   prompt      what the user said          tools       the names of the tools          results  [{ text }], one for each call
//   images      Base64, of the whole        schema      of the answer that is wanted     thinks   whether reasoning is asked for
//   signatures  how many came back          stream      whether the answer is streamed
// A prompt with "steps:", followed by Base64 of a JSON list of lists of [tool, arguments], makes the model call these tools, a list in each
// turn, and then tell what it has seen. Prompts that ask for more: "fail 429" for that status, "for ever" for a stream without an end, "cut"
// for one that breaks off.
import { randomBytes } from 'node:crypto';
import { need } from './checks.mjs';

const signed = new Map();

function think(format, turn) {
  const text = `Turn ${turn + 1} in ${format}.`;
  // Base64 without a remainder, as Gemini takes nothing else
  const signature = Buffer.from(`signature of ${format} ${randomBytes(15).toString('base64')}`.padEnd(60)).toString('base64');
  signed.set(signature, text);
  return { text, signature };
}

/** Refuses a signature that the model did not give, or that it gave for another text. */
export function checkSignature(signature, where, text) {
  need(signed.has(signature), `${where}: invalid signature ${JSON.stringify(signature)?.slice(0, 40)}`);
  need(text === undefined || signed.get(signature) === text, `${where}: the signature is of another text`);
}

function steps(prompt) {
  const script = /steps:([A-Za-z0-9+/=]+)/.exec(prompt)?.[1];
  return script ? JSON.parse(Buffer.from(script, 'base64')) : [];
}

/** The turn that comes next: the first whose calls have no results yet. */
function next(script, results) {
  let before = 0;
  return script.findIndex((calls) => (before += calls.length) > results);
}

// whether reasoning was asked for in the first turn, by format and script
const thought = new Map();

/**
 * What the model has seen, for the client's check: words of ours in the results, the size of the image, whether reasoning was on in the
 * first turn, and whether all its signatures came back.
 */
function seen(asked, format, script) {
  const words = asked.results.flatMap(({ text }) => text.match(/\b(?:note|ran)-[a-z0-9]+\b/g) ?? []);
  const png = asked.images.map((base64) => Buffer.from(base64, 'base64')).filter((bytes) => bytes.readUInt32BE(12) === 0x49484452);
  const sizes = png.map((bytes) => `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`);
  const thinking = thought.get(`${format} ${script}`) ? 'on' : 'off';
  const kept = asked.signatures >= script.length ? 'kept' : 'lost';
  return [...new Set(words), `image ${[...new Set(sizes)].join(' ') || 'missing'}`, `thinking ${thinking}`, `reasoning ${kept}`].join(', ');
}

export function answer(asked, format) {
  const script = steps(asked.prompt);
  if (script.length > 0 && asked.tools.includes(script[0][0][0])) {
    const turn = next(script, asked.results.length);
    if (turn === 0) thought.set(`${format} ${script}`, asked.thinks);
    const thoughts = asked.thinks ? think(format, turn < 0 ? script.length : turn) : undefined;
    if (turn < 0) return { thought: thoughts, text: [`Seen: ${seen(asked, format, script)}`, '.'], calls: [] };
    const calls = script[turn].map(([name, args], i) => ({ id: `call_${turn}_${i}_${randomBytes(4).toString('hex')}`, name, arguments: args }));
    return { thought: thoughts, text: ['Step ', `${turn + 1}.`], calls };
  }
  const say = (...text) => ({ text, calls: [] });
  if (asked.results.length > 0) return say('It is ', asked.results[0].text);
  if (asked.tools.length > 0) return { text: [], calls: [{ id: 'call_stub', name: asked.tools[0], arguments: { city: 'Paris' } }] };
  if (asked.images.length > 0) return say('I see ', String(Buffer.from(asked.images.at(-1), 'base64').length), ' bytes');
  if (asked.schema) return say('{"city":"Paris",', '"population":2100000}');
  return say('Hello', ' from', ' ', format);
}
