// The calls that run, the last ones that have ended, and one call's whole story.
import {tags, Component, h} from './html.js';
import {state, everySecond, api, change, NO_CALLS} from './state.js';
import {count, millis, usd, time, dateTime, named, none} from './format.js';

const {div, section, h2, h3, p, span, button, a, table, caption, thead, tbody, tr, th, td, form, label, input, select, option, ol, li, dl, dt, dd, code} = tags;

const POLL_SECONDS = 2;

const kind = (outcome) => (outcome === 'ok' ? 'ok' : outcome === 'cancelled' || outcome === 'abandoned' ? 'muted' : 'bad');

const chip = (text, type = '') => span({class: `chip ${type}`}, text);

const head = (...names) => thead(tr(names.map((name) => th({scope: 'col', class: /^(Duration|First|Tokens|Cost|So far|Running)/.test(name) ? 'number' : ''}, name))));

/** Asks first: the caller of a cancelled call gets an error. */
const cancel = (call) => {
  if (confirm(`Cancel the call ${call.id}?`)) {
    change(`calls/${encodeURIComponent(call.id)}/cancel`, {}, 'Cancelled');
  }
};

/** Only those that are shown, since thousands may run. */
export const liveCalls = () => api('calls/live?limit=50');

export const LiveCalls = ({live: {calls, more_calls: more}}) => section(
  {class: 'card wide'},
  h3(`Running calls (${count(calls.length + more)}${more ? `, the oldest ${calls.length}` : ''})`),
  calls.length === 0
    ? p({class: 'muted'}, 'No call is running.')
    : div({class: 'scroll'}, table(
      caption({class: 'hidden'}, 'Calls that run now'),
      head('Call', 'Caller', 'Target', 'Running', 'So far', ''),
      tbody(calls.map((call) => tr({key: call.id},
        td(code({class: 'id', title: call.id}, call.id.slice(0, 13)), call.stream ? [' ', chip('stream')] : null),
        td(call.caller || none),
        td(call.profile ? chip(call.profile, 'accent') : null, ' ', named(call.provider, call.model || call.requested_model), call.attempt > 1 ? [' ', chip(`attempt ${call.attempt}`, 'warn')] : null),
        td({class: 'number'}, millis(call.elapsed_ms)),
        td({class: 'number'}, call.stream ? `${count(call.output_tokens_so_far)} tokens` : none),
        td({class: 'number'}, button({type: 'button', class: 'small danger', disabled: call.cancelled, 'aria-label': `Cancel ${call.id}`, onClick: () => cancel(call)}, call.cancelled ? 'ends' : 'Cancel'))))))),
);

const FILTERS = {text: '', outcome: '', min_ms: '', limit: '100'};

export class Calls extends Component {
  constructor(props) {
    super(props);
    const given = new URLSearchParams(props.argument.startsWith('?') ? props.argument.slice(1) : '');
    this.state = {calls: null, paused: false, filter: {...FILTERS, ...Object.fromEntries(given)}, live: NO_CALLS};
    this.ticks = 0;
  }

  componentDidMount() {
    this.look();
    this.end = everySecond(() => {
      liveCalls().then((live) => this.setState({live})).catch(() => {});
      this.ticks += 1;
      if (!this.state.paused && this.ticks % POLL_SECONDS === 0) this.look();
    });
  }

  componentWillUnmount() {
    this.end();
  }

  look() {
    const query = new URLSearchParams(Object.entries(this.state.filter).filter(([, value]) => value !== ''));
    api(`calls?${query}`).then(({calls}) => this.setState({calls, problem: ''})).catch((e) => this.setState({problem: e.message}));
  }

  filter(name) {
    return (event) => this.setState({filter: {...this.state.filter, [name]: event.target.value}}, () => this.look());
  }

