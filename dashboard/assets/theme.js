// Remember light or dark; the page follows the system until the button is used.
(function () {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem("depdash-theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch (error) { /* storage may be closed; the system's choice stands */ }
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("#theme")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("depdash-theme", root.dataset.theme); } catch (error) { /* as above */ }
  });
})();
