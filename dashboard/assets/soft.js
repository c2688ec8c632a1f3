// Going to another state of the same page without loading it anew, and to the part of a page that the address names.
(function () {
  "use strict";
  let wanted = location.hash;

  function go(href, replace) {
    history[replace ? "replaceState" : "pushState"]({}, "", href);
    wanted = location.hash;
    dispatchEvent(new CustomEvent("_dashprivate_pushstate")); // what Dash's own links tell its router by
  }
  window.depdash_go = go;

  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[data-soft]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href);
  });

  // What the hash names is there only once Dash has set the page; it may be folded away.
  function reveal() {
    const found = wanted && document.getElementById(decodeURIComponent(wanted.slice(1)));
    if (!found) return;
    wanted = "";
    const folds = [];
    for (let fold = found.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
    folds.forEach(fold => { fold.open = true; });
    found.scrollIntoView({ block: folds.length ? "start" : "nearest" });
    (found.matches("details") ? found.querySelector("summary") : found).focus({ preventScroll: true });
  }
  // On a phone the pages stand in one row that is moved sideways: the current one has to be seen.
  let seen = null;
  function current() {
    const way = document.querySelector(".ways .way.current");
    if (way === seen) return;
    seen = way;
    const row = way?.parentElement;
    if (row && row.scrollWidth > row.clientWidth) row.scrollLeft = way.offsetLeft - row.offsetLeft - (row.clientWidth - way.offsetWidth) / 2;
  }
  document.addEventListener("depdash:set", () => { reveal(); current(); });
  addEventListener("hashchange", () => { wanted = location.hash; reveal(); });
})();
