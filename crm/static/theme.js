// Before anything is painted: the theme this browser chose, else the system's.
(function () {
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // A browser that keeps nothing follows the system.
  }
  if (!theme) theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = theme;
  document.documentElement.dataset.js = "";
})();
