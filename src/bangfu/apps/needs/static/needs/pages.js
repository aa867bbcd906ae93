/* Keeps each field of a page as soon as it is left. The pages keep themselves when they are sent, so they work without this. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form) { return; }
  var said = form.querySelector("[data-kept]");
  var sending = false;
  var again = false;

  function say(text) { if (said) { said.textContent = text; } }
  function keep() {
    if (sending) { again = true; return; }
    sending = true;
    var data = new FormData(form);
    data.delete("photo");
    fetch(form.dataset.keep, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } })
      .then(function (answer) { say(answer.ok ? said.dataset.done : said.dataset.failed); })
      .catch(function () { say(said.dataset.failed); })
      .then(function () { sending = false; if (again) { again = false; keep(); } });
  }
  form.addEventListener("change", function (event) { if (event.target.type !== "file") { keep(); } });
}());
