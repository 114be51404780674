// What happens now: rates, times, what runs, what is wrong.
import {tags, Component, h} from './html.js';
import {state, everySecond, update} from './state.js';
import {TimeChart} from './charts.js';
import {count, compact, millis, named, share} from './format.js';
import {LiveCalls, liveCalls} from './calls.js';

const {div, section, h2, h3, p, span, button, ul, li, a} = tags;

const RANGES = [[60, '1 min'], [300, '5 min'], [600, '10 min']];

const tile = (label, value, detail, kind = '') =>
  div({class: `card tile ${kind}`}, div({class: 'tile-label'}, label), div({class: 'tile-value'}, value), div({class: 'tile-detail'}, detail));

function tiles({now, total}) {
  const errors = now.error_share > 0.05 ? 'bad' : now.error_share > 0 ? 'warn' : '';
  return div(
    {class: 'tiles'},
    tile('Calls per second', compact(now.calls_per_second), `${count(total.calls)} since start`),
    tile('Errors', share(now.error_share), `${count(total.errors)} of all, ${count(total.cancelled)} cancelled`, errors),
    tile('Latency p50', millis(now.latency_ms.p50), `p99 ${millis(now.latency_ms.p99)}`),
    tile('First token p50', millis(now.first_token_ms.p50), `p99 ${millis(now.first_token_ms.p99)}`),
    tile('Gateway overhead p50', millis(now.overhead_ms.p50), `p99 ${millis(now.overhead_ms.p99)}`),
    tile('In flight', count(now.in_flight), `${compact(now.output_tokens_per_second)} tokens/s out`),
  );
}

const problems = ({circuits, accounts}) => {
  const lines = circuits.map((circuit) => `The circuit of ${named(circuit.provider, circuit.model)} is ${circuit.state.replace('_', ' ')} after ${circuit.failures} failures`);
  if (accounts.lost) lines.push(`The store of usage cannot be reached: ${accounts.store}`);
  if (accounts.lost_rows) lines.push(`${count(accounts.lost_rows)} usage rows are lost`);
  return lines.length ? div({class: 'notice bad', role: 'alert'}, ul(lines.map((line) => li(line))), a({href: '#providers'}, 'Providers')) : null;
};

function outcomes({total}) {
  const all = Object.entries(total.outcomes).sort((one, other) => other[1] - one[1]);
  return section(
    {class: 'card'},
    h3('Outcomes since start'),
    all.length
      ? ul({class: 'plain facts'}, all.map(([name, calls]) => li(
        a({href: `#calls/?outcome=${encodeURIComponent(name)}`, class: `outcome ${name === 'ok' ? 'ok' : name === 'cancelled' ? 'muted' : 'bad'}`}, name), span({class: 'figure'}, count(calls)))))
      : p({class: 'muted'}, 'No call yet.'),
    h3('Attempts'),
    ul({class: 'plain facts'},
      li(span('attempts'), span({class: 'figure'}, count(total.attempts))),
      li(span('retries'), span({class: 'figure'}, count(total.retries))),
      li(span('fallbacks'), span({class: 'figure'}, count(total.fallbacks))),
      li(span('tokens in'), span({class: 'figure'}, compact(total.input_tokens))),
      li(span('tokens out'), span({class: 'figure'}, compact(total.output_tokens)))),
  );
}

export class Now extends Component {
  constructor() {
    super();
    this.state = {range: 300};
  }

  componentDidMount() {
    const look = () => liveCalls().then((live) => update({live})).catch(() => {});
    look();
    this.end = everySecond(look);
  }

  componentWillUnmount() {
    this.end();
  }

  render(_, {range}) {
    const {summary, points, theme} = state;
    // One array for a second, so that charts draw only what is new.
    if (this.last !== points || this.range !== range) {
      this.last = points;
      this.range = range;
      this.shown = points.slice(-range);
    }
    const shown = this.shown;
    const chart = (title, series, least) => h(TimeChart, {title, series, points: shown, theme, least});
    return section(
      {'aria-labelledby': 'now-title'},
      div({class: 'title-row'},
        h2({id: 'now-title'}, 'Now'),
        div({class: 'segments', role: 'group', 'aria-label': 'Time in the charts'}, RANGES.map(([seconds, label]) =>
          button({type: 'button', 'aria-pressed': String(seconds === range), onClick: () => this.setState({range: seconds})}, label)))),
      problems(summary),
      tiles(summary),
      div({class: 'charts'},
        chart('Calls per second', [
          {label: 'calls', color: '--accent', fill: true, read: (it) => it.calls, show: compact},
          {label: 'errors', color: '--bad', read: (it) => it.errors, show: compact}], 4),
        chart('Latency', [
          {label: 'p50', color: '--accent', read: (it) => it.p50_ms, show: millis},
          {label: 'p99', color: '--second', read: (it) => it.p99_ms, show: millis}], 10),
        chart('First token and gateway overhead, p50', [
          {label: 'first token', color: '--accent', read: (it) => it.first_token_ms, show: millis},
          {label: 'overhead', color: '--third', read: (it) => it.overhead_ms, show: millis}], 2),
        chart('In flight', [
          {label: 'calls', color: '--second', fill: true, read: (it) => it.in_flight, show: compact}], 4)),
      div({class: 'columns'}, h(LiveCalls, {live: state.live}), outcomes(summary)),
    );
  }
}
