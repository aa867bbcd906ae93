// Recomputes receipts of the public log in the browser: RFC 9162 inclusion, C2SP notes, Ed25519 (RFC 8032).
// Nothing is uploaded. Ed25519 is the browser's own where it has one, else the few lines of BigInt below.
"use strict";
(() => {
  const box = document.querySelector("[data-verify-result]");
  if (!box) return;
  const say = box.dataset, subtle = globalThis.crypto && crypto.subtle, utf8 = new TextEncoder();
  class Bad extends Error {}
  const join = (...parts) => { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };
  const hash = async (name, ...parts) => new Uint8Array(await subtle.digest(name, join(...parts)));
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const hex = (raw) => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = (text, why) => {
    try { const raw = atob(text); if (btoa(raw) === text) return Uint8Array.from(raw, (sign) => sign.charCodeAt(0)); } catch { /* said below */ }
    throw new Bad(why);
  };
  const whole = (text) => { if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) throw new Bad(say.whyFormat); return Number(text); };

  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (n) => ((n % P) + P) % P;
  const pow = (base, by) => { let found = 1n; for (base = mod(base); by; by >>= 1n, base = base * base % P) if (by & 1n) found = found * base % P; return found; };
  const D = mod(-121665n * pow(121666n, P - 2n)), I = pow(2n, (P - 1n) / 4n);
  const little = (raw) => raw.reduceRight((n, byte) => (n << 8n) + BigInt(byte), 0n);
  const plus = ([x, y, z, t], [u, v, w, s]) => {
    const a = mod((y - x) * (v - u)), b = mod((y + x) * (v + u)), c = mod(2n * t * s * D), d = mod(2n * z * w);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (n, point) => { let found = [0n, 1n, 1n, 0n]; for (; n; n >>= 1n, point = plus(point, point)) if (n & 1n) found = plus(found, point); return found; };
  const pointOf = (raw) => {
    const all = little(raw), sign = all >> 255n, y = all & (2n ** 255n - 1n);
    const square = mod((y * y - 1n) * pow(D * y * y + 1n, P - 2n));
    let x = pow(square, (P + 3n) / 8n);
    if (x * x % P !== square) x = x * I % P;
    if (y >= P || x * x % P !== square || (x === 0n && sign)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  };
  const slowly = async (key, signature, message) => {
    if (signature.length !== 64) return false;
    const base = pointOf(Uint8Array.from({ length: 32 }, (_, at) => at ? 0x66 : 0x58));
    const scalar = little(signature.slice(32)), first = pointOf(signature.slice(0, 32)), point = pointOf(key);
    if (scalar >= L || !first || !point) return false;
    const turn = little(await hash("SHA-512", signature.slice(0, 32), key, message)) % L;
    const left = times(scalar, base), right = plus(first, times(turn, point));
    return mod(left[0] * right[2] - right[0] * left[2]) === 0n && mod(left[1] * right[2] - right[1] * left[2]) === 0n;
  };
  const signed = async (key, signature, message) => {
    let own;
    try { own = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); } catch { return slowly(key, signature, message); }
    return subtle.verify({ name: "Ed25519" }, own, signature, message);
  };

  const readKey = async (text) => {
    const parts = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
    const raw = parts ? base64(parts[3], say.whyKey) : new Uint8Array();
    if (raw.length !== 33 || raw[0] !== 1) throw new Bad(say.whyKey);
    const id = (await hash("SHA-256", utf8.encode(parts[1] + "\n"), raw)).slice(0, 4);
    if (hex(id) !== parts[2]) throw new Bad(say.whyKey);
    return { name: parts[1], id, raw: raw.slice(1) };
  };
  const openHead = async (note, key) => {
    const cut = note.lastIndexOf("\n\n"), text = note.slice(0, cut + 1), lines = text.split("\n");
    let good = false;
    for (const line of cut < 0 ? [] : note.slice(cut + 2).split("\n")) {
      const [dash, name, body] = line.split(" ");
      if (dash !== "—" || name !== key.name) continue;
      const raw = base64(body || "", say.whySignature);
      if (!same(raw.slice(0, 4), key.id)) continue;
      good = await signed(key.raw, raw.slice(4), utf8.encode(text));
      if (!good) throw new Bad(say.whySignature);
    }
    if (!good || lines.length !== 4 || lines[0] !== key.name) throw new Bad(say.whySignature);
    return { size: whole(lines[1]), root: base64(lines[2], say.whyFormat) };
  };
  const check = async (receipt, entry, keyText) => {
    const cut = receipt.indexOf("\n\n"), lines = receipt.slice(0, cut).split("\n");
    if (cut < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Bad(say.whyFormat);
    if ((lines[0] || "").startsWith("extra ")) lines.shift();
    const said = /^index (\d+)$/.exec(lines.shift() || "");
    if (!said) throw new Bad(say.whyFormat);
    const index = whole(said[1]), { size, root } = await openHead(receipt.slice(cut + 2), await readKey(keyText));
    let place = index, last = size - 1, found = await hash("SHA-256", Uint8Array.of(0), entry);
    if (index >= size) throw new Bad(say.whyProof);
    const half = (n) => Math.floor(n / 2);
    for (const line of lines) {
      const sibling = base64(line, say.whyFormat);
      if (last === 0 || sibling.length !== 32) throw new Bad(say.whyProof);
      if (place % 2 || place === last) {
        found = await hash("SHA-256", Uint8Array.of(1), sibling, found);
        while (place && place % 2 === 0) { place = half(place); last = half(last); }
      } else found = await hash("SHA-256", Uint8Array.of(1), found, sibling);
      place = half(place); last = half(last);
    }
    if (last || !same(found, root)) throw new Bad(say.whyProof);
    return { index, size };
  };

  const node = (tag, text, kind) => { const made = document.createElement(tag); if (text) made.textContent = text; if (kind) made.className = kind; return made; };
  const show = async (receipt, entry, key) => {
    const part = node("section", "", "block"), facts = node("dl", "", "facts");
    const fact = (name, value) => { const row = node("div"); row.append(node("dt", name), node("dd", value)); facts.append(row); };
    try {
      const { index, size } = await check(receipt, entry, key), text = new TextDecoder().decode(entry);
      part.dataset.outcome = "good";
      part.append(node("p", say.good, "notice ok"));
      fact(say.where, String(index)); fact(say.size, String(size));
      try { fact(say.when, JSON.parse(text).at); } catch { /* an entry need not be ours */ }
      fact(say.text, text);
      part.append(facts);
    } catch (wrong) {
      part.dataset.outcome = "bad";
      part.append(node("p", say.bad + " " + (wrong instanceof Bad ? wrong.message : say.whyFormat), "notice err"));
    }
    return part;
  };

  const files = document.querySelector("[data-verify-files]"), keyField = document.querySelector("#v-key");
  if (!subtle) { box.append(node("p", say.old, "notice")); return; }
  files.hidden = false;
  const picked = async () => {
    const [receipt] = document.querySelector("#v-receipt").files, [entry] = document.querySelector("#v-entry").files;
    if (!receipt || !entry) return;
    box.replaceChildren(node("p", say.busy));
    box.replaceChildren(await show(await receipt.text(), new Uint8Array(await entry.arrayBuffer()), keyField.value));
  };
  files.addEventListener("change", picked);
  const form = document.querySelector("[data-verify-number]");
  const asked = async () => {
    const number = form.elements.no.value.trim();
    if (!number) return;
    box.replaceChildren(node("p", say.busy));
    const answer = await fetch(number.split("/").map(encodeURIComponent).join("/") + ".json").catch(() => null);
    const given = answer && answer.ok ? await answer.json().catch(() => null) : null;
    if (!given) { box.replaceChildren(node("p", say.none, "notice")); return; }
    box.replaceChildren(...await Promise.all(given.entries.map((one) => show(one.receipt, utf8.encode(one.entry), keyField.value))));
  };
  form.addEventListener("submit", (event) => { if (form.elements.no.value.trim()) { event.preventDefault(); asked(); } });
  asked(); // a page that led here has brought its number along
})();
