// Runs before the first paint. The names are those of src/platform/appearance.ts.
(function () {
  var root = document.documentElement.dataset;
  function stored(name) {
    try {
      return localStorage.getItem('ruggine:' + name);
    } catch {
      // Storage is barred: the system's way it is.
      return null;
    }
  }
  var theme = stored('theme');
  if (theme === 'light' || theme === 'dark') root.theme = theme;
  if (theme === 'contrast' || matchMedia('(prefers-contrast: more)').matches) root.contrast = 'more';
  if (stored('motion') === 'none' || matchMedia('(prefers-reduced-motion: reduce)').matches) root.motion = 'none';
  var text = stored('text');
  if (text !== null) root.text = text;
  // Who was here before sees the frame of their list at once: see the styles in index.html.
  if (stored('was-in') === 'yes') root.known = '';
})();
