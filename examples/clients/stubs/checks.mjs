// What several of the stubs refuse, as the real APIs do.

/** A request that the real API answers with 400. */
export class Refused extends Error {}

export function need(condition, message) {
  if (!condition) throw new Refused(message);
}

/** Refuses an object with a field that is not among the names, which are separated by spaces. */
export function only(object, where, names) {
  need(object !== null && typeof object === 'object' && !Array.isArray(object), `${where}: is not an object`);
  for (const name of Object.keys(object)) need(names.split(' ').includes(name), `${where}.${name}: unknown field`);
}

/** Refuses an object that holds none or several of the names; returns the one that it holds. */
export function one(object, where, names) {
  const held = names.split(' ').filter((name) => object[name] !== undefined);
  need(held.length === 1, `${where}: holds ${held.length} of ${names}`);
  return held[0];
}

export function list(value, where) {
  need(Array.isArray(value) && value.length > 0, `${where}: is not a list with something in it`);
  return value;
}

export function matches(text, pattern, where) {
  need(typeof text === 'string' && pattern.test(text), `${where}: ${JSON.stringify(text)} does not match ${pattern}`);
  return text;
}

/** Refuses an answer to a call that was not made, and a call without an answer. */
export function answered(calls, results, where) {
  for (const id of results) need(calls.includes(id), `${where}: a result for ${id}, which is no call of the turn before`);
  for (const id of calls) need(results.includes(id), `${where}: no result for the call ${id}`);
  need(new Set(results).size === results.length, `${where}: two results for one call`);
}

const FIRST_BYTES = { 'image/png': '89504e47', 'image/jpeg': 'ffd8ff', 'image/gif': '47494638', 'image/webp': '52494646' };

/** Refuses what is not an image of this type in Base64; returns the Base64. */
export function image(base64, type, where) {
  need(type in FIRST_BYTES, `${where}: ${type} is no type of image`);
  const bytes = Buffer.from(base64 ?? '', 'base64');
  need(bytes.toString('base64') === base64, `${where}: is not Base64`);
  need(bytes.toString('hex', 0, 4).startsWith(FIRST_BYTES[type]), `${where}: the bytes are not ${type}`);
  return base64;
}

/** The Base64 of an image in a data URL. */
export function dataUrl(url, where) {
  const [, type, base64] = matches(url, /^data:([a-z/]+);base64,/, where).match(/^data:([a-z/]+);base64,(.*)$/s);
  return image(base64, type, where);
}

/** Refuses a schema that a strict tool or answer may not have: every object is closed, every property required. */
export function closed(schema, where) {
  if (schema?.type === 'object') {
    need(schema.additionalProperties === false, `${where}: additionalProperties is not false`);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      need((schema.required ?? []).includes(name), `${where}: ${name} is not required`);
      closed(property, `${where}.${name}`);
    }
  }
  if (schema?.items) closed(schema.items, `${where}.items`);
}

/** Refuses two of the same. */
export function distinct(names, where) {
  need(new Set(names).size === names.length, `${where}: two of the same name`);
}
