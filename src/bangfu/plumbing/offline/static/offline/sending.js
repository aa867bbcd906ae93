/* Drafts out, in order, one answer each. Whatever gets no answer waits and goes again; nothing is dropped. */
import * as kept from "./kept.js";

const BATCH = 10;
const PATIENCE = 20000;
const SENT_KEPT = 30;

export class SignedOut extends Error {}
export class SomebodyElse extends Error {}

async function ask(url, more = {}) {
  const answer = await fetch(url, {
    credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...more,
    headers: { Accept: "application/json", ...more.headers },
  });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { throw new SignedOut(); }
  if (answer.status >= 500) { throw new Error(`answered ${answer.status}`); }
  return { status: answer.status, said: await answer.json() };
}

/* Who is signed in, a token for sending, the pages to keep. */
export async function standing(site) { return (await ask(site.state)).said; }

/* Sends what waits. Errors: SignedOut, SomebodyElse, or the network's own. Two pages of one phone never send at once. */
export function send(site) {
  const run = () => sendAll(site);
  return navigator.locks ? navigator.locks.request("bangfu-offline", run) : run();
}

async function sendAll(site) {
  const now = await standing(site);
  if (now.person !== site.person) { throw new SomebodyElse(); }
  const own = (await kept.drafts()).filter((one) => one.person === site.person);
  const held = new Set(own.filter((one) => one.state === "conflict" && one.subject).map(about));
  const waiting = own.filter((one) => one.state === "waiting" && !held.has(about(one)));
  for (let start = 0; start < waiting.length; start += BATCH) {
    await sendBatch(site, now.token, waiting.slice(start, start + BATCH));
  }
  await sendPhotos(site, now.token);
  await forgetOld(site.person);
  return now;
}

function about(one) { return `${one.kind} ${one.subject}`; }

/* Two drafts about one record never go together: the later one waits for the answer to the first. */
async function sendBatch(site, token, batch) {
  const seen = new Set();
  const now = batch.filter((one) => !one.subject || (!seen.has(about(one)) && seen.add(about(one))));
  const later = batch.filter((one) => !now.includes(one));
  const body = JSON.stringify({ drafts: now.map((one) => ({
    id: one.id, person: one.person, kind: one.kind, subject: one.subject, base: one.base, fields: one.fields, at: one.at,
  })) });
  const answer = await ask(site.sync, { method: "POST", body, headers: {
    "Content-Type": "application/json", "X-CSRFToken": token, ...(site.tell && { "X-Tell": site.tell }),
  } });
  if (answer.status === 413 && now.length > 1) {
    for (const one of batch) { await sendBatch(site, token, [one]); }
    return;
  }
  const answers = answer.said.answers || now.map((one) => ({ id: one.id, outcome: "refused", sentence: answer.said.sentence }));
  const held = new Set();
  for (const said of answers) {
    const one = now.find((each) => each.id === said.id);
    if (one) { await settle(one, said); if (said.outcome === "conflict") { held.add(about(one)); } }
  }
  const free = later.filter((one) => !held.has(about(one)));
  if (free.length && answers.length) { await sendBatch(site, token, free); }
}

async function settle(one, said) {
  const taken = said.outcome === "done" || said.outcome === "merged";
  await kept.keepUnlessChanged(one.id, one.revision, (row) => {
    row.state = taken ? "sent" : said.outcome;
    row.answer = said;
    row.settled = Date.now();
    if (taken) { row.fields = row.base = {}; }
  });
}

/* Photos follow their draft; one that is refused says so on its draft and holds nobody up. */
async function sendPhotos(site, token) {
  for (const one of await kept.drafts()) {
    if (one.person !== site.person || one.state !== "sent") { continue; }
    for (const photo of await kept.photosOf(one.id)) {
      if (photo.refused) { continue; }
      const form = new FormData();
      form.set("id", photo.id); form.set("draft", one.id); form.set("caption", photo.name); form.set("file", photo.blob, "photo.jpg");
      const answer = await ask(site.photo, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
      if (answer.status === 200) { await kept.removePhoto(photo.id); }
      else if (answer.status !== 404) { await kept.keepPhoto({ ...photo, refused: answer.said.sentence }); }
    }
  }
}

async function forgetOld(person) {
  const sent = (await kept.drafts()).filter((one) => one.person === person && one.state === "sent");
  for (const one of sent.slice(0, Math.max(0, sent.length - SENT_KEPT))) {
    if (!(await kept.photosOf(one.id)).length) { await kept.remove(one.id); }
  }
}
