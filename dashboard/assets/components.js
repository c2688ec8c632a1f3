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

// A chart: plotly draws what the server sent, once for each figure, and again when its place gets another size. Where
// that is narrow, lines are named by the legend and not at their ends.
window.depdash.NARROW = 560; // as in style.css
window.depdash.fitted = (layout, width) => {
  const named = layout.annotations?.some(note => note.name === "label");
  if (!named || width >= window.depdash.NARROW) return layout;
  return { ...layout, annotations: layout.annotations.filter(note => note.name !== "label"), margin: { ...layout.margin, r: 14 } };
};
window.depdash.Graph = ({ figure, config, className, style }) => {
  const place = React.useRef(null);
  React.useEffect(() => {
    Plotly.react(place.current, figure.data, window.depdash.fitted(figure.layout, place.current.clientWidth), config);
  }, [figure]);
  React.useEffect(() => {
    const plot = place.current;
    const watch = new ResizeObserver(() => {
      const drawn = plot._fullLayout, width = plot.clientWidth;
      if (!drawn || !width || (drawn.width === width && drawn.height === plot.clientHeight)) return;
      const { annotations, margin } = window.depdash.fitted(figure.layout, width);
      if (annotations?.length === plot.layout.annotations?.length) Plotly.Plots.resize(plot);
      else Plotly.relayout(plot, { annotations, margin, autosize: true });
    });
    watch.observe(plot);
    return () => watch.disconnect();
  }, [figure]);
  React.useEffect(() => { const plot = place.current; return () => Plotly.purge(plot); }, []);
  return React.createElement("div", { className, style }, React.createElement("div", { ref: place, style: { height: "100%" } }));
};

// What Dash's core components do here, in place of half a megabyte of scripts: the address, told when it changes, and a
// value that is kept.
window.dash_core_components = {
  Location: ({ setProps }) => {
    React.useEffect(() => {
      let told = {};
      const tell = () => {
        const { pathname, search, hash, href } = location, now = { pathname, search, hash, href };
        const changed = Object.entries(now).filter(([name, value]) => told[name] !== value);
        told = now;
        if (changed.length) setProps(Object.fromEntries(changed));
      };
      tell();
      addEventListener("popstate", tell);
      addEventListener("_dashprivate_pushstate", tell);
      return () => {
        removeEventListener("popstate", tell);
        removeEventListener("_dashprivate_pushstate", tell);
      };
    }, []);
    return null;
  },
  Store: () => null,
};
