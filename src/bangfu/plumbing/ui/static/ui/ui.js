/* Progressive enhancement only: every page works without this file. No inline handlers, no eval (site policy). */
(function () {
  "use strict";
  var doc = document;
  var root = doc.documentElement;
  var each = function (selector, act) { Array.prototype.forEach.call(doc.querySelectorAll(selector), act); };
  var live = doc.getElementById("live");
  var zh = root.lang.indexOf("zh") === 0;

  /* Announce politely; htmx swaps use it too. */
  function say(text) { if (live) { live.textContent = ""; setTimeout(function () { live.textContent = text; }, 50); } }

  /* The error summary takes focus, so that a screen reader starts there. */
  each("[data-focus]", function (node) { node.focus(); });

  /* One submit is one submit. */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter;
    if (!button || !button.classList.contains("btn")) { return; }
    setTimeout(function () {
      button.setAttribute("aria-busy", "true");
      button.textContent = zh ? "正在提交…" : "Sending…";
      say(button.textContent);
    }, 300);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { each("form[data-sent]", function (form) { delete form.dataset.sent; }); }
  });

  /* Dialogs: a link with a fallback page becomes a dialog. */
  doc.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-dialog]");
    if (opener) {
      var dialog = doc.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    if (event.target.closest("[data-close]")) {
      var open = event.target.closest("dialog");
      if (open) { open.close(); }
    }
    each("details.drop[open]", function (drop) { if (!drop.contains(event.target)) { drop.open = false; } });
  });

  /* Sheets opened by #filters or #menu: Escape closes, focus goes in and comes back. */
  function sheet() {
    var node = location.hash.length > 1 && doc.getElementById(location.hash.slice(1));
    return node && (node.classList.contains("filters") || node.classList.contains("side")) ? node : null;
  }
  window.addEventListener("hashchange", function () {
    var node = sheet();
    if (node) { var first = node.querySelector("a,button,input:not([type=hidden]),summary"); if (first) { first.focus(); } }
  });

  /* Filters send themselves on wide screens; on phones the button says how many the choice would find. */
  each("form[data-autosubmit]", function (form) {
    var asked = 0;
    function count() {
      var mine = ++asked;
      var button = form.querySelector("button[type=submit]");
      fetch(form.dataset.count + "?" + new URLSearchParams(new FormData(form)))
        .then(function (answer) { return answer.json(); })
        .then(function (found) {
          if (mine !== asked) { return; }
          button.textContent = button.textContent.replace(/[\d,]+/, found.total.toLocaleString("en"));
          say(button.textContent);
        })
        .catch(function () { /* the button keeps its last number; sending still works */ });
    }
    form.addEventListener("change", function () {
      if (window.matchMedia("(min-width:901px)").matches) { form.requestSubmit ? form.requestSubmit() : form.submit(); }
      else if (form.dataset.count) { count(); }
    });
  });

  /* Shortcuts: Ctrl K and / go to search, j k move between rows, Enter opens, e acts, Escape closes. */
  var shortcuts = root.dataset.shortcuts !== "off";
  var row = -1;
  function move(step) {
    var rows = doc.querySelectorAll("[data-row]");
    if (!rows.length) { return; }
    if (rows[row]) { rows[row].classList.remove("is-current"); }
    row = Math.max(0, Math.min(rows.length - 1, row + step));
    rows[row].classList.add("is-current");
    rows[row].scrollIntoView({ block: "nearest" });
    var link = rows[row].querySelector("a,button");
    if (link) { link.focus(); }
  }
  doc.addEventListener("keydown", function (event) {
    var field = doc.querySelector("[data-jump],[data-search]");
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && field && shortcuts) {
      event.preventDefault(); field.focus(); field.select(); return;
    }
    if (event.key === "Escape") {
      var shown = sheet();
      if (shown) { location.hash = shown.classList.contains("side") ? "c" : "results"; }
      each("details.drop[open]", function (drop) { drop.open = false; });
      return;
    }
    if (!shortcuts || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,[contenteditable]")) { return; }
    if (event.key === "/" && field) { event.preventDefault(); field.focus(); }
    if (event.key === "j") { move(1); }
    if (event.key === "k") { move(-1); }
    if (event.key === "e") { var rows = doc.querySelectorAll("[data-row]"); var act = rows[row] && rows[row].querySelector("[data-act]"); if (act) { act.click(); } }
  });

  /* List and map light up together. */
  each("[data-place]", function (node) {
    ["mouseenter", "focusin", "mouseleave", "focusout"].forEach(function (name, index) {
      node.addEventListener(name, function () {
        each('[data-place="' + node.dataset.place + '"]', function (twin) { twin.classList.toggle("is-current", index < 2); });
      });
    });
  });

  /* Place picker: suggestions for what is typed. */
  each("[data-picker]", function (box) {
    var url = box.dataset.picker;
    if (!url || !window.fetch) { return; }
    var input = box.querySelector("input:not([type=hidden])");
    var hidden = box.querySelector("input[type=hidden]");
    var list = doc.createElement("div");
    var timer = 0; var at = -1; var asked = 0;
    list.className = "picker-list"; list.id = input.id + "_list"; list.hidden = true; list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels && input.labels[0] ? input.labels[0].textContent : "");
    box.appendChild(list);
    input.setAttribute("role", "combobox"); input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id); input.setAttribute("aria-autocomplete", "list");
    function close() { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function choose(option) { input.value = option.dataset.name; hidden.value = option.dataset.code; close(); input.dispatchEvent(new Event("change", { bubbles: true })); }
    function show(results) {
      list.textContent = "";
      results.forEach(function (one, index) {
        var option = doc.createElement("div");
        option.setAttribute("role", "option"); option.id = list.id + index; option.dataset.code = one.code; option.dataset.name = one.name;
        option.textContent = one.name;
        if (one.path) { var small = doc.createElement("small"); small.textContent = one.path; option.appendChild(small); }
        option.addEventListener("mousedown", function (event) { event.preventDefault(); choose(option); });
        list.appendChild(option);
      });
      at = -1; list.hidden = !results.length; input.setAttribute("aria-expanded", String(!list.hidden));
      say(zh ? results.length + " 个建议" : results.length + " suggestions");
    }
    input.addEventListener("input", function () {
      hidden.value = ""; clearTimeout(timer);
      if (!input.value.trim()) { close(); return; }
      timer = setTimeout(function () {
        var mine = ++asked;
        fetch(url + (url.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(input.value), { headers: { Accept: "application/json" } })
          .then(function (answer) { return answer.ok ? answer.json() : { results: [] }; })
          .then(function (data) { if (mine === asked) { show(data.results || []); } })
          .catch(close);
      }, 150);
    });
    input.addEventListener("keydown", function (event) {
      var options = list.children;
      if (list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (options[at]) { options[at].removeAttribute("aria-selected"); }
        at = (at + (event.key === "ArrowDown" ? 1 : options.length - 1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % options.length;
        options[at].setAttribute("aria-selected", "true"); options[at].scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", options[at].id);
      } else if (event.key === "Enter" && options[at]) { event.preventDefault(); choose(options[at]); }
      else if (event.key === "Escape") { event.stopPropagation(); close(); }
    });
    input.addEventListener("blur", close);
  });

  /* Sliders: the range shows itself and keeps in step with the number box, which is what is sent. */
  each("[data-slider]", function (box) {
    var range = box.querySelector("input[type=range]");
    var number = box.querySelector("input[type=number]");
    range.hidden = false;
    range.addEventListener("input", function () { number.value = range.value; });
    range.addEventListener("change", function () { number.dispatchEvent(new Event("change", { bubbles: true })); });
    number.addEventListener("input", function () { range.value = number.value || 0; });
  });

  /* A matrix: arrow keys go from cell to cell. */
  each("[data-grid]", function (grid) {
    grid.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      var cell = event.target.closest("td,th");
      if (!step || !cell) { return; }
      var row = cell.parentNode.rowIndex; var column = cell.cellIndex;
      for (;;) {
        row += step[0]; column += step[1];
        var next = grid.rows[row] && grid.rows[row].cells[column];
        if (!next) { return; }
        var link = next.querySelector("a");
        if (link) { event.preventDefault(); link.focus(); return; }
      }
    });
  });

  /* A run: asked every second, shown after 300 ms, one reload when it is over, after 15 s it goes on in the background. */
  each("[data-run]", function (box) {
    var begun = Date.now(); var bar = box.querySelector("progress");
    var words = box.querySelector("[data-stage]"); var later = box.querySelector("[data-later]");
    setTimeout(function () { box.hidden = false; }, 300);
    (function ask() {
      fetch(box.dataset.run, { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (run) {
          if (run.state !== "waiting" && run.state !== "running") { location.reload(); return; }
          if (bar && run.total) { bar.max = run.total; bar.value = Math.max(bar.value || 0, run.done); }
          if (words && run.stage && words.textContent !== run.stage) { words.textContent = run.stage; }
          if (later && Date.now() - begun > 15000) { later.hidden = false; }
          setTimeout(ask, Date.now() - begun > 15000 ? 5000 : 1000);
        })
        .catch(function () { setTimeout(ask, 5000); });
    }());
  });

  /* htmx: keep focus, say what changed, no attribute evaluation. */
  doc.body.addEventListener("htmx:afterSwap", function (event) {
    var note = event.detail.target.querySelector("[data-announce]");
    if (note) { say(note.textContent); }
  });
}());
