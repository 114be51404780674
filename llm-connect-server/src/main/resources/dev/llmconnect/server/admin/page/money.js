// What was spent, by whom, and what is left; callers and their keys.
import {tags, Component, h, Fragment} from './html.js';
import {state, api, change, everySecond, say} from './state.js';
import {bar} from './charts.js';
import {count, compact, usd, dateTime, none} from './format.js';

const {div, section, h2, h3, p, span, button, table, caption, thead, tbody, tr, th, td, label, input, form, ul, li, code, output} = tags;

const RANGES = [['today', 'Today'], ['7d', '7 days'], ['30d', '30 days']];
const GROUPS = ['caller', 'profile', 'model', 'provider', 'outcome'];
const POLL_SECONDS = 10;

/** A budget: what is spent, what running calls have reserved, and what is left. */
export function budget(it) {
  const limit = Number(it.limit_usd) || 1e-9;
  const spent = Number(it.spent_usd) / limit;
  const reserved = Number(it.reserved_usd) / limit;
  const level = spent + reserved >= 1 ? 'bad' : spent + reserved > 0.8 ? 'warn' : 'ok';
  return li({class: 'budget', key: it.scope + it.per},
    div({class: 'budget-head'}, span({class: 'budget-name'}, it.scope), span({class: 'muted'}, it.per === 'total' ? 'for all time' : `per ${it.per}`), span({class: 'figure'}, `${usd(it.left_usd)} left of ${usd(it.limit_usd)}`)),
    bar([{share: spent, kind: level}, {share: reserved, kind: 'reserved'}], `${usd(it.spent_usd)} spent and ${usd(it.reserved_usd)} reserved of ${usd(it.limit_usd)}`),
    div({class: 'sub'}, `${usd(it.spent_usd)} spent, ${usd(it.reserved_usd)} reserved${it.resets ? `, resets ${dateTime(it.resets)}` : ''}`));
}

export class Money extends Component {
  constructor() {
    super();
    this.state = {range: 'today', by: 'caller', tag: '', report: null, days: [], budgets: []};
    this.ticks = 0;
  }

  componentDidMount() {
    this.look();
    this.end = everySecond(() => {
      this.ticks += 1;
      if (this.ticks % POLL_SECONDS === 0) this.look();
    });
  }

  componentWillUnmount() {
    this.end();
  }

  look() {
    const {range, by, tag} = this.state;
    const dimension = by === 'tag' ? `tag:${tag}` : by;
    if (by === 'tag' && !tag) return;
    const failed = (e) => this.setState({problem: e.message});
    api(`usage?since=${range}&by=${encodeURIComponent(dimension)}&limit=50`).then((report) => this.setState({report, problem: ''})).catch(failed);
    api('usage?since=30d&by=day&limit=60').then(({rows}) => this.setState({days: rows})).catch(failed);
    api('budgets').then(({budgets}) => this.setState({budgets})).catch(failed);
  }

  choose(changes) {
    this.setState(changes, () => this.look());
  }

  render(_, {range, by, tag, report, days, budgets, problem}) {
    return section(
      {'aria-labelledby': 'money-title'},
      div({class: 'title-row'}, h2({id: 'money-title'}, 'Money'),
        div({class: 'segments', role: 'group', 'aria-label': 'Time'}, RANGES.map(([value, text]) => button({type: 'button', 'aria-pressed': String(value === range), onClick: () => this.choose({range: value})}, text)))),
      problem ? div({class: 'notice bad', role: 'alert'}, problem) : null,
      report ? this.total(report) : p({class: 'muted'}, 'Loading…'),
      div({class: 'columns'},
        section({class: 'card wide'},
          div({class: 'title-row'}, h3('Spent by'),
            div({class: 'segments', role: 'group', 'aria-label': 'Sums by'}, [...GROUPS, 'tag'].map((name) => button({type: 'button', 'aria-pressed': String(name === by), onClick: () => this.choose({by: name})}, name)))),
          by === 'tag' ? form({class: 'filters', onSubmit: (event) => event.preventDefault()}, label('Tag', input({name: 'tag', value: tag, placeholder: 'team', onChange: (event) => this.choose({tag: event.target.value.trim()})}))) : null,
          report ? this.rows(report, by) : null),
        section({class: 'card'}, h3('Budgets'),
          budgets.length ? ul({class: 'plain budgets'}, budgets.map(budget)) : p({class: 'muted'}, 'No budget is set. Budgets of callers, tags, profiles and the server stand in the callers’ file.'))),
      days.length ? this.perDay(days) : null,
    );
  }

