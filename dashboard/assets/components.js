// What Dash puts on a page, and that it has: the other scripts wait for `depdash:set`, since plotly changes the document
// a thousand times and to watch each change would slow it down.
window.depdash = {};
{
  let told = false;
  window.depdash.set = () => {
    if (told) return;
    told = true;
    queueMicrotask(() => { told = false; document.dispatchEvent(new Event("depdash:set")); });
  };
}

// An element whose content is set as HTML in one step: most of a page is text that Dash need not mount part by part.
window.depdash.Markup = ({ tag, attributes, inner }) => {
  React.useLayoutEffect(window.depdash.set);
  return React.createElement(tag, inner ? { ...attributes, dangerouslySetInnerHTML: { __html: inner } } : attributes);
};

// A chart: plotly draws what the server sent, once for each figure, and again when its place gets another size.
window.depdash.Graph = ({ figure, config, className, style }) => {
  const place = React.useRef(null);
  React.useEffect(() => { Plotly.react(place.current, figure.data, figure.layout, config); }, [figure]);
  React.useEffect(() => {
    const plot = place.current;
    const watch = new ResizeObserver(() => {
      const drawn = plot._fullLayout;
      if (drawn && plot.clientWidth && (drawn.width !== plot.clientWidth || drawn.height !== plot.clientHeight)) Plotly.Plots.resize(plot);
    });
    watch.observe(plot);
    return () => { watch.disconnect(); Plotly.purge(plot); };
  }, []);
  return React.createElement("div", { className, style }, React.createElement("div", { ref: place, style: { height: "100%" } }));
};
