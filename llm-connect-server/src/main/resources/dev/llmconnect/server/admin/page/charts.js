// Charts over time, and bars.
import uPlot from './vendor/uplot.js';
import {h, tags, Component} from './html.js';
import {none} from './format.js';

const {div, span, h3} = tags;
const HEIGHT = 168;

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A color of six hexadecimal digits, nearly transparent. */
const faded = (value) => `${value}2a`;

/** Lines over time. `series`: label, color (a CSS variable), read (point → number or null), show (number → text), fill. */
export class TimeChart extends Component {
  componentDidMount() {
    this.build();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.box);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.rebuild = () => this.build();
    this.scheme.addEventListener('change', this.rebuild);
  }

  componentDidUpdate(before) {
    if (before.theme !== this.props.theme) this.build();
    else if (before.points !== this.props.points) this.plot.setData(this.data());
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.scheme.removeEventListener('change', this.rebuild);
    this.plot.destroy();
  }

  data() {
    const points = this.props.points;
    return [points.map((point) => point.time), ...this.props.series.map((line) => points.map((point) => line.read(point)))];
  }

  resize() {
    const width = this.box.clientWidth;
    if (width > 0 && width !== this.plot.width) this.plot.setSize({width, height: HEIGHT});
  }

  build() {
    if (this.plot) this.plot.destroy();
    const axis = {
      stroke: color('--faint'),
      font: '11px system-ui, sans-serif',
      grid: {stroke: color('--line'), width: 1},
      ticks: {show: false},
    };
    const format = this.props.series[0].show;
    this.plot = new uPlot(
      {
        width: Math.max(120, this.box.clientWidth),
        height: HEIGHT,
        padding: [8, 8, 0, 0],
        legend: {show: false},
        cursor: {y: false, points: {size: 6}, sync: {key: 'time'}, drag: {x: false, y: false}},
        scales: {x: {time: true}, y: {range: (_, least, most) => [0, Math.max(this.props.least || 1, (most || 0) * 1.12)]}},
        axes: [
          {...axis, size: 26, space: 70, values: (_, times) => times.map((time) => new Date(time * 1000).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'}))},
          {...axis, size: 54, space: 34, values: (_, values) => values.map((value) => format(value))},
        ],
        series: [
          {},
          ...this.props.series.map((line) => ({
            label: line.label,
            stroke: color(line.color),
            width: 1.6,
            fill: line.fill ? faded(color(line.color)) : undefined,
            points: {show: false},
            spanGaps: false,
            paths: line.bars ? uPlot.paths.bars({size: [0.7, 40], align: 0}) : undefined,
          })),
        ],
        hooks: {setCursor: [(plot) => { if (plot.cursor.idx !== this.state.at) this.setState({at: plot.cursor.idx}); }]},
      },
      this.data(),
      this.box,
    );
  }

  render({title, points, series}, {at}) {
    const index = at === null || at === undefined || at >= points.length ? points.length - 1 : at;
    const point = points[index];
    const text = (line) => (point ? line.show(line.read(point)) : none);
    return div(
      {class: 'card chart'},
      div({class: 'chart-head'}, h3(title), div({class: 'legend'}, series.map((line) => span({class: 'legend-item'}, span({class: `swatch swatch${line.color}`}), `${line.label} `, span({class: 'figure'}, text(line)))))),
      h('div', {ref: (box) => { if (box) this.box = box; }, class: 'plot', role: 'img', 'aria-label': `${title}: ${series.map((line) => `${line.label} ${text(line)}`).join(', ')}`}),
    );
  }
}

/** A bar of parts of a whole. `parts`: share (0…1), kind. */
export const bar = (parts, label) =>
  h('svg', {class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', role: 'img', 'aria-label': label},
    h('rect', {class: 'bar-back', width: 100, height: 6}),
    parts.reduce(({at, bars}, {share, kind}) => {
      const width = Math.max(0, Math.min(100 - at, share * 100));
      bars.push(h('rect', {class: `bar-${kind}`, x: at, width, height: 6}));
      return {at: at + width, bars};
    }, {at: 0, bars: []}).bars);
