// Who was never here meets a door: what it is made of is fetched at once, not one file after the other. The build names the files.
(function () {
  if (document.documentElement.dataset.known === '') return;
  GUEST_FILES.forEach(function (href) {
    var link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = href;
    document.head.append(link);
  });
})();
