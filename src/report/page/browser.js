/* The interactive chart of a report. Runs in the reader's browser; needs only uPlot and the data on the page. */
(() => {
  const { charts, inks } = JSON.parse(document.getElementById('charts').textContent);
  const byId = (id) => document.getElementById(id);
  const [suite, view, stage, legend] = ['suite', 'view', 'stage', 'legend'].map(byId);
  const hidden = new Set();
  let plot;

  const fill = (select, names) => {
    select.replaceChildren(...names.map((name, i) => new Option(name, String(i))));
  };
  const swatch = (name) => {
    const { colour, dash } = inks[name];
    const box = document.createElement('i');
    box.className = 'swatch';
    box.style.background = dash ? `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 5px)` : colour;
    return box;
  };
  const format = (value) => {
    if (value === 0) return '0';
    const size = Math.abs(value);
    return size >= 1e4 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  };
  const tick = (value) => {
    if (value === null || value === 0) return value === null ? '' : '0';
    const size = Math.abs(value);
    return size >= 1e5 || size < 1e-3
      ? value.toExponential(0).replace('e+', 'e')
      : String(Number(value.toPrecision(6)));
  };
  const colourOf = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  const current = () => charts[suite.value].views[view.value];

  /* A box beside the cursor: every visible optimizer's number there, the best first. */
  const tooltip = (shown) => {
    const box = document.createElement('div');
    box.className = 'tip';
    return {
      hooks: {
        init: ({ over }) => over.append(box),
        setCursor: ({ cursor: { idx, left, top }, over }) => {
          box.hidden = idx === null || idx === undefined || left < 0;
          if (box.hidden) return;
          const head = document.createElement('b');
          head.textContent = `${shown.x[idx]} ${shown.unit}`;
          const rows = shown.lines
            .filter(({ name, middle }) => !hidden.has(name) && middle[idx] !== null)
            .sort((a, b) => a.middle[idx] - b.middle[idx])
            .map(({ name, middle, low, high }) => {
              const row = document.createElement('div');
              const range =
                low[idx] === null || high[idx] === null ? '' : ` [${format(low[idx])}, ${format(high[idx])}]`;
              row.append(swatch(name), `${name} ${format(middle[idx])}${range}`);
              return row;
            });
          box.replaceChildren(head, ...rows);
          const right = left > over.clientWidth / 2;
          box.style.left = right ? 'auto' : `${left + 14}px`;
          box.style.right = right ? `${over.clientWidth - left + 14}px` : 'auto';
          box.style.top = `${Math.min(top, Math.max(0, over.clientHeight - box.offsetHeight))}px`;
        },
      },
    };
  };

  const draw = () => {
    const shown = current();
    const log = byId('log-y').checked;
    const lines = shown.lines.filter(({ name }) => !hidden.has(name));
    const positive = lines.flatMap(({ middle }) => middle.filter((value) => value !== null && value > 0));
    const least = Math.min(...positive);
    const useLog = log && positive.length > 0;
    /* On a log axis zeros are drawn on the lower edge, and a band reaches at most a factor of ten below the lines. */
    const lift = (floor) => (value) => (value !== null && useLog ? Math.max(value, floor) : value);
    const data = [
      shown.x,
      ...lines.flatMap(({ middle, low, high }) => [
        high.map(lift(least / 10)),
        low.map(lift(least / 10)),
        middle.map(lift(least / 10)),
      ]),
    ];
    const stepped = uPlot.paths.stepped({ align: 1 });
    const invisible = { stroke: 'transparent', width: 0, points: { show: false }, paths: stepped };
    const series = lines.flatMap(({ name }) => [
      invisible,
      invisible,
      {
        label: name,
        stroke: inks[name].colour,
        dash: inks[name].dash ? inks[name].dash.split(' ').map(Number) : undefined,
        width: 2,
        points: { show: false },
        paths: stepped,
      },
    ]);
    const bands = lines.map(({ name }, i) => ({ series: [3 * i + 1, 3 * i + 2], fill: `${inks[name].colour}20` }));
    const axis = {
      stroke: colourOf('--ink'),
      grid: { stroke: colourOf('--line'), width: 1 },
      ticks: { show: false },
      font: '12px sans-serif',
    };
    /* Over many powers of ten only these are marked. */
    const wide = useLog && Math.max(...positive) / least > 100;
    const decades = (_, splits) =>
      splits.map((value) =>
        wide && Math.abs(Math.log10(value) - Math.round(Math.log10(value))) > 1e-6 ? null : value,
      );
    plot?.destroy();
    plot = new uPlot(
      {
        width: stage.clientWidth,
        height: Math.max(280, Math.min(460, stage.clientWidth * 0.55)),
        scales: {
          x: { time: false, distr: byId('log-x').checked ? 3 : 1, log: 10 },
          y: { distr: useLog ? 3 : 1, log: 10 },
        },
        axes: [
          {
            ...axis,
            label: shown.unit,
            size: 28,
            gap: 4,
            labelSize: 18,
            labelGap: 2,
            labelFont: '12px sans-serif',
            values: (_, ticks) => ticks.map(tick),
          },
          {
            ...axis,
            size: 64,
            values: (_, ticks) => ticks.map(tick),
            filter: decades,
            grid: { ...axis.grid, filter: decades },
          },
        ],
        legend: { show: false },
        cursor: { points: { show: false }, y: false },
        series: [{}, ...series],
        bands,
        plugins: [tooltip(shown)],
      },
      data,
      stage,
    );
    byId('reading').textContent = `${shown.quantity}; band: ${shown.band}`;
  };

  const drawLegend = () => {
    legend.replaceChildren(
      ...current().lines.map(({ name }) => {
        const chip = document.createElement('button');
        chip.type = 'button';
        chip.setAttribute('aria-pressed', String(!hidden.has(name)));
        chip.append(swatch(name), name);
        chip.onclick = () => {
          if (!hidden.delete(name)) hidden.add(name);
          drawLegend();
          draw();
        };
        return chip;
      }),
    );
  };
  const chooseView = () => {
    byId('log-y').checked = current().log;
    byId('log-x').checked = current().x.at(-1) > 200;
    drawLegend();
    draw();
  };
  const chooseSuite = () => {
    fill(
      view,
      charts[suite.value].views.map(({ name }) => name),
    );
    chooseView();
  };

  fill(
    suite,
    charts.map(({ name }) => name),
  );
  suite.onchange = chooseSuite;
  view.onchange = chooseView;
  byId('log-y').onchange = draw;
  byId('log-x').onchange = draw;
  byId('dark').onclick = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    draw();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  let width = 0;
  new ResizeObserver(() => {
    if (stage.clientWidth !== width) {
      width = stage.clientWidth;
      draw();
    }
  }).observe(stage);
  document.documentElement.classList.add('live');
  chooseSuite();
})();
