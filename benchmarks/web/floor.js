// The floor: the figures of the page drawn as soon as plotly is there, and one switch that patches what is drawn.
document.addEventListener("DOMContentLoaded", () => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const plots = charts.map(({ id, figure, config }) => {
    Plotly.newPlot(`plot-${id}`, figure.data, figure.layout, config);
    return document.getElementById(`plot-${id}`);
  });
  document.querySelector("[data-switch=bounds]").addEventListener("click", event => {
    const on = event.target.getAttribute("aria-pressed") !== "true";
    event.target.setAttribute("aria-pressed", String(on));
    for (const plot of plots) {
      const bounds = plot.data.flatMap((trace, index) => (trace.meta.role === "bounds" ? [index] : []));
      if (bounds.length) Plotly.restyle(plot, { visible: on }, bounds);
    }
  });
});
