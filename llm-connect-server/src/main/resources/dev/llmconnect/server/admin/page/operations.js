// Providers, profiles explained, and the configuration in force.
import {tags, Component} from './html.js';
import {state, api, change, everySecond} from './state.js';
import {count, millis, share, dateTime, time, named, none} from './format.js';

const {div, section, h2, h3, p, span, button, a, table, caption, thead, tbody, tr, th, td, ul, li, code, details, summary: summaryTag} = tags;

const POLL_SECONDS = 2;

/** Fetches something now and regularly. */
class Polled extends Component {
  componentDidMount() {
    this.look();
    let ticks = 0;
    this.end = everySecond(() => {
      ticks += 1;
      if (ticks % this.pollSeconds() === 0) this.look();
    });
  }

  componentWillUnmount() {
    this.end();
  }

  pollSeconds() {
    return POLL_SECONDS;
  }

  look() {
    api(this.path()).then((data) => this.setState({data, problem: ''})).catch((e) => this.setState({problem: e.message}));
  }

  body(title, id, content) {
    const {data, problem} = this.state;
    return section({'aria-labelledby': id}, h2({id}, title), problem ? div({class: 'notice bad', role: 'alert'}, problem) : null, data ? content(data) : problem ? null : p({class: 'muted'}, 'Loading…'));
  }
}

export class Providers extends Polled {
  path() {
    return 'providers';
  }

  async reset(circuit) {
    await change('circuits/reset', {body: {provider: circuit.provider, model: circuit.model}}, (answer) => (answer.reset ? 'The circuit is closed' : 'It was closed already'));
    this.look();
  }

  render() {
    return this.body('Providers', 'providers-title', ({models, circuits, keys}) => [
      circuits.map((circuit) => div({class: 'notice bad', role: 'alert', key: named(circuit.provider, circuit.model)},
        p(`The circuit of ${named(circuit.provider, circuit.model)} is ${circuit.state.replace('_', ' ')} after ${circuit.failures} failures; the next trial ${circuit.retry_after_seconds ? `in ${circuit.retry_after_seconds} s` : 'with the next call'}.`),
        button({type: 'button', class: 'small', disabled: !state.summary.may_change, onClick: () => this.reset(circuit)}, 'Close it now'))),
      keys.length ? ul({class: 'plain chips'}, keys.map((it) => li({class: `chip ${it.resting ? 'warn' : 'ok'}`}, `${it.provider}: ${it.keys - it.resting} of ${it.keys} keys in use${it.resting ? `, ${it.resting} resting` : ''}`))) : null,
      models.length === 0 ? p({class: 'muted'}, 'No provider has been called yet.') : div({class: 'grid'}, models.map((model) => this.model(model, circuits))),
    ]);
  }

  model(model, circuits) {
    const open = circuits.find((circuit) => circuit.provider === model.provider && circuit.model === model.model);
    const decided = model.answered + model.failed;
    const failures = decided ? model.failed / decided : 0;
    const state = open ? 'bad' : failures > 0.05 ? 'warn' : 'ok';
    return section({class: 'card', key: named(model.provider, model.model)},
      div({class: 'title-row'}, h3(model.model || 'the default model', div({class: 'sub'}, model.provider)), span({class: `chip ${state}`}, open ? open.state.replace('_', ' ') : 'closed circuit')),
      ul({class: 'plain facts'},
        li(span('attempts'), span({class: 'figure'}, count(model.attempts))),
        li(span('failed'), span({class: 'figure'}, `${count(model.failed)} (${share(failures)})`)),
        li(span('abandoned or cancelled'), span({class: 'figure'}, count(model.abandoned))),
        li(span('latency p50 / p99'), span({class: 'figure'}, `${millis(model.latency_ms.p50)} / ${millis(model.latency_ms.p99)}`)),
        li(span('first token p50 / p99'), span({class: 'figure'}, `${millis(model.first_token_ms.p50)} / ${millis(model.first_token_ms.p99)}`)),
        li(span('last answer'), span({class: 'figure'}, time(model.last_answer)))),
      model.last_errors.length ? details({open: state !== 'ok'}, summaryTag(`The last ${model.last_errors.length} failures`), ul({class: 'plain facts'}, model.last_errors.map((error) => li(
        span(span({class: 'bad'}, error.outcome), error.provider_status ? ` HTTP ${error.provider_status}` : '', ` after ${millis(error.duration_ms)}`),
        a({href: `#calls/${encodeURIComponent(error.call)}`}, time(error.time)))))) : null);
  }
}

