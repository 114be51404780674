// Gemini's generateContent. Source: Google's API reference, and the messages with which the API refuses requests, as of late 2026.
import { distinct, image, list, matches, need, one, only } from './checks.mjs';
import { checkSignature } from './model.mjs';

const BODY = 'contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent serviceTier store';
const CONFIG = 'stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount maxOutputTokens temperature topP '
  + 'topK seed presencePenalty frequencyPenalty responseLogprobs logprobs enableEnhancedCivicAnswers speechConfig thinkingConfig imageConfig mediaResolution';
const DATA = 'text inlineData fileData functionCall functionResponse executableCode codeExecutionResult';
const PART = `${DATA} thought thoughtSignature partMetadata mediaResolution videoMetadata`;
// the keywords of the older `parameters`; parametersJsonSchema takes any
const SCHEMA = 'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern '
  + 'example anyOf propertyOrdering default items minimum maximum';
// what Google takes in place of a signature where another model made the call, as text or as the bytes of it
const NO_SIGNATURE = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];
const NO_SIGNATURES = NO_SIGNATURE.flatMap((text) => [text, Buffer.from(text).toString('base64')]);
const isThird = (model) => /^gemini-[3-9]/.test(model);

function openApi(schema, where) {
  only(schema, where, SCHEMA);
  for (const [name, property] of Object.entries(schema.properties ?? {})) openApi(property, `${where}.${name}`);
  if (schema.items) openApi(schema.items, `${where}.items`);
}

function inline({ mimeType, data, ...more }, where, asked) {
  only(more, where, 'displayName');
  if (mimeType?.startsWith('image/')) asked.images.push(image(data, mimeType, where));
}

function response({ functionResponse }, where, asked) {
  only(functionResponse, where, 'id name response willContinue scheduling parts');
  need(functionResponse.response !== null && typeof functionResponse.response === 'object', `${where}.response: is not an object`);
  need(functionResponse.parts === undefined || isThird(asked.model), `${where}.parts: not supported by ${asked.model}`);
  (functionResponse.parts ?? []).forEach((p, i) => inline(p.inlineData, `${where}.parts[${i}].inlineData`, asked));
  asked.results.push({ text: Object.values(functionResponse.response).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('') });
}

function part(part, role, where, asked) {
  only(part, where, PART);
  const type = one(part, where, DATA);
  need((type !== 'functionCall' || role === 'model') && (type !== 'functionResponse' || role !== 'model'), `${where}: ${type} has no place in ${role}`);
  if (type === 'inlineData') inline(part.inlineData, `${where}.inlineData`, asked);
  if (type === 'functionResponse') response(part, `${where}.functionResponse`, asked);
  if (type === 'functionCall') {
    only(part.functionCall, `${where}.functionCall`, 'id name args');
    matches(part.functionCall.name, /^[a-zA-Z_][\w.:-]{0,63}$/, `${where}.functionCall.name`);
  }
  if (part.thoughtSignature !== undefined && !NO_SIGNATURES.includes(part.thoughtSignature)) {
    checkSignature(part.thoughtSignature, where);
    asked.signatures++;
  }
  return part.thought ? '' : (part.text ?? '');
}

/** The function calls of the turn that is going on have to be signed, each turn's first. */
function signed(contents, { model }) {
  const last = contents.findLastIndex(({ role, parts }) => role !== 'model' && parts.some((p) => p.text !== undefined) && !parts.some((p) => p.functionResponse));
  for (const { parts } of isThird(model) ? contents.slice(last + 1) : []) {
    const call = parts.find((p) => p.functionCall);
    need(!call || call.thoughtSignature, `Function call is missing a thought_signature in functionCall parts: ${call?.functionCall.name}`);
  }
}

function conversation(contents, asked) {
  let calls = [];
  contents.forEach(({ role = 'user', parts, ...more }, i) => {
    const where = `contents[${i}]`;
    only(more, where, '');
    need(['user', 'model', 'function'].includes(role), `${where}.role: please use a valid role: user, model`);
    const text = list(parts, `${where}.parts`).map((p, j) => part(p, role, `${where}.parts[${j}]`, asked)).join(' ');
    if (role !== 'model') asked.prompt += ` ${text}`;
    const names = parts.flatMap((p) => p.functionResponse?.name ?? []);
    need(calls.length === names.length, `${where}: the number of function response parts has to equal that of the function call parts of the turn before`);
    need([...calls].sort().join() === [...names].sort().join(), `${where}: results of ${names}, calls of ${calls}`);
    calls = parts.flatMap((p) => p.functionCall?.name ?? []);
    need(calls.length === 0 || i > 0, `${where}: a function call turn comes after a user turn or after a function response turn`);
  });
  need(calls.length === 0, 'contents: a function response turn comes after a function call turn');
  signed(contents, asked);
}

