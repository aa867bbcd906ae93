/* Signing out with drafts that were not sent is refused once, naming them; then the kept pages are removed from the phone. */
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.dataset.signOut) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    var unsent = [];
    try { unsent = JSON.parse(localStorage.getItem("offline.unsent") || "{}").titles || []; } catch (problem) { /* nothing kept */ }
    if (unsent.length && !form.dataset.warned) {
      form.dataset.warned = "1";
      var said = document.createElement("p");
      said.className = "field-error";
      said.setAttribute("role", "alert");
      said.textContent = form.dataset.signOut.replace("{n}", unsent.length).replace("{titles}", unsent.slice(0, 5).join("、"));
      form.prepend(said);
      return;
    }
    var leave = function () { form.submit(); };
    try { localStorage.removeItem("offline.unsent"); localStorage.removeItem("offline.tags"); } catch (problem) { /* nothing kept */ }
    if (!window.caches) { leave(); return; }
    caches.keys()
      .then(function (names) {
        return Promise.all(names.filter(function (name) { return name.indexOf("bangfu-pages-") === 0; })
          .map(function (name) { return caches.delete(name); }));
      })
      .then(leave, leave);
  }, true);
}());