/** Where a value comes from, from what wins last to what wins first. */
const LAYERS = ['The request itself', 'LLM_CONNECT_PROFILE_… variables', 'LLM_CONNECT_PROFILES_JSON', 'The profile file', 'Built in', 'The server: --model and its variables', 'The provider’s own defaults'];

const layer = (source) => (source === 'built in' ? 'muted' : source.startsWith('file') ? 'accent' : source === 'LLM_CONNECT_PROFILES_JSON' ? 'warn' : 'ok');

export class Profiles extends Polled {
  path() {
    return 'profiles';
  }

  pollSeconds() {
    return 10;
  }

  render({argument}) {
    return this.body('Profiles', 'profiles-title', ({profiles}) => [
      p({class: 'muted'}, 'A request names a profile as its model. Each value comes from the highest layer that sets it: ', LAYERS.join(' › '), '.'),
      profiles.length === 0 ? p({class: 'muted'}, 'Profiles are disabled.') : div({class: 'grid'}, profiles.map((profile) => this.profile(profile, profile.name === argument))),
    ]);
  }

  profile(profile, chosen) {
    const value = (field) => (profile.values.find((it) => it.field === field) || {}).value;
    const fallbacks = value('fallbacks');
    return section({class: `card wide ${chosen ? 'chosen' : ''}`, key: profile.name, id: `profile-${profile.name}`},
      div({class: 'title-row'}, h3(profile.name), span({class: `chip ${profile.usable ? 'ok' : 'bad'}`}, profile.usable ? 'usable' : 'not usable')),
      profile.problem ? p({class: 'problem'}, profile.problem) : null,
      div({class: 'route'}, span({class: 'hop'}, 'request'), span({class: 'hop accent'}, profile.name), span({class: 'hop'}, named(value('provider'), value('model') || 'its default model')), fallbacks ? span({class: 'hop warn'}, `then ${fallbacks.replace(/[[\]"]/g, '')}`) : null),
      div({class: 'scroll'}, table(caption({class: 'hidden'}, `The values of ${profile.name}`), thead(tr(th({scope: 'col'}, 'Field'), th({scope: 'col'}, 'Value'), th({scope: 'col'}, 'Source'))),
        tbody(profile.values.map((it) => tr({key: it.field}, td(code(it.field)), td(it.value), td(span({class: `chip ${layer(it.source)}`}, it.source))))))));
  }
}

export class Configuration extends Polled {
  path() {
    return 'config';
  }

  pollSeconds() {
    return 30;
  }

  render() {
    return this.body('Configuration', 'config-title', ({values}) => [
      div({class: 'title-row'}, p({class: 'muted'}, 'Effective options and variables, without credentials.'),
        button({type: 'button', class: 'small', disabled: !state.summary.may_change, onClick: () => change('reload', {}, 'Files reloaded; see the log for errors')}, 'Reload files')),
      section({class: 'card wide'}, div({class: 'scroll'}, table(caption({class: 'hidden'}, 'Options and variables'), thead(tr(th({scope: 'col'}, 'Name'), th({scope: 'col'}, 'Value'), th({scope: 'col'}, 'Source'))),
        tbody([...values].sort((one, other) => (one.source === 'default') - (other.source === 'default')).map((it) => tr({key: it.name, class: it.source === 'default' ? 'muted' : ''}, td(code(it.name)), td(it.value || none), td(it.source === 'default' ? 'default' : span({class: 'chip accent'}, it.source)))))))),
      p({class: 'muted'}, `llm-connect ${state.summary.version}, up since ${dateTime(state.summary.start)}. `, a({href: '../openapi.json'}, 'OpenAPI document')),
    ]);
  }
}