function tools({ tools: given, toolConfig }) {
  const functions = (given ?? []).flatMap((tool) => tool.functionDeclarations ?? []);
  functions.forEach((f, i) => {
    only(f, `functionDeclarations[${i}]`, 'name description parameters parametersJsonSchema response responseJsonSchema behavior');
    matches(f.name, /^[a-zA-Z_][\w.:-]{0,63}$/, `functionDeclarations[${i}].name`);
    need(!(f.parameters && f.parametersJsonSchema), `functionDeclarations[${i}]: parameters or parametersJsonSchema, not both`);
    if (f.parameters) openApi(f.parameters, `functionDeclarations[${i}].parameters`);
  });
  distinct(functions.map((f) => f.name), 'functionDeclarations');
  const calling = toolConfig?.functionCallingConfig;
  need(!calling || functions.length > 0, 'toolConfig: function calling config is set without function_declarations');
  need(!calling?.allowedFunctionNames || ['ANY', 'VALIDATED'].includes(calling.mode), 'allowedFunctionNames: only with the mode ANY');
  return functions.map((f) => f.name);
}

function read(body, path, headers) {
  only(body, 'body', BODY);
  need(headers['x-goog-api-key'] === 'canary-gemini-key', 'x-goog-api-key: API key not valid');
  const config = body.generationConfig ?? {};
  only(config, 'generationConfig', CONFIG);
  const thinking = config.thinkingConfig ?? {};
  only(thinking, 'generationConfig.thinkingConfig', 'includeThoughts thinkingBudget thinkingLevel');
  const model = /models\/([^:]+):/.exec(path)[1];
  need(thinking.thinkingLevel === undefined || (isThird(model) && thinking.thinkingBudget === undefined), `thinkingLevel: not supported by ${model}, or beside thinkingBudget`);
  const schema = config.responseJsonSchema ?? config.responseSchema;
  need(!schema || config.responseMimeType === 'application/json', 'responseMimeType: must be application/json where a schema is given');
  if (config.responseSchema) openApi(config.responseSchema, 'responseSchema');
  const asked = {
    model, prompt: '', images: [], results: [], signatures: 0, tools: tools(body), schema, stream: path.includes(':streamGenerateContent'),
    thinks: thinking.includeThoughts === true || thinking.thinkingLevel !== undefined || thinking.thinkingBudget > 0,
  };
  list(body.systemInstruction?.parts ?? [{}], 'systemInstruction.parts');
  conversation(list(body.contents, 'contents'), asked);
  return asked;
}

const chunk = (parts, last) => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...(last && { finishReason: 'STOP' }) }],
  usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 5, totalTokenCount: 16 }, modelVersion: 'gemini-stub', responseId: 'stub',
});

const functionCall = ({ id, name, arguments: args }, signature) => ({ functionCall: { id, name, args }, ...(signature && { thoughtSignature: signature }) });

class Stream {
  constructor({ thought }) {
    this.signature = thought?.signature;
  }

  start() {
    return '';
  }

  part(part, last = false) {
    return `data: ${JSON.stringify(chunk([part], last))}\n\n`;
  }

  /** The signature comes with the first call. */
  thought({ text }) {
    return this.part({ text, thought: true });
  }

  piece(text) {
    return this.part({ text });
  }

  call(call) {
    const part = functionCall(call, this.signature);
    this.signature = undefined;
    return this.part(part);
  }

  end() {
    return this.part({ text: '', ...(this.signature && { thoughtSignature: this.signature }) }, true);
  }
}

export default {
  path: /^\/v1beta\/models\/[^/:]+:(generateContent|streamGenerateContent)(\?|$)/,
  read,
  whole: ({ thought, text, calls }) => chunk([
    ...(thought ? [{ text: thought.text, thought: true }] : []),
    ...(text.length > 0 ? [{ text: text.join('') }] : []),
    ...calls.map((call, i) => functionCall(call, i === 0 ? thought?.signature : undefined)),
  ], true),
  streamType: 'text/event-stream',
  stream: (said) => new Stream(said),
  error: (status, message) => ({ body: { error: { code: status, message, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'INVALID_ARGUMENT' } } }),
};
