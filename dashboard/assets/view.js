// What a visitor does with a chart, in the browser alone: switches, lineage, pictures, copying. No server keeps any of it.
(function () {
  "use strict";
  const here = () => new URL(location.href);
  const text = (name, content, className) => {
    const made = document.createElement(name);
    made.textContent = String(content).replaceAll("'", "\u2019");
    if (className) made.className = className;
    return made;
  };
  const plotOf = element => element.closest(".card")?.querySelector(".js-plotly-plot");

  // Bounds and events are drawn by the server as the address says, and switched here without asking it again.
  function apply(plot, name, on) {
    if (!plot?.data || !window.Plotly) return;
    const role = name === "events" ? "event" : "bounds";
    const found = plot.data.flatMap((trace, index) => trace.meta?.role === role ? [index] : []);
    const shapes = (plot.layout.shapes || []).map(shape => shape.name === "blackout" ? shape : { ...shape, visible: on });
    // One call for one switch: each of plotly's calls draws the chart anew.
    if (role === "event" && shapes.length) Plotly.update(plot, found.length ? { visible: on } : {}, { shapes }, found);
    else if (found.length) Plotly.restyle(plot, { visible: on }, found);
  }

  function switched(button) {
    const on = button.getAttribute("aria-pressed") !== "true", name = button.dataset.switch;
    button.setAttribute("aria-pressed", String(on));
    const set = url => { if (on) url.searchParams.delete(name); else url.searchParams.set(name, "off"); return url; };
    history.replaceState(history.state, "", set(here()));
    document.querySelectorAll(".js-plotly-plot").forEach(plot => apply(plot, name, on));
    painted(() => remember(name, on, set));
  }

  // What nobody sees waits until the charts are painted: looking through a page of thousands of elements takes a while.
  const painted = done => requestAnimationFrame(() => setTimeout(done));

  function remember(name, on, set) {
    document.querySelectorAll("form[action]").forEach(form => {
      const kept = form.querySelector(`input[name=${name}]`) || form.appendChild(field(name, "off"));
      kept.disabled = on; // what is disabled is not sent
    });
    document.querySelectorAll("#frame a[href^='/']:not([href^='/api/'])").forEach(link => {
      const to = set(new URL(link.href));
      link.setAttribute("href", to.pathname + to.search + to.hash);
    });
  }

  function field(name, value) {
    const made = document.createElement("input");
    return Object.assign(made, { type: "hidden", name, value });
  }

  // The whole state with the snapshot's id: what a link has to say to show the same picture later.
  function permanent(identity) {
    const url = here();
    const snapshot = document.getElementById("frame")?.dataset.snapshot;
    if (snapshot) url.searchParams.set("snapshot", snapshot);
    if (identity) url.hash = identity;
    return url.href;
  }

  function picture(menu, format) {
    const plot = plotOf(menu), box = plot.getBoundingClientRect();
    const source = menu.dataset.cite;
    const height = box.height + 164, named = new Set();
    // The names of the lines stand beside the chart on the page; a picture has to carry them.
    const data = plot.data.map(trace => {
      const first = trace.meta?.role === "value" && !named.has(trace.name);
      if (first) named.add(trace.name);
      return { ...trace, showlegend: first };
    });
    const layout = {
      // A font that is in the picture too: with the page's own one it would be measured by one and drawn by another.
      ...plot.layout, font: { ...plot.layout.font, family: "sans-serif" }, autosize: false, width: Math.max(box.width, 640), height, paper_bgcolor: "#ffffff", showlegend: true,
      legend: { orientation: "h", xref: "container", yref: "container", x: 0.02, y: 1 - 50 / height, xanchor: "left", yanchor: "top" },
      title: { text: menu.dataset.title, x: 0.02, xanchor: "left", y: 1 - 28 / height, yanchor: "middle", font: { size: 18, color: "#1d2129", family: "sans-serif" } },
      margin: { ...plot.layout.margin, t: 128, b: 104, r: 34, l: 60 },
      annotations: [...(plot.layout.annotations || []).filter(note => note.name !== "label"), {
        text: source.replace(/(.{1,100})(\s|$)/g, "$1<br>"), xref: "paper", yref: "paper", x: 0, y: 0, yshift: -34, xanchor: "left",
        yanchor: "top", align: "left", showarrow: false, font: { size: 10, color: "#59616d" },
      }],
    };
    const figure = { data, layout, config: { staticPlot: true } };
    return Plotly.toImage(figure, { format, width: layout.width, height: layout.height, scale: format === "svg" ? 1 : 2 });
  }

  async function copy(button, content) {
    try {
      await navigator.clipboard.write([new ClipboardItem(content)]);
      said(button, button.closest(".chart-menu").dataset.copied);
    } catch (error) {
      said(button, button.closest(".chart-menu").dataset.refused);
    }
  }

  function said(button, words) {
    const told = button.textContent;
    button.textContent = words;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.textContent = told; }, 1600);
  }

  const plain = words => ({ "text/plain": new Blob([words], { type: "text/plain" }) });
  const DOES = {
    png: async (button, menu) => download(await picture(menu, "png"), `${menu.dataset.chart}.png`),
    svg: async (button, menu) => download(await picture(menu, "svg"), `${menu.dataset.chart}.svg`),
    "copy-image": async (button, menu) => {
      // The policy lets nothing be fetched from a data address, so it is read here.
      const bytes = Uint8Array.from(atob((await picture(menu, "png")).split(",")[1]), one => one.charCodeAt(0));
      await copy(button, { "image/png": new Blob([bytes], { type: "image/png" }) });
    },
    "copy-citation": (button, menu) => copy(button, plain(`${menu.dataset.cite} ${permanent(menu.dataset.chart)}`)),
    "copy-link": (button, menu) => copy(button, plain(permanent(menu.dataset.chart))),
    "copy-embed": (button, menu) => {
      const url = new URL(`/embed/${button.dataset.id}`, location.href);
      new URL(permanent()).searchParams.forEach((value, name) => url.searchParams.set(name, value));
      const frame = `<iframe src="${url.href}" title="${menu.dataset.title.replaceAll('"', "&quot;")}" width="720" height="520" loading="lazy"></iframe>`;
      copy(button, plain(frame));
    },
  };

  function download(address, name) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }

  // Lineage: a point, or its cell in the table, opens a drawer with all that it came from.
  async function lineage(point) {
    const drawer = document.getElementById("drawer");
    if (!drawer) return;
    const labels = JSON.parse(drawer.dataset.labels), shown = document.getElementById("frame").dataset;
    const asked = new URLSearchParams({ dependent: point.dependent, partner: point.partner });
    const clock = here().searchParams.get("as_of");
    if (clock) asked.set("as_of", clock);
    if (point.variant) asked.set("variant", point.variant);
    if (shown.pinned) asked.set("snapshot", shown.snapshot);
    const body = drawer.querySelector(".drawer-body");
    body.replaceChildren(text("p", labels.loading, "note"));
    if (!drawer.open) drawer.showModal();
    try {
      const answer = await fetch(`/api/v1/points/${point.id}/${encodeURIComponent(point.period)}?${asked}`);
      const told = await answer.json();
      body.replaceChildren(...(answer.ok ? explained(told, labels) : [text("p", told.detail, "problem")]));
    } catch (error) {
      body.replaceChildren(text("p", labels.failed, "problem"));
    }
  }

  function facts(entries) {
    const list = document.createElement("dl");
    list.className = "facts";
    for (const [head, content] of entries) {
      if (content === null || content === undefined || content === "") continue;
      const told = document.createElement("dd");
      told.append(content instanceof Node ? content : String(content));
      list.append(text("dt", head), told);
    }
    return list;
  }

  function link(address, words) {
    const made = text("a", words || address);
    made.href = address;
    return made;
  }

  const digits = number => number.toLocaleString("en", { maximumSignificantDigits: 15 });
  const span = one => one.value !== null ? digits(one.value) : one.low !== null ? `${digits(one.low)} – ${digits(one.high)}` : "–";

  function explained(told, labels) {
    const inputs = told.inputs.map(one => {
      const part = document.createElement("details");
      part.append(text("summary", `${one.title || one.series}${one.between ? ` (${one.between})` : ""}, ${one.period}: ${span(one)} ${one.unit}`));
      part.append(facts([
        [labels.series, link(`/api/v1/series/${encodeURIComponent(one.series)}.csv`, one.series)],
        [labels.source, one.url ? link(one.url, `${one.publisher}, ${one.source_title}`) : `${one.publisher}, ${one.source_title}`],
        [labels.edition, one.edition], [labels.known, one.vintage], [labels.retrieved, one.retrieved],
        [labels.file, `${one.file}, ${labels.row} ${one.row}${one.locator ? `, ${one.locator}` : ""}`],
        [labels.hash, text("span", one.sha256, "hash")], [labels.note, one.note], [labels.correction, one.correction],
        [labels.earlier, one.earlier.map(old => `${old.vintage}: ${span(old)}`).join("; ")],
      ]));
      return part;
    });
    if (inputs.length && inputs.length < 4) inputs[0].open = true;
    return [
      text("h2", `${told.title}, ${told.period}`),
      facts([
        [labels.value, told.said], [labels.unrounded, told.value === null ? "" : digits(told.value)],
        [labels.bounds, told.low < told.high ? `${digits(told.low)} – ${digits(told.high)}` : ""],
        [labels.status, told.status_word], [labels.variant, told.variant_title], [labels.formula, told.formula],
      ]),
      text("h3", `${labels.inputs}: ${told.total}`), ...inputs,
      ...(told.total > told.inputs.length ? [text("p", labels.more, "note")] : []),
    ];
  }

  document.addEventListener("click", event => {
    const target = event.target;
    if (!target.closest) return;
    const button = target.closest("[data-do]"), cell = target.closest("[data-point]"), turned = target.closest("[data-switch]");
    if (turned) {
      switched(turned);
    } else if (button) {
      DOES[button.dataset.do](button, button.closest(".chart-menu"));
    } else if (cell && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      lineage({ ...cell.dataset, id: cell.dataset.point });
    } else if (target.closest("#drawer .close") || target.id === "drawer") {
      document.getElementById("drawer").close();
    }
    // One menu open at a time, and none once something else is clicked.
    document.querySelectorAll("details.chart-menu[open], details.drop[open]").forEach(menu => {
      if (!menu.contains(target)) menu.open = false;
    });
  });
  // A field left empty asks for nothing, and the address is to tell no more than what is asked.
  document.addEventListener("formdata", event => {
    if (event.target.matches("[data-filters]")) return; // table.js reads those itself
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
  document.addEventListener("keydown", event => {
    const menu = event.key === "Escape" && event.target.closest?.("details.chart-menu[open], details.drop[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // What few visitors want comes once its fold is looked at; the link in its place leads to the same.
  async function fill(fold) {
    const link = fold.querySelector(":scope > p > a[data-fill]");
    if (!link) return;
    link.removeAttribute("data-fill"); // it is asked for once
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) return;
      const form = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main form");
      const held = document.activeElement === link;
      link.parentElement.replaceWith(form);
      if (held) form.querySelector("select").focus();
    } catch (error) {
      link.setAttribute("data-fill", "");
    }
  }
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, event => {
      const title = event.target.closest?.("summary");
      if (title) fill(title.parentElement);
    });
  }
  document.addEventListener("toggle", event => { if (event.target.open) fill(event.target); }, true);

  // A chart is listened to from when it is first pointed at. Dash's own clickData would not tell a second click on one point.
  document.addEventListener("pointerover", event => {
    const plot = event.target.closest?.(".js-plotly-plot");
    if (!plot?.on || plot.dataset.listened) return;
    plot.dataset.listened = "true";
    plot.on("plotly_click", clicked => {
      const { data, customdata } = clicked.points[0];
      if (data.meta.role !== "event" && customdata) lineage({ ...data.meta, period: customdata[0] });
    });
  });
})();
