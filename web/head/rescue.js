// For when the app does not start. The words are in index.html, which shows them after a few seconds by its styles alone.
(function () {
  var page = document.documentElement;
  var italian = /^it/.test(localStorageOr('ruggine:language') || navigator.language);

  function localStorageOr(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  // A file of the app that cannot be had, or breaks before anything is drawn, will not come by waiting. Once the app is
  // drawn it takes these words out of the page, and this marks nothing any more.
  addEventListener(
    'error',
    function (event) {
      var ours = event.target instanceof HTMLScriptElement || String(event.filename).startsWith(location.origin);
      if (ours) page.dataset.stuck = '';
    },
    true,
  );

  document.addEventListener('DOMContentLoaded', function () {
    var rescue = document.getElementById('rescue');
    if (rescue === null) return;
    rescue.querySelector(italian ? '[lang="en"]' : '[lang="it"]').hidden = true;
    rescue.addEventListener('click', function (event) {
      var act = event.target instanceof HTMLElement ? event.target.dataset.act : undefined;
      if (act === 'reload') location.reload();
      if (act === 'reset') reset();
    });
  });

  // As src/platform/reset.ts does it without the store: what is not sent yet stays.
  async function reset() {
    var asked = italian
      ? 'I file dell’app su questo dispositivo vengono riscaricati. I messaggi non ancora inviati restano.'
      : 'The app’s files on this device are fetched anew. Messages you have not sent yet stay.';
    if (!confirm(asked)) return;
    try {
      var workers = await navigator.serviceWorker.getRegistrations();
      await Promise.all(workers.map((worker) => worker.unregister()));
      var names = await caches.keys();
      await Promise.all(names.map((name) => caches.delete(name)));
    } catch {
      // Barred: then there is nothing kept that could be in the way.
    }
    location.reload();
  }
})();
