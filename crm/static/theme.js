// Before anything is painted: the theme this browser chose, else the system's, as it changes.
(function () {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function paint() {
    let chosen = null;
    try {
      chosen = localStorage.getItem("theme");
    } catch {
      // A browser that keeps nothing follows the system.
    }
    document.documentElement.dataset.bsTheme = chosen || (dark.matches ? "dark" : "light");
  }
  paint();
  dark.addEventListener("change", paint);
})();
