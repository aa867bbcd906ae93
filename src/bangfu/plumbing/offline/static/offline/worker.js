/* Answers for pages below its own address when the network does not: the shell, and what the signed-in person's page kept.
   It stores no page itself, never answers a form, and holds nobody's drafts. */
const SHELL = "bangfu-shell-@VERSION@";
const FILES = "@SHELL@".split(",");
const HOME = "@HOME@";
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("bangfu-shell-") && name !== SHELL).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

async function keptPage(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("bangfu-pages-")) { continue; }
    const found = await (await caches.open(name)).match(path, { ignoreSearch: true, ignoreVary: true });
    if (found) { return found; }
  }
  return null;
}

async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 502 || answer.status > 504) { return answer; }
    return await keptPage(path) || await keptPage(HOME) || answer;
  } catch (problem) {
    const found = await keptPage(path) || await keptPage(HOME);
    if (found) { return found; }
    return fetch(request);
  }
}

async function file(request) {
  try { return await fetch(request); }
  catch (problem) {
    const found = await (await caches.open(SHELL)).match(request, { ignoreSearch: true, ignoreVary: true });
    if (found) { return found; }
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) { return; }
  if (request.mode === "navigate") { event.respondWith(page(request)); }
  else if (FILES.includes(new URL(request.url).pathname)) { event.respondWith(file(request)); }
});
