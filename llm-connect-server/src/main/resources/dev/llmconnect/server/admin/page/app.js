// The frame of the page: what is shown, whether the server is there, and who is looking.
import {tags, h, render, Component} from './html.js';
import {state, onChange, follow, readHash, setKey, setTheme, applyTheme, update} from './state.js';
import {span as duration} from './format.js';
import {Now} from './now.js';
import {Calls} from './calls.js';
import {Money, Callers} from './money.js';
import {Providers, Profiles, Configuration} from './operations.js';
import {Playground} from './playground.js';

const {div, header, nav, main, a, button, span, p, form, label, input, h2} = tags;

const VIEWS = [
  ['now', 'Now', Now],
  ['calls', 'Calls', Calls],
  ['money', 'Money', Money],
  ['callers', 'Callers', Callers],
  ['providers', 'Providers', Providers],
  ['profiles', 'Profiles', Profiles],
  ['playground', 'Playground', Playground],
  ['config', 'Configuration', Configuration],
];

const THEMES = {auto: ['dark', 'Auto'], dark: ['light', 'Dark'], light: ['auto', 'Light']};

const status = () => {
  const {connected, summary} = state;
  const text = connected ? `up ${duration(summary.uptime_seconds)}` : summary ? 'reconnecting…' : 'connecting…';
  return span({class: `status ${connected ? 'ok' : 'bad'}`, role: 'status'}, span({class: 'dot'}), text);
};

class KeyForm extends Component {
  render(_, {key = ''}) {
    return form({class: 'card key-form', onSubmit: (event) => { event.preventDefault(); setKey(key.trim()); }},
      h2('Admin key'),
      p({class: 'muted'}, state.problem || 'Allows changes of callers, budgets and circuits, and cancelling calls. Kept until this tab is closed.'),
      label('Key', input({type: 'password', name: 'key', autocomplete: 'off', value: key, onInput: (event) => this.setState({key: event.target.value})})),
      div({class: 'actions'},
        button({type: 'submit', class: 'primary'}, 'Use it'),
        state.key ? button({type: 'button', onClick: () => setKey('')}, 'Forget it') : null,
        state.summary ? button({type: 'button', onClick: () => update({keyWanted: false})}, 'Close') : null));
  }
}

function App() {
  const {summary, view, argument, message, theme, keyWanted} = state;
  const [, , View] = VIEWS.find(([name]) => name === view) || VIEWS[0];
  return div(
    {class: 'frame'},
    header(
      a({href: '#now', class: 'brand'}, 'llm-connect'),
      nav({'aria-label': 'Views'}, VIEWS.map(([name, text]) => a({href: `#${name}`, 'aria-current': name === view ? 'page' : undefined}, text))),
      div({class: 'header-end'},
        status(),
        button({type: 'button', class: 'small', title: 'Colors', onClick: () => setTheme(THEMES[theme][0])}, THEMES[theme][1]),
        button({type: 'button', class: `small ${summary && summary.may_change ? 'good' : ''}`, onClick: () => update({keyWanted: !keyWanted})}, summary && summary.may_change ? 'Admin' : 'Read only'))),
    main({id: 'main', tabindex: -1},
      keyWanted ? h(KeyForm) : null,
      summary ? h(View, {key: `${view}${argument.startsWith('?') ? argument : ''}`, argument, ticks: state.ticks}) : keyWanted ? null : p({class: 'muted'}, state.problem || 'Connecting…')),
    message ? div({class: `toast ${message.kind}`, role: message.kind === 'error' ? 'alert' : 'status'}, message.text) : null,
  );
}

applyTheme(state.theme);
const root = document.getElementById('app');
root.textContent = '';
onChange(() => {
  render(h(App), root);
  if (state.summary && performance.getEntriesByName('first-sight').length === 0) performance.mark('first-sight');
});
addEventListener('hashchange', () => {
  // What was said belongs to the view that is left.
  update({message: null});
  readHash();
  scrollTo(0, 0);
});
readHash();
follow();
