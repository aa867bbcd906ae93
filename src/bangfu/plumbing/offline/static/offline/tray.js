/* The tray: drafts, what waits, what was sent; and a conflict side by side, chosen field by field. */
import * as kept from "./kept.js";

export function begin(tray, site, words, send) {
  const card = document.getElementById("draft-card");
  const choice = document.getElementById("clash-choice");
  const seen = document.getElementById("clash-seen");
  const lists = Object.fromEntries([...tray.querySelectorAll("[data-list]")].map((each) => [each.dataset.list, each]));

  const listOf = (state) => state === "draft" ? "draft" : state === "sent" ? "sent" : "waiting";

  function moment(ms) {
    return ms ? new Date(ms).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
  }

  function part(node, name) { return node.querySelector(`[data-part="${name}"]`); }

  function say(node, name, text) { const found = part(node, name); found.textContent = text || ""; found.hidden = !text; }

  async function show(one) {
    const node = card.content.cloneNode(true).firstElementChild;
    node.dataset.draft = one.id;
    const answer = one.answer || {};
    const photos = await kept.photosOf(one.id);
    const bad = photos.find((photo) => photo.refused);
    say(node, "title", answer.label || one.title);
    say(node, "state", words[`state_${one.state}`]);
    say(node, "when", moment(one.settled || Date.parse(one.at)));
    say(node, "sentence", [answer.sentence, bad && `${bad.name}: ${bad.refused}`].filter(Boolean).join(" "));
    say(node, "photos", photos.length ? words.photos.replace("{n}", photos.length) : "");
    const open = part(node, "open");
    open.hidden = !answer.path;
    if (answer.path) { open.href = answer.path; }
    const edit = part(node, "edit");
    edit.hidden = one.state === "sent" || one.state === "conflict";
    edit.href = `${one.page}?draft=${one.id}`;
    const again = part(node, "again");
    again.hidden = one.state !== "refused";
    again.addEventListener("click", async () => { await change(one, (row) => { row.state = "waiting"; }); send(); });
    const drop = part(node, "drop");
    drop.hidden = one.state === "waiting" || (one.state === "sent" && !bad);
    drop.addEventListener("click", async () => {
      if (!drop.dataset.asked) { drop.dataset.asked = "1"; drop.textContent = words.drop_surely; return; }
      await kept.remove(one.id);
      await kept.noteUnsent(site.person);
      await draw();
    });
    if (one.state === "conflict") { clashes(node, one, answer); }
    return node;
  }

  async function change(one, how) { await kept.keepUnlessChanged(one.id, one.revision, how); await draw(); }

  const text = (values) => values.filter(Boolean).join(" ") || words.empty;

  function clashes(node, one, answer) {
    const box = part(node, "clashes");
    box.hidden = false;
    part(box, "who").textContent = words.changed_by.replace("{who}", answer.who || words.somebody).replace("{when}", moment(Date.parse(answer.when)));
    const rows = part(box, "rows");
    answer.fields.forEach((field, place) => {
      const row = (field.watched ? seen : choice).content.cloneNode(true).firstElementChild;
      part(row, "label").textContent = field.label;
      part(row, "mine").textContent = text(field.watched ? field.base : field.mine);
      part(row, "theirs").textContent = text(field.theirs);
      row.querySelectorAll("input").forEach((input, turn) => {
        input.name = `${one.id}-${place}`;
        input.id = `${one.id}-${place}-${turn}`;
        input.closest("label").htmlFor = input.id;
      });
      rows.append(row);
    });
    box.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!box.reportValidity()) { return; }
      const chosen = answer.fields.map((field, place) => box.querySelector(`[name="${one.id}-${place}"]:checked`).value);
      await change(one, (row) => {
        answer.fields.forEach((field, place) => field.names.forEach((name, turn) => {
          row.base[name] = field.theirs[turn];
          row.fields[name] = chosen[place] === "mine" ? field.mine[turn] : field.theirs[turn];
        }));
        row.state = "waiting";
        delete row.answer;
      });
      send();
    });
  }

  async function refresh() {
    const every = await kept.drafts();
    const own = every.filter((one) => one.person === site.person);
    const others = every.filter((one) => one.person !== site.person && one.state !== "sent").length;
    const foreign = tray.querySelector("[data-others]");
    foreign.hidden = !others;
    foreign.querySelector("p").textContent = words.others.replace("{n}", others);
    const local = new Set(own.map((one) => one.id));
    tray.querySelectorAll("[data-received]").forEach((row) => { row.hidden = local.has(row.dataset.received); });
    for (const [name, list] of Object.entries(lists)) {
      const some = own.filter((one) => listOf(one.state) === name);
      if (name === "sent") { some.reverse(); }
      // A card that somebody is choosing on stays as it is.
      const open = list.querySelector("form:has(input:checked)")?.closest("[data-draft]");
      const nodes = [];
      for (const one of some) { nodes.push(open?.dataset.draft === one.id && one.state === "conflict" ? open : await show(one)); }
      list.replaceChildren(...nodes);
      tray.querySelector(`[data-count="${name}"]`).textContent = String(some.length);
      const none = tray.querySelector(`[data-none="${name}"]`);
      if (none) { none.hidden = some.length > 0; }
    }
    tray.dataset.ready = "1";
  }

  /* One drawing at a time: the last one asked for is the one that stays. */
  let drawing = Promise.resolve();
  const draw = () => { drawing = drawing.then(refresh, refresh); return drawing; };
  document.addEventListener("offline:changed", draw);
  return draw();
}
