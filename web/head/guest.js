// Who was never here meets a door: its mark stands at once (see the styles in index.html), and what it is made of is fetched
// at once, not one file after the other. The build names the files.
(function () {
  var root = document.documentElement.dataset;
  if (root.known === '') return;
  root.door = location.pathname === '/register' ? 'register' : 'login';
  GUEST_FILES.forEach(function (href) {
    var link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = href;
    document.head.append(link);
  });
})();
