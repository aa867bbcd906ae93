/* Suggestions from the text as chips: a press fills the first empty row. The form works without this file. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-suggest]");
  if (!form) { return; }
  var box = form.querySelector("[data-chips]");
  var rows = form.querySelector("[data-line-rows]");
  var texts = ["title", "words", "description"].map(function (name) { return form.elements[name]; }).filter(Boolean);
  var last = "";

  function inputs(row) { return row.querySelectorAll("input:not([type=hidden])"); }
  function known(item) {
    return Array.prototype.some.call(rows.rows, function (row) { return inputs(row)[0].value === item; });
  }
  function emptyRow() {
    return Array.prototype.filter.call(rows.rows, function (row) { return !inputs(row)[0].value; })[0] || newRow();
  }
  function newRow() {
    var count = form.elements["lines-TOTAL_FORMS"];
    var place = Number(count.value);
    if (place >= Number(form.elements["lines-MAX_NUM_FORMS"].value)) { return null; }
    var row = rows.rows[0].cloneNode(true);
    row.querySelectorAll("[name],[for]").forEach(function (node) {
      ["name", "id", "htmlFor"].forEach(function (key) {
        if (node[key]) { node[key] = node[key].replace("lines-0-", "lines-" + place + "-"); }
      });
    });
    inputs(row).forEach(function (field) { if (field.type !== "checkbox") { field.value = ""; } });
    count.value = place + 1;
    return rows.appendChild(row);
  }
  function fill(one, chip) {
    var row = emptyRow();
    if (!row) { return; }
    var fields = inputs(row);
    fields[0].value = one.item;
    fields[1].value = one.quantity || "";
    fields[2].value = one.unit;
    chip.remove();
    (one.quantity ? fields[2] : fields[1]).focus();
    box.hidden = !box.querySelector("button");
  }
  function show(items) {
    box.textContent = "";
    items.forEach(function (one) {
      if (known(one.item)) { return; }
      var chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.textContent = "+ " + one.item + (one.quantity ? " " + one.quantity + " " + one.unit : "");
      chip.title = "“" + one.because + "”";
      chip.addEventListener("click", function () { fill(one, chip); });
      box.appendChild(chip);
    });
    box.hidden = !box.querySelector("button");
  }
  function ask() {
    var text = texts.map(function (field) { return field.value; }).join("\n").trim().slice(0, 1000);
    if (!text || text === last) { return; }
    last = text;
    fetch(form.dataset.suggest + "?text=" + encodeURIComponent(text), { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : { items: [] }; })
      .then(function (data) { show(data.items); })
      .catch(function () { box.hidden = true; });
  }
  texts.forEach(function (field) { field.addEventListener("change", ask); });
  ask();
}());
