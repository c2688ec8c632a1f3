// The sliders of the scenarios. Each change goes into the address, and the server sends the page anew for it; the fields that
// were there go on in the new form, so that neither the one in use nor what was folded or scrolled is lost. What the address
// sets stands in the form's data-given and is put into the fields here.
(function () {
  "use strict";
  const PAUSE = 120; // milliseconds without another change before the server is asked: a key held down changes a lot
  let form = null, applied = "", waiting = 0, top = 0, focused = "";
  const changes = new Map(); // by parameter: what the address is to say next; "" takes the parameter away
  const moved = new Set(); // rows that were moved and have not been let go of
  const fields = row => [row.querySelector("input[type=range]"), row.querySelector("input[type=number]")];
  const rowsOf = part => [...part.querySelectorAll("[data-parameter]")];

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

  // The fields of the form before it go on in a new one of the same scenario.
  function adopt(next) {
    const before = form;
    [form, applied] = [next, ""];
    if (before && before.dataset.scenario === next.dataset.scenario) {
      const groups = [...before.querySelectorAll(".group")];
      next.querySelectorAll(".group").forEach((group, number) => group.replaceWith(groups[number]));
      next.scrollTop = top;
      for (const row of [...moved]) changed(row, fields(row)[0]); // the body came while it was held
    } else {
      moved.clear();
      changes.clear();
    }
    if (document.activeElement === document.body && focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
      if (document.activeElement === document.body) next.focus({ preventScroll: true }); // it is not shown any more
    }
    return !before || before.dataset.scenario !== next.dataset.scenario;
  }

  function settle() {
    const next = document.getElementById("sliders");
    if (!next) return;
    const fresh = next !== form && adopt(next);
    const given = JSON.parse(form.dataset.given), asked = new URL(location.href).searchParams;
    // A body that answers an earlier address says nothing of the fields: the next one is on its way.
    if (applied === form.dataset.given || changes.size) return;
    if (rowsOf(form).some(({ dataset: { parameter } }) => (asked.get(parameter) || "") !== (given[parameter] ?? ""))) return;
    applied = form.dataset.given;
    for (const row of rowsOf(form)) {
      const name = row.dataset.parameter;
      put(row, given[name] ?? row.dataset.central, null);
      mark(row, name in given);
    }
    // Where all stands in one column, parameters are folded until they are wanted, but for those that are set.
    if (fresh && matchMedia("(max-width: 900px)").matches) {
      form.querySelectorAll(".group").forEach((group, number) => { group.open = number === 0 || !!group.querySelector(".given"); });
    }
  }

  function set(values) {
    const url = new URL(location.href);
    for (const [name, value] of values) {
      if (value === "") url.searchParams.delete(name); else url.searchParams.set(name, value);
    }
    if (url.href !== location.href) window.depdash_go(url.href, true);
  }

  function later(row, value) {
    clearTimeout(waiting);
    changes.set(row.dataset.parameter, value);
    waiting = setTimeout(() => {
      const values = [...changes];
      changes.clear();
      set(values);
    }, PAUSE);
  }

  function changed(row, field) {
    moved.delete(row);
    if (!field.reportValidity()) return;
    const value = field.value === "" ? "" : String(Number(field.value));
    put(row, value === "" ? row.dataset.central : value, value === "" ? null : field);
    mark(row, value !== "");
    later(row, value);
  }

  document.addEventListener("input", event => {
    const row = event.target.closest?.("#sliders [data-parameter]");
    if (!row || event.target.value === "" || !event.target.checkValidity()) return;
    put(row, String(Number(event.target.value)), event.target);
    if (event.target.type === "range") moved.add(row);
  });
  document.addEventListener("change", event => {
    const field = event.target, row = field.closest?.("#sliders [data-parameter]");
    if (row) changed(row, field);
    if (field.closest?.("#prices")) set([[field.name, field.value]]);
  });
  document.addEventListener("submit", event => {
    if (event.target.closest?.("#sliders, #prices")) event.preventDefault();
  });
  document.addEventListener("click", event => {
    const row = event.target.closest?.("#sliders [data-reset]")?.closest("[data-parameter]");
    if (!row) return;
    put(row, row.dataset.central, null);
    fields(row)[0].focus(); // the button goes with what it undoes
    mark(row, false);
    later(row, "");
  });
  document.addEventListener("focusin", event => { focused = event.target.closest?.("main") ? event.target.id : ""; });
  document.addEventListener("scroll", event => { if (event.target === form) top = form.scrollTop; }, true);
  document.addEventListener("depdash:set", settle);
})();
