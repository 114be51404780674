// Elements as functions: div({class: 'card'}, 'text', child). Attributes are optional.
import {h, render, Component, Fragment} from './vendor/preact.js';

const isAttributes = (value) => value !== null && typeof value === 'object' && value.constructor === Object;

export const tags = new Proxy({}, {
  get: (_, name) => (first, ...children) =>
    isAttributes(first) ? h(name, first, ...children) : h(name, null, first, ...children),
});

export {h, render, Component, Fragment};
