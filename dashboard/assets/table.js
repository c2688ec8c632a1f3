// A table or a list is filtered and sorted where it stands: the server sent all of its rows, and is not asked again.
(function () {
  "use strict";
  const listOf = form => document.getElementById(form.dataset.filters);

  function filter(form) {
    const list = listOf(form), asked = Object.fromEntries(new FormData(form));
    const words = (asked.q || "").toLowerCase().replaceAll("'", "\u2019").split(/\s+/).filter(Boolean);
    const chosen = Object.entries(asked).filter(([name, value]) => form.elements[name].tagName === "SELECT" && value !== "all");
    const rows = [...list.querySelectorAll("[data-words]")];
    for (const row of rows) {
      row.hidden = !(words.every(word => row.dataset.words.includes(word)) && chosen.every(([name, value]) => row.dataset[name] === value));
    }
    const shown = rows.filter(row => !row.hidden).length;
    list.querySelector(".count").textContent = list.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
    list.querySelector(".none").hidden = shown > 0;
    // The address tells what is seen: a link to it shows the same.
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(asked)) {
      if (form.elements[name].type === "hidden") continue;
      if (value && value !== "all") url.searchParams.set(name, value); else url.searchParams.delete(name);
    }
    if (url.href !== location.href) history.replaceState(history.state, "", url);
    list.querySelectorAll("a[data-soft]").forEach(link => {
      const to = new URL(link.href), claim = to.searchParams.get("claim");
      to.search = url.search;
      if (claim) to.searchParams.set("claim", claim);
      link.setAttribute("href", to.pathname + to.search + to.hash);
    });
  }

  function sort(button) {
    const head = button.closest("th"), body = head.closest("table").tBodies[0];
    const up = head.getAttribute("aria-sort") !== "ascending", number = Number(button.dataset.sort);
    const key = row => row.cells[number].dataset.key ?? row.cells[number].textContent;
    const order = (a, b) => key(a).localeCompare(key(b), document.documentElement.lang, { numeric: true });
    head.closest("tr").querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...[...body.rows].sort(up ? order : (a, b) => order(b, a)));
  }

  document.addEventListener("input", event => {
    const form = event.target.closest?.("form[data-filters]");
    if (form) filter(form);
  });
  document.addEventListener("submit", event => {
    if (event.target.matches?.("form[data-filters]")) { event.preventDefault(); filter(event.target); }
  });
  document.addEventListener("click", event => {
    const button = event.target.closest?.("button[data-sort]");
    if (button) sort(button);
  });
})();
