// Asks any profile or model and shows what goes over the wire.
import {tags, Component} from './html.js';
import {api, state, events, failure} from './state.js';
import {count, millis, usd, named, none} from './format.js';

const {div, section, h2, h3, p, button, form, label, input, textarea, datalist, option, pre, details, summary, a, dl, dt, dd, span} = tags;

const MAX_RAW = 200000;

export class Playground extends Component {
  constructor() {
    super();
    this.state = {models: [], model: '', prompt: '', temperature: '', tokens: '', stream: true, running: false, answer: '', reasoning: '', raw: '', sent: '', result: null, problem: null};
  }

  componentDidMount() {
    api('config').then(({models}) => this.setState({models})).catch(() => {});
  }

  componentWillUnmount() {
    if (this.abort) this.abort.abort();
  }

  set(name) {
    return (event) => this.setState({[name]: event.target.type === 'checkbox' ? event.target.checked : event.target.value});
  }

  request() {
    const {model, prompt, temperature, tokens, stream} = this.state;
    const config = {};
    if (model.trim()) config.model_name = model.trim();
    if (temperature !== '') config.temperature = Number(temperature);
    if (tokens !== '') config.max_tokens = Number(tokens);
    const body = {prompt};
    if (Object.keys(config).length) body.config = config;
    if (stream) body.stream = true;
    return body;
  }

  async send(event) {
    if (event) event.preventDefault();
    if (this.state.running || !this.state.prompt) return;
    const body = this.request();
    const start = performance.now();
    this.abort = new AbortController();
    this.setState({running: true, answer: '', reasoning: '', raw: '', problem: null, result: null, first: null, took: null, id: '', sent: `POST /admin/api/playground (as POST /execute)\n\n${JSON.stringify(body, null, 2)}`});
    const first = () => {
      if (this.state.first === null) this.setState({first: performance.now() - start});
    };
    try {
      const response = await fetch('api/playground', {
        method: 'POST',
        headers: {'Content-Type': 'application/json', ...(state.key ? {Authorization: `Bearer ${state.key}`} : {})},
        body: JSON.stringify(body),
        signal: this.abort.signal,
      });
      this.setState({id: response.headers.get('X-Request-Id') || ''});
      const head = `HTTP ${response.status}\n${[...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n`;
      if (!response.ok) {
        const copy = response.clone();
        const e = await failure(response);
        this.setState({raw: head + await copy.text()});
        throw e;
      }
      if (body.stream) {
        this.setState({raw: head});
        await events(response, (name, data) => this.received(name, data, first));
      } else {
        const answer = await response.json();
        first();
        this.setState({raw: head + JSON.stringify(answer, null, 2), answer: answer.content, result: answer});
      }
    } catch (e) {
      this.setState({problem: e.name === 'AbortError' ? 'Stopped: the call is cancelled.' : e.message});
    }
    this.setState({running: false, took: performance.now() - start});
  }

  received(name, data, first) {
    const raw = `${this.state.raw}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    this.setState({raw: raw.length > MAX_RAW ? raw.slice(-MAX_RAW) : raw});
    if (name === 'delta') {
      first();
      this.setState({answer: this.state.answer + (data.content || ''), reasoning: this.state.reasoning + (data.reasoning || '')});
    } else if (name === 'done') {
      this.setState({result: data, answer: data.content});
    } else if (name === 'error') {
      this.setState({problem: data.message});
    }
  }

  render(_, now) {
    const {models, model, prompt, temperature, tokens, stream, running, answer, reasoning, raw, sent, problem, result} = now;
    return section(
      {'aria-labelledby': 'playground-title'},
      h2({id: 'playground-title'}, 'Playground'),
      p({class: 'muted'}, 'A normal call: it is billed, counted and logged like any other. Prompt and answer are not kept.'),
      div({class: 'columns even'},
        form({class: 'card ask', onSubmit: (event) => this.send(event)},
          label('Profile or model', input({name: 'model', list: 'models', value: model, placeholder: 'as configured', autocomplete: 'off', onInput: this.set('model')})),
          datalist({id: 'models'}, models.map((name) => option({value: name}))),
          div({class: 'filters'},
            label('Temperature', input({name: 'temperature', type: 'number', min: 0, max: 2, step: 0.1, value: temperature, placeholder: 'unset', onInput: this.set('temperature')})),
            label('Max tokens', input({name: 'tokens', type: 'number', min: 1, step: 1, value: tokens, placeholder: 'unset', onInput: this.set('tokens')})),
            label({class: 'check'}, input({name: 'stream', type: 'checkbox', checked: stream, onChange: this.set('stream')}), 'Stream')),
          label('Prompt', textarea({name: 'prompt', rows: 8, required: true, value: prompt, placeholder: 'Ctrl+Enter sends', onInput: this.set('prompt'), onKeyDown: (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.send(event); }})),
          div({class: 'actions'},
            button({type: 'submit', class: 'primary', disabled: running || !prompt}, running ? 'Running…' : 'Send'),
            running ? button({type: 'button', onClick: () => this.abort.abort()}, 'Stop') : null)),
        section({class: 'card', 'aria-live': 'polite', 'aria-busy': String(running)}, h3('Answer'),
          problem ? p({class: 'problem', role: 'alert'}, problem) : null,
          reasoning ? details(summary('Reasoning'), pre({class: 'text'}, reasoning)) : null,
          pre({class: 'text answer', id: 'answer'}, answer || (running ? '…' : none)),
          this.facts(now))),
      sent ? div({class: 'columns even'},
        section({class: 'card'}, h3('Raw request'), pre({class: 'raw', tabindex: 0}, sent)),
        section({class: 'card'}, h3('Raw response'), pre({class: 'raw', id: 'raw', tabindex: 0}, raw || none))) : null,
    );
  }

  facts({first, took, result, id}) {
    if (took === null || took === undefined) return null;
    const metadata = result ? result.metadata : {};
    const facts = [
      ['First token', millis(first)],
      ['Duration', millis(took)],
      ['Answered by', result ? named(metadata.provider, result.model) : none],
      ['Tokens', result ? `${count(result.usage.prompt_tokens)} → ${count(result.usage.completion_tokens)}` : none],
      ['Cost', result ? (metadata.cost_usd === undefined ? 'no price known' : usd(metadata.cost_usd)) : none],
      ['Finish reason', result ? result.finish_reason : none],
    ];
    return div(dl({class: 'story-facts'}, facts.map(([name, value]) => div(dt(name), dd(value)))), id ? a({href: `#calls/${encodeURIComponent(id)}`}, 'Details of this call') : span());
  }
}
