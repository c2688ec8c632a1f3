// When the charts are drawn and, after the switch was clicked, drawn without their bounds: the same for every site.
// A frame is looked at before it is painted, and its time is taken after.
(() => {
  const plots = () => [...document.querySelectorAll(".js-plotly-plot")];
  const drawn = () => plots().length >= CHARTS && plots().every(plot => plot._fullLayout && plot.querySelector(".trace"));
  const bounds = () => plots().flatMap(plot => plot.data.flatMap((trace, index) =>
    trace.meta?.role === "bounds" && plot._fullData[index]?.visible === true ? [trace] : []));
  const when = met => new Promise(done => {
    const look = () => (met() ? setTimeout(() => done(performance.now())) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
  window.drawn_at = when(drawn);
  window.bounds_shown = () => bounds().length;
  window.await_switch = () => {
    window.switched_in = new Promise(done => addEventListener("click", async event => {
      done((await when(() => drawn() && !bounds().length)) - event.timeStamp);
    }, { capture: true, once: true }));
  };
})();