  total({total}) {
    const tile = (name, value, detail) => div({class: 'card tile'}, div({class: 'tile-label'}, name), div({class: 'tile-value'}, value), div({class: 'tile-detail'}, detail));
    return div({class: 'tiles'},
      tile('Cost', usd(total.cost_usd), total.unpriced ? `${count(total.unpriced)} attempts without a known price` : 'every attempt has a price'),
      tile('Attempts', compact(total.attempts), total.estimated ? `${count(total.estimated)} with estimated tokens` : 'as the providers counted'),
      tile('Tokens in', compact(total.input_tokens), `${compact(total.cached_tokens)} from caches`),
      tile('Tokens out', compact(total.output_tokens), ''));
  }

  rows({rows, more_rows: more}, by) {
    if (rows.length === 0) return p({class: 'muted'}, 'Nothing was used in this time.');
    const most = Math.max(...rows.map((row) => Number(row.cost_usd)), 1e-12);
    const mostTokens = Math.max(...rows.map((row) => row.input_tokens + row.output_tokens), 1);
    return h(Fragment, null, div({class: 'scroll'}, table(
      caption({class: 'hidden'}, `Usage by ${by}`),
      thead(tr(th({scope: 'col'}, by), th({scope: 'col', class: 'number'}, 'Cost'), th({scope: 'col'}, span({class: 'hidden'}, 'Share')), th({scope: 'col', class: 'number'}, 'Attempts'), th({scope: 'col', class: 'number'}, 'Tokens'))),
      tbody(rows.map((row) => {
        const name = Object.values(row.key).join(' · ');
        const cost = Number(row.cost_usd);
        const part = cost > 0 ? cost / most : (row.input_tokens + row.output_tokens) / mostTokens;
        return tr({key: name}, td(name || none), td({class: 'number'}, cost > 0 || !row.unpriced ? usd(cost) : span({class: 'muted'}, 'no price')), td({class: 'bar-cell'}, bar([{share: part, kind: cost > 0 ? 'ok' : 'muted'}], `${Math.round(part * 100)} % of the largest`)), td({class: 'number'}, count(row.attempts)), td({class: 'number'}, `${compact(row.input_tokens)} → ${compact(row.output_tokens)}`));
      })))), more ? p({class: 'muted'}, `${count(more)} more`) : null);
  }

  perDay(days) {
    const sorted = [...days].sort((one, other) => (one.key.day < other.key.day ? 1 : -1));
    const most = Math.max(...days.map((row) => Number(row.cost_usd)), 1e-12);
    return section({class: 'card wide'}, h3('Per day, the last 30'), div({class: 'scroll'}, table(
      caption({class: 'hidden'}, 'Cost per day'),
      thead(tr(th({scope: 'col'}, 'Day'), th({scope: 'col', class: 'number'}, 'Cost'), th({scope: 'col'}, span({class: 'hidden'}, 'Share')), th({scope: 'col', class: 'number'}, 'Attempts'), th({scope: 'col', class: 'number'}, 'Tokens'))),
      tbody(sorted.map((row) => tr({key: row.key.day}, td(row.key.day), td({class: 'number'}, usd(row.cost_usd)), td({class: 'bar-cell'}, bar([{share: Number(row.cost_usd) / most, kind: 'ok'}], usd(row.cost_usd))), td({class: 'number'}, count(row.attempts)), td({class: 'number'}, `${compact(row.input_tokens)} → ${compact(row.output_tokens)}`)))))));
  }
}

/** Who may call: keys, limits and budgets, and how to change them. */
export class Callers extends Component {
  constructor() {
    super();
    this.state = {callers: null, fresh: null, name: '', usd: ''};
  }

  componentDidMount() {
    this.look();
  }

  look() {
    api('callers').then(({callers}) => this.setState({callers, problem: ''})).catch((e) => this.setState({problem: e.message}));
  }

