// The map of the world. Only its page loads the library and the borders, which are ours as all else is.
(function () {
  "use strict";
  const CONFIG = { displayModeBar: false, showSendToCloud: false, responsive: true };
  let library;

  // The library takes the place of the one for charts, which this page has none of; another page is loaded anew.
  const loaded = folder => library ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `${folder}plotly-geo.min.js`;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--class-${name}`).trim();
  const scale = trace => { const shade = colour(trace.meta.class); return [[0, shade], [1, shade]]; };

  async function draw(map) {
    map.dataset.drawn = "true";
    try {
      await loaded(map.dataset.folder);
      const { data, layout } = JSON.parse(map.dataset.figure);
      map.textContent = "";
      for (const trace of data) {
        trace.colorscale = scale(trace);
        trace.marker.line.color = colour("border");
      }
      layout.geo.landcolor = colour("none");
      await Plotly.newPlot(map, data, layout, { ...CONFIG, topojsonURL: map.dataset.folder });
    } catch (error) {
      map.textContent = map.dataset.failed;
      map.dataset.drawn = "failed";
    }
  }

  // The colours are the theme's: they change with it.
  function coloured() {
    const map = document.querySelector("#world-map.js-plotly-plot");
    if (!map) return;
    Plotly.update(map, { colorscale: map.data.map(scale), "marker.line.color": colour("border") }, { "geo.landcolor": colour("none") });
  }
  new MutationObserver(coloured).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", coloured);

  // Dash sets a page some time after the browser has loaded it.
  document.addEventListener("depdash:set", () => {
    const map = document.querySelector("#world-map:not([data-drawn])");
    if (map) draw(map);
  });
})();
