/* Every offline page: its worker, the banner, the form that keeps what is typed, and sending again until it is done. */
import * as kept from "./kept.js";
import { send, SignedOut, SomebodyElse } from "./sending.js";

const frame = document.querySelector("[data-offline]");
const site = { ...frame.dataset };
const words = JSON.parse(document.getElementById("offline-words").textContent);
const form = document.querySelector("form[data-offline-form]");
const PAGES = `bangfu-pages-${site.person}`;
const AT_ONCE = 6000, FIRST_WAIT = 4000, LONGEST_WAIT = 60000, EDGE = 1600, PHOTO_MAX = 10 * 1024 * 1024, PHOTOS_MAX = 6;
let wait = FIRST_WAIT, timer = 0, busy = false, again = false;

/* --- the worker and the pages that the phone keeps ------------------------------------------------------------------- */

async function keepPages(now) {
  for (const name of await caches.keys()) {
    if (name.startsWith("bangfu-pages-") && name !== PAGES) { await caches.delete(name); }
  }
  const cache = await caches.open(PAGES);
  const tags = JSON.parse(localStorage.getItem("offline.tags") || "{}");
  const fresh = {};
  for (const [path, tag] of now.pages) {
    const before = await cache.match(path);
    if (!before || tags[path] !== tag) {
      const page = await fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!page.ok || page.redirected) { continue; }
      await cache.put(path, page);
    }
    fresh[path] = tag;
  }
  for (const request of await cache.keys()) {
    if (!(new URL(request.url).pathname in fresh)) { await cache.delete(request); }
  }
  localStorage.setItem("offline.tags", JSON.stringify(fresh));
  document.documentElement.dataset.kept = String(Object.keys(fresh).length);
}

/* --- the banner -------------------------------------------------------------------------------------------------------- */

function banner(which) {
  frame.querySelectorAll("[data-banner]").forEach((each) => { each.hidden = each.dataset.banner !== which; });
}

/* --- sending ------------------------------------------------------------------------------------------------------------ */

async function trySending(tell) {
  clearTimeout(timer);
  if (busy) { again = true; return; }
  busy = true;
  again = false;
  let now = null;
  try {
    now = await send({ ...site, tell: typeof tell === "string" ? tell : "" });
    wait = FIRST_WAIT;
    banner("");
  } catch (problem) {
    banner(problem instanceof SignedOut ? "signed-out" : problem instanceof SomebodyElse ? "somebody-else" : "offline");
    timer = setTimeout(trySending, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  busy = false;
  const waits = await show();
  if (again) { return trySending(tell); }
  if (now && waits) { timer = setTimeout(trySending, LONGEST_WAIT); }
  if (now && window.caches) { await keepPages(now).catch(() => {}); }
}

async function show() {
  const unsent = await kept.noteUnsent(site.person);
  const waits = unsent.filter((one) => one.state === "waiting").length;
  document.querySelectorAll("[data-unsent]").forEach((each) => {
    each.textContent = words.counts.replace("{drafts}", unsent.length - waits).replace("{waiting}", waits);
    each.hidden = !unsent.length;
  });
  document.dispatchEvent(new CustomEvent("offline:changed"));
  return waits;
}

/* --- the form -------------------------------------------------------------------------------------------------------------- */

function read() {
  const found = {};
  form.querySelectorAll("[name]").forEach((input) => {
    if (input.type !== "file" && input.type !== "submit" && (input.type !== "hidden" || "seen" in input.dataset)) { found[input.name] = []; }
  });
  new FormData(form).forEach((value, name) => { if (name in found) { found[name].push(value); } });
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values.join(",")]));
}

function write(values) {
  form.querySelectorAll("[name]").forEach((input) => {
    if (!(input.name in values) || input.type === "file" || input.type === "hidden") { return; }
    const value = values[input.name];
    if (input.type === "radio" || input.type === "checkbox") { input.checked = value.split(",").includes(input.value); }
    else { input.value = value; }
  });
}

async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale); canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82)) || file;
  } catch { return file; }
}