  async add(event) {
    event.preventDefault();
    const {name, usd: amount} = this.state;
    const budgets = amount ? {budgets: [{usd: Number(amount), per: 'month'}]} : {};
    this.shown(await change('callers', {body: {name, ...budgets}}));
  }

  shown(fresh) {
    if (fresh) {
      this.setState({fresh, name: '', usd: ''});
      this.look();
    }
  }

  async revoke(name) {
    if (confirm(`Revoke all keys of ${name}? They stop at once.`)) {
      await change(`callers/${encodeURIComponent(name)}/revoke`, {}, `The keys of ${name} are revoked`);
      this.setState({fresh: null});
      this.look();
    }
  }

  async rotate(name) {
    if (confirm(`Make another key for ${name}? The old ones hold for 24 hours.`)) {
      this.shown(await change(`callers/${encodeURIComponent(name)}/rotate`, {}));
    }
  }

  render(_, {callers, fresh, name, usd: amount, problem}) {
    const mayChange = state.summary.may_change;
    return section(
      {'aria-labelledby': 'callers-title'},
      h2({id: 'callers-title'}, 'Callers'),
      problem ? div({class: 'notice bad', role: 'alert'}, problem) : null,
      mayChange ? null : div({class: 'notice'}, state.summary.has_admin_key ? 'Changes require the admin key: enter it at the top.' : 'Read only: start the server with --admin-key-file to change callers here.'),
      fresh ? div({class: 'notice good', role: 'status'}, p(`The key of ${fresh.name}, which is shown only now:`), output({class: 'key', id: 'fresh-key'}, code(fresh.key)),
        button({type: 'button', class: 'small', onClick: () => navigator.clipboard.writeText(fresh.key).then(() => say('Copied'), () => say('The browser does not let the page copy', 'error'))}, 'Copy'),
        button({type: 'button', class: 'small', onClick: () => this.setState({fresh: null})}, 'Done')) : null,
      section({class: 'card'}, h3('New caller'),
        form({class: 'filters', onSubmit: (event) => this.add(event)},
          label('Name', input({name: 'name', required: true, pattern: '[A-Za-z0-9._\\-]{1,100}', title: 'Letters, digits, dots, underscores and hyphens', value: name, autocomplete: 'off', onInput: (event) => this.setState({name: event.target.value})})),
          label('Dollars per month, if any', input({name: 'usd', type: 'number', min: 0, step: 'any', value: amount, onInput: (event) => this.setState({usd: event.target.value})})),
          button({type: 'submit', class: 'primary', disabled: !mayChange}, 'Make a key'))),
      callers === null ? (problem ? null : p({class: 'muted'}, 'Loading…'))
        : callers.length === 0 ? p({class: 'muted'}, 'There are no callers, so no API key is required.')
          : div({class: 'grid'}, callers.map((caller) => section({class: 'card caller', key: caller.name, 'data-caller': caller.name},
            div({class: 'title-row'}, h3(caller.name), div({class: 'actions'},
              button({type: 'button', class: 'small', disabled: !mayChange || !caller.keys, onClick: () => this.rotate(caller.name)}, 'Rotate'),
              button({type: 'button', class: 'small danger', disabled: !mayChange || !caller.keys, onClick: () => this.revoke(caller.name)}, 'Revoke'))),
            div({class: 'chips'},
              span({class: `chip ${caller.keys === 0 || caller.disabled ? 'bad' : 'ok'}`}, caller.disabled ? 'disabled' : caller.keys === null ? 'key of a variable' : caller.keys === 1 ? '1 key' : `${caller.keys} keys`),
              Object.entries(caller.tags).map(([key, value]) => span({class: 'chip'}, `${key}: ${value}`)),
              caller.models.map((model) => span({class: 'chip accent'}, model)),
              Object.entries(caller.limits).map(([key, value]) => span({class: 'chip'}, `${count(value)} ${key.replaceAll('_', ' ')}`)),
              caller.expires ? span({class: 'chip warn'}, `until ${dateTime(caller.expires)}`) : null),
            caller.budgets.length ? ul({class: 'plain budgets'}, caller.budgets.map(budget)) : p({class: 'muted'}, 'No budget')))),
    );
  }
}