  render({argument}, {calls, filter, paused, live, problem}) {
    if (argument && !argument.startsWith('?')) return h(Story, {id: argument, key: argument});
    return section(
      {'aria-labelledby': 'calls-title'},
      div({class: 'title-row'}, h2({id: 'calls-title'}, 'Calls'),
        button({type: 'button', class: 'small', 'aria-pressed': String(paused), onClick: () => this.setState({paused: !paused})}, paused ? 'Follow again' : 'Pause')),
      live.calls.length ? h(LiveCalls, {live}) : null,
      section({class: 'card wide'},
        form({class: 'filters', onSubmit: (event) => event.preventDefault()},
          label('Search', input({type: 'search', name: 'text', value: filter.text, placeholder: 'id, caller, tag, model, error…', onInput: this.filter('text')})),
          label('Outcome', select({name: 'outcome', value: filter.outcome, onChange: this.filter('outcome')},
            [['', 'all'], ['ok', 'ok'], ['error', 'any error'], ['cancelled', 'cancelled'], ...Object.keys(state.summary.total.outcomes).filter((name) => name !== 'ok' && name !== 'cancelled').map((name) => [name, name])]
              .map(([value, text]) => option({value, selected: value === filter.outcome}, text)))),
          label('At least', select({name: 'min_ms', value: filter.min_ms, onChange: this.filter('min_ms')},
            [['', 'any time'], ['100', '100 ms'], ['1000', '1 s'], ['5000', '5 s'], ['30000', '30 s']].map(([value, text]) => option({value, selected: value === filter.min_ms}, text)))),
          label('Rows', select({name: 'limit', value: filter.limit, onChange: this.filter('limit')},
            ['100', '300', '1000'].map((value) => option({value, selected: value === filter.limit}, value))))),
        problem ? p({class: 'problem', role: 'alert'}, problem) : null,
        this.list(calls)),
    );
  }

  list(calls) {
    if (calls === null) return p({class: 'muted'}, 'Loading…');
    if (calls.length === 0) return p({class: 'muted'}, 'No call matches.');
    return div({class: 'scroll'}, table(
      caption({class: 'hidden'}, 'The last calls that have ended, the last one first'),
      head('Call', 'Outcome', 'Caller', 'Target', 'Duration', 'First token', 'Tokens', 'Cost'),
      tbody({id: 'recent'}, calls.map((call) => tr({key: call.number},
        td(a({href: `#calls/${encodeURIComponent(call.id)}`, class: 'id', title: call.id}, code(call.id.slice(0, 13))), div({class: 'sub'}, time(call.start))),
        td(chip(call.outcome, kind(call.outcome)), call.reason && call.reason !== call.outcome ? div({class: 'sub'}, call.reason) : null),
        td(call.caller || none, div({class: 'sub'}, call.endpoint)),
        td(call.profile ? chip(call.profile, 'accent') : null, ' ', named(call.provider, call.model || call.requested_model), call.attempt_count > 1 ? [' ', chip(`${call.attempt_count} attempts`, 'warn')] : null),
        td({class: 'number'}, millis(call.duration_ms)),
        td({class: 'number'}, millis(call.first_token_ms)),
        td({class: 'number'}, `${count(call.input_tokens)} → ${count(call.output_tokens)}`),
        td({class: 'number'}, usd(call.cost_usd)))))));
  }
}

/** One call: what it asked for, which way it took, what it cost. */
class Story extends Component {
  componentDidMount() {
    api(`calls/${encodeURIComponent(this.props.id)}`).then((call) => this.setState({call})).catch((e) => this.setState({problem: e.message}));
  }

  render({id}, {call, problem}) {
    return section(
      {'aria-labelledby': 'story-title', id: 'story'},
      div({class: 'title-row'}, h2({id: 'story-title'}, 'Call ', code({class: 'id'}, id)), a({href: '#calls', class: 'button small'}, 'All calls')),
      problem ? div({class: 'notice bad', role: 'alert'}, problem) : null,
      call ? [this.facts(call), this.way(call), this.tokens(call)] : problem ? null : p({class: 'muted'}, 'Loading…'),
    );
  }