async function bind() {
  const base = read();
  const wanted = new URLSearchParams(location.search).get("draft");
  const before = wanted && await kept.draft(wanted);
  let one = before && before.person === site.person && before.state !== "sent" ? before : null;
  if (one) { write(one.fields); }
  const photos = form.querySelector("input[type=file]");
  const title = () => (form.querySelector("[data-draft-title]")?.value || form.dataset.title || words.untitled).slice(0, 60);

  function made(state) {
    const now = Date.now();
    one = one || { id: kept.newId(), person: site.person, kind: form.dataset.offlineForm, subject: form.dataset.subject || "", base, begun: now };
    Object.assign(one, { title: title(), fields: read(), state, page: location.pathname, at: new Date(now).toISOString() });
    delete one.answer;
    return one;
  }

  async function store(state) {
    await kept.keep(made(state));
    history.replaceState(null, "", `${location.pathname}?draft=${one.id}`);
    form.querySelector("[data-kept]").hidden = false;
    await kept.noteUnsent(site.person);
  }

  /* One write after another: a slow one never ends after a later one. */
  let line = Promise.resolve(), soon = 0, typing = false;
  const later = (work) => { line = line.then(work, work); return line; };
  form.addEventListener("input", (event) => {
    if (event.target === photos) { return; }
    if (!typing && !one) { kept.noteAtOnce(site.person, title()); }
    typing = true;
    clearTimeout(soon);
    soon = setTimeout(() => later(async () => { typing = false; await store("draft"); }), 250);
  });
  /* A page that goes away has no time for the database: the last words are put down at once and kept properly by the next page. */
  window.addEventListener("pagehide", () => { if (typing) { clearTimeout(soon); kept.putDown(made("draft")); } });

  async function showPhotos() {
    const list = form.querySelector("[data-photos]");
    list.textContent = "";
    for (const photo of one ? await kept.photosOf(one.id) : []) {
      const row = document.getElementById("photo-row").content.cloneNode(true);
      row.querySelector("[data-name]").textContent = `${photo.name} · ${Math.ceil(photo.blob.size / 1024)} KB`;
      row.querySelector("button").addEventListener("click", () => later(async () => { await kept.removePhoto(photo.id); await showPhotos(); }));
      list.append(row);
    }
  }

  async function take(files) {
    const problem = form.querySelector("[data-photo-problem]");
    problem.hidden = true;
    if (!one) { await store("draft"); }
    let count = (await kept.photosOf(one.id)).length;
    for (const file of files) {
      const blob = await shrunk(file);
      if (blob.size > PHOTO_MAX || count >= PHOTOS_MAX) {
        problem.textContent = (blob.size > PHOTO_MAX ? words.photo_large : words.photo_many).replace("{name}", file.name);
        problem.hidden = false;
        continue;
      }
      count += 1;
      await kept.keepPhoto({ id: kept.newId(), draft: one.id, name: file.name.slice(0, 60), blob });
    }
    await showPhotos();
  }

  if (photos) {
    photos.addEventListener("change", () => { const files = [...photos.files]; photos.value = ""; later(() => take(files)); });
    await showPhotos();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) { return; }
    clearTimeout(soon);
    typing = false;
    later(async () => {
      await store("waiting");
      if ("after" in form.dataset) { await Promise.race([trySending("1"), new Promise((over) => setTimeout(over, AT_ONCE))]); }
      const now = await kept.draft(one.id);
      location.assign("after" in form.dataset && now?.state === "sent" && now.answer.path || site.home);
    });
  });
  form.dataset.ready = "1";
}

async function begin() {
  if (site.wechat) { return; }
  if (navigator.serviceWorker) { navigator.serviceWorker.register(site.worker).catch(() => {}); }
  await kept.pickUp();
  if (form) { await bind(); }
  const tray = document.querySelector("[data-tray]");
  if (tray) { (await import("./tray.js")).begin(tray, site, words, trySending); }
  window.addEventListener("online", trySending);
  window.addEventListener("offline", () => banner("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { trySending(); } });
  if (!navigator.onLine) { banner("offline"); }
  await show();
  await trySending();
}

begin();
