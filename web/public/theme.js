// Runs before the first paint. The names are those of src/platform/theme.ts.
(function () {
  try {
    var chosen = localStorage.getItem('ruggine:theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is barred: the system's theme it is.
  }
})();