  facts(call) {
    const facts = [
      ['Outcome', [chip(call.outcome, kind(call.outcome)), call.http_status ? ` HTTP ${call.http_status}` : '', call.reason ? ` (${call.reason})` : '', call.finish_reason ? `, ${call.finish_reason}` : '']],
      ['Started', dateTime(call.start)],
      ['Duration', `${millis(call.duration_ms)}, first token after ${millis(call.first_token_ms)}, gateway overhead ${millis(call.overhead_ms)}`],
      ['Requested model', call.requested_model || 'no model named'],
      ['Profile', call.profile ? a({href: `#profiles/${encodeURIComponent(call.profile)}`}, call.profile) : 'none'],
      ['Caller', call.caller || 'anonymous'],
      ['Endpoint', `${call.endpoint}, ${call.stream ? 'as a stream' : 'as a whole'}${call.depth ? `, depth ${call.depth}` : ''}`],
      ['Tags', Object.entries(call.tags).map(([name, value]) => chip(`${name}: ${value}`)).concat(call.session ? chip(`session ${call.session}`) : [])],
      ['Trace', call.trace ? code(call.trace) : none],
      ['Cost', usd(call.cost_usd)],
    ];
    return section({class: 'card wide'}, dl({class: 'story-facts'}, facts.map(([name, value]) => div(dt(name), dd(Array.isArray(value) && value.length === 0 ? none : value)))));
  }

  way(call) {
    const longest = Math.max(1, call.duration_ms);
    let at = 0;
    const changes = [...call.route_changes];
    const steps = [li({class: 'step'}, div({class: 'step-name'}, call.profile ? `Profile ${call.profile}` : call.requested_model ? `Model ${call.requested_model}` : 'The configured provider'), div({class: 'sub'}, call.profile ? 'Provides the values that the request does not set' : 'No profile: passed through as is'))];
    call.attempts.forEach((attempt, index) => {
      steps.push(li({class: `step ${kind(attempt.outcome)}`},
        div({class: 'step-name'}, `${index + 1}. ${named(attempt.provider, attempt.model)} `, chip(attempt.outcome, kind(attempt.outcome)), attempt.provider_status ? ` HTTP ${attempt.provider_status}` : ''),
        h('svg', {class: 'timeline', viewBox: '0 0 1000 10', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${millis(attempt.duration_ms)} of ${millis(longest)}`},
          h('rect', {class: 'bar-back', width: 1000, height: 10}),
          h('rect', {class: `bar-${kind(attempt.outcome)}`, x: Math.min(990, 1000 * at / longest), width: Math.max(4, 1000 * attempt.duration_ms / longest), height: 10})),
        div({class: 'sub'}, `${millis(attempt.duration_ms)}, first token ${millis(attempt.first_token_ms)}, ${count(attempt.usage.input_tokens)} → ${count(attempt.usage.output_tokens)} tokens${attempt.usage.estimated ? ' (estimated)' : ''}, ${attempt.cost_usd === null ? 'no price known' : `${usd(attempt.cost_usd)} (${attempt.cost_source} price)`}`)));
      at += attempt.duration_ms;
      if (attempt.outcome !== 'ok' && changes.length) {
        const next = changes.shift();
        at += next.delay_ms;
        steps.push(li({class: 'step change'}, div({class: 'step-name'}, next.kind === 'retry' ? 'Retry' : `Fallback to ${named(next.to)}`), div({class: 'sub'}, `because of ${next.reason}${next.delay_ms ? `, after a pause of ${millis(next.delay_ms)}` : ''}`)));
      }
    });
    call.circuit_changes.forEach((circuit) => steps.push(li({class: 'step change'}, div({class: 'step-name'}, `The circuit of ${circuit.circuit} is ${circuit.state.replace('_', ' ')}`), div({class: 'sub'}, circuit.reason))));
    steps.push(li({class: `step ${kind(call.outcome)}`}, div({class: 'step-name'}, call.outcome === 'ok' ? `Answered by ${named(call.provider, call.model)}` : `Ended as ${call.outcome}`), div({class: 'sub'}, `${millis(call.duration_ms)} in all, ${millis(call.delays_ms)} of pauses, ${millis(call.overhead_ms)} of gateway overhead`)));
    return section({class: 'card wide'}, h3('Route'), ol({class: 'steps'}, steps));
  }

  tokens(call) {
    const rows = [['Input', call.usage.input_tokens], ['of these from a cache', call.usage.cached_tokens], ['of these written to a cache', call.usage.cache_write_tokens], ['Output', call.usage.output_tokens], ['of these reasoning', call.usage.reasoning_tokens]];
    return section({class: 'card wide'}, h3('Tokens of the answer'), dl({class: 'story-facts'}, rows.map(([name, value]) => div(dt(name), dd({class: 'figure'}, count(value))))), p({class: 'muted'}, 'Prompts and answers are not kept.'));
  }
}
