// The sliders of the scenarios. The server sends one form for a scenario, the same whatever is set, so that it stays as it
// is while the rest of the page is sent anew; what the address sets stands in its data-given and is put into the fields here.
(function () {
  "use strict";
  const PAUSE = 120; // milliseconds without another change before the server is asked: a key held down changes a lot
  let waiting = 0, shown = null, state = "";
  const fields = row => [row.querySelector("input[type=range]"), row.querySelector("input[type=number]")];
  const setting = name => new URL(location.href).searchParams.get(name);

  function put(row, value, by) {
    for (const field of fields(row)) {
      if (field === by) continue;
      if (field.type === "range" && Number(value) > Number(field.max)) field.max = value;
      field.value = value;
    }
    fields(row)[0].setAttribute("aria-valuetext", `${value} ${row.dataset.unit}`.trim());
  }

  function mark(row, given) {
    row.classList.toggle("given", given);
    row.querySelector(".fixed").hidden = !given;
  }

  // A body that answers an earlier address is passed over: the next is on its way.
  function settle() {
    const form = document.getElementById("sliders");
    if (!form || waiting) return;
    const now = form.dataset.scenario + form.dataset.given;
    if (form.firstElementChild === shown && now === state) return;
    const fresh = form.firstElementChild !== shown, given = JSON.parse(form.dataset.given);
    const rows = [...form.querySelectorAll("[data-parameter]")];
    if (rows.some(row => (setting(row.dataset.parameter) || "") !== (given[row.dataset.parameter] ?? ""))) return;
    [shown, state] = [form.firstElementChild, now];
    for (const row of rows) {
      const name = row.dataset.parameter;
      put(row, given[name] ?? row.dataset.central, null);
      mark(row, name in given);
    }
    // Where all stands in one column, the parameters are folded until they are wanted, but for those that are set.
    if (fresh && matchMedia("(max-width: 900px)").matches) {
      form.querySelectorAll(".group").forEach((group, number) => { group.open = number === 0 || !!group.querySelector(".given"); });
    }
  }

  function set(values) {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(values)) {
      if (value === "") url.searchParams.delete(name); else url.searchParams.set(name, value);
    }
    if (url.href !== location.href) window.depdash_go(url.href, true);
  }

  function later(row, value) {
    clearTimeout(waiting);
    const others = later.values || {};
    later.values = { ...others, [row.dataset.parameter]: value };
    waiting = setTimeout(() => {
      const values = later.values;
      waiting = 0;
      later.values = null;
      set(values);
      settle();
    }, PAUSE);
  }

  document.addEventListener("input", event => {
    const row = event.target.closest?.("#sliders [data-parameter]");
    if (!row || !event.target.checkValidity() || event.target.value === "") return;
    put(row, String(Number(event.target.value)), event.target);
  });
  document.addEventListener("change", event => {
    const field = event.target, row = field.closest?.("#sliders [data-parameter]");
    if (row && field.reportValidity()) {
      const value = field.value === "" ? "" : String(Number(field.value));
      mark(row, value !== "");
      put(row, value === "" ? row.dataset.central : value, field.value === "" ? null : field);
      later(row, value);
    }
    if (field.closest?.("#prices")) set({ [field.name]: field.value });
  });
  document.addEventListener("submit", event => {
    if (event.target.closest?.("#sliders, #prices")) event.preventDefault();
  });
  document.addEventListener("click", event => {
    const back = event.target.closest?.("#sliders [data-reset]");
    if (!back) return;
    const row = back.closest("[data-parameter]");
    put(row, row.dataset.central, null);
    mark(row, false);
    fields(row)[0].focus(); // the button goes with what it undoes
    later(row, "");
  });
  new MutationObserver(settle).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-given", "data-scenario"],
  });
})();
