/* What the phone keeps: drafts with their state, and photos as blobs. IndexedDB, nothing else. */
const NAME = "bangfu-offline";
let opened = null;

function database() {
  opened = opened || new Promise((found, lost) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: "id" });
      asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
    };
    asked.onsuccess = () => found(asked.result);
    asked.onerror = () => lost(asked.error);
  });
  return opened;
}

async function within(stores, mode, work) {
  const held = (await database()).transaction(stores, mode, { durability: "strict" });
  const asked = work(...stores.map((name) => held.objectStore(name)));
  return new Promise((done, lost) => {
    held.oncomplete = () => done(asked && asked.result);
    held.onerror = held.onabort = () => lost(held.error);
  });
}

export const STATES = ["draft", "waiting", "conflict", "refused", "sent"];

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* All drafts of everybody who used this phone, in the order in which they were begun. */
export async function drafts() {
  const found = await within(["drafts"], "readonly", (store) => store.getAll());
  return found.sort((a, b) => a.begun - b.begun || (a.id < b.id ? -1 : 1));
}

export function draft(id) { return within(["drafts"], "readonly", (store) => store.get(id)); }

export async function keep(one) {
  one.revision = (one.revision || 0) + 1;
  await within(["drafts"], "readwrite", (store) => store.put(one));
  return one;
}

/* Changes a draft only while it is the revision that somebody looked at; what was written since is never run over. */
export async function keepUnlessChanged(id, revision, change) {
  let kept = false;
  await within(["drafts"], "readwrite", (store) => {
    const asked = store.get(id);
    asked.onsuccess = () => {
      const one = asked.result;
      if (!one || one.revision !== revision) { return; }
      change(one);
      one.revision += 1;
      store.put(one);
      kept = true;
    };
  });
  return kept;
}

export function remove(id) {
  return within(["drafts", "photos"], "readwrite", (store, photos) => {
    store.delete(id);
    photos.index("draft").getAllKeys(id).onsuccess = (event) => event.target.result.forEach((key) => photos.delete(key));
  });
}

export function photosOf(id) { return within(["photos"], "readonly", (store) => store.index("draft").getAll(id)); }
export function keepPhoto(photo) { return within(["photos"], "readwrite", (store) => store.put(photo)); }
export function removePhoto(id) { return within(["photos"], "readwrite", (store) => store.delete(id)); }

/* The last words of a page that went away in the middle of typing: put down at once, and kept by the next page. */
export function putDown(one) {
  try { localStorage.setItem(`offline.rest.${one.id}`, JSON.stringify(one)); } catch { /* what was kept before is safe */ }
}

export async function pickUp() {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith("offline.rest."))) {
    const one = JSON.parse(localStorage.getItem(name));
    const before = await draft(one.id);
    if (!before || (before.state === "draft" && before.at <= one.at)) { await keep({ ...one, revision: before?.revision }); }
    localStorage.removeItem(name);
  }
}

/* The sign-out button of every page asks this note, without opening the database. The first letter is noted at once. */
export function noteAtOnce(person, title) {
  try {
    const note = JSON.parse(localStorage.getItem("offline.unsent") || "{}");
    const titles = note.person === person ? note.titles : [];
    localStorage.setItem("offline.unsent", JSON.stringify({ person, titles: [...titles, title] }));
  } catch { /* as below */ }
}

export async function noteUnsent(person) {
  const unsent = (await drafts()).filter((one) => one.person === person && one.state !== "sent");
  try { localStorage.setItem("offline.unsent", JSON.stringify({ person, titles: unsent.map((one) => one.title) })); }
  catch { /* a full or forbidden store: the drafts themselves are safe */ }
  return unsent;
}
