// Figures and times as people read them.
const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

export const none = '–';

export const count = (value) => (value === null || value === undefined ? none : whole.format(value));

export const compact = (value) =>
  value === null || value === undefined ? none : value < 10000 ? whole.format(Math.round(value * 10) / 10) : short.format(value);

export function millis(value) {
  if (value === null || value === undefined) return none;
  if (value < 10) return `${Math.round(value * 10) / 10} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60000) return `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;
  return `${Math.floor(value / 60000)} min ${Math.round((value % 60000) / 1000)} s`;
}

export function usd(value) {
  if (value === null || value === undefined) return none;
  const amount = Number(value);
  if (amount === 0) return '$0';
  if (amount < 0.01) return `$${amount.toFixed(6).replace(/0+$/, '')}`;
  return `$${amount.toLocaleString('en', {minimumFractionDigits: 2, maximumFractionDigits: amount < 1 ? 4 : 2})}`;
}

export const share = (value) => (value === null || value === undefined ? none : `${(value * 100).toFixed(value > 0 && value < 0.1 ? 2 : 1)} %`);

export const time = (iso) =>
  iso ? new Date(iso).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'}) : none;

export const dateTime = (iso) =>
  iso ? new Date(iso).toLocaleString('en-GB', {day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit'}) : none;

export function span(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} days`;
}

/** A model whose name begins with its provider's is not named twice. */
const once = (name) => name.replace(/^([^/]+)\/(?=\1\/)/, '');

export const named = (provider, model) => (provider && model ? once(`${provider}/${model}`) : once(provider || model || none));
