// What every view needs: the book's data, asking the server, saying things, keys, and events.
export const data = JSON.parse(document.getElementById("studio-data")?.textContent || "{}");
export const $ = (id) => document.getElementById(id);
export const bookId = typeof data.book === "object" ? data.book?.id : data.book;
const listeners = {};
export const now = {
  version: data.version || "", state: data.state || {}, speakers: data.speakers || [], online: true,
  changing: null, // a promise: done when the last change of this page is answered
};

// Elements are made, never parsed from text: whatever a book says stays text.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

export function icon(name) {
  const kept = document.querySelector(`template[data-icon="${name}"]`);
  return kept ? kept.content.firstElementChild.cloneNode(true) : document.createTextNode("");
}

export const on = (event, does) => (listeners[event] ||= []).push(does);
export const tell = (event, value) => (listeners[event] || []).forEach((does) => does(value));

export const count = (number, one, many = one + "s") =>
  `${Number(number).toLocaleString("en")} ${number === 1 ? one : many}`;
export const duration = (minutes) => {
  const whole = Math.round(minutes);
  if (minutes < 1) return `${Math.max(1, Math.round(minutes * 60))} s`;
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
};
export const seconds = (value) => (value < 1 ? "less than a second" : `about ${duration(value / 60)}`);
export const placeId = (place) => `c${place.chapter}u${place.utterance}`;
export const placeOf = (element) => {
  const [, chapter, utterance] = element.id.match(/^c(\d+)u(\d+)$/);
  return { chapter: Number(chapter), utterance: Number(utterance) };
};
export const samePlace = (one, other) => one && other && placeId(one) === placeId(other);

// Saying things. What comes within a second of the last is said with it, or it would drown it.
let spoken = 0;
export function say(text) {
  const region = $("said");
  if (!region || !text) return;
  const before = Date.now() - spoken < 1000 ? `${region.textContent} ` : "";
  spoken = Date.now();
  region.textContent = (before + text).slice(-600);
}

export function toast(text, { action = "", does = null, seconds: lasting = 6 } = {}) {
  const made = h("div", { class: "toast" }, h("span", {}, text));
  if (action) {
    made.append(h("button", { class: "button", type: "button", onclick: () => { made.remove(); does(); } }, action));
  }
  const region = $("toasts");
  region.replaceChildren(...[...region.children].slice(-1), made);
  setTimeout(() => made.remove(), lasting * 1000);
  say(text);
}

export function banner(name, { bad = false, title = "", text = "", buttons = [] } = {}) {
  const region = $("banners");
  region.querySelector(`[data-banner="${name}"]`)?.remove();
  if (!title) return;
  const words = h("p", {}, h("strong", {}, title), text ? " " + text : "");
  region.append(h("div", { class: bad ? "banner bad" : "banner", "data-banner": name },
    icon(name === "offline" ? "off" : "warn"), words, ...buttons));
  say(`${title} ${text}`);
}

export const button = (text, does, look = "", drawing = "") =>
  h("button", { class: `button ${look}`, type: "button", onclick: does }, drawing && icon(drawing), text);

// Asking the server
export class Refused extends Error {
  constructor(status, body) {
    const error = body?.error || {};
    super(error.message || `The studio answered ${status}.`);
    Object.assign(this, { status, body, code: error.code || "", remedy: error.remedy || "" });
  }
}

export const address = (path) => (path.startsWith("/") ? path : `/api/books/${bookId}/${path}`);

export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(address(path), options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    offline();
    throw new Refused(0, { error: { message: "The studio does not answer.", code: "offline" } });
  }
  if (!now.online) online();
  const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (answer.status === 403 && body?.error?.code === "login") {
    banner("login", { bad: true, title: "This page no longer belongs to the running studio.",
      text: "Open the address that the program printed when it was started. Nothing is lost." });
  }
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}

export const send = (path, body) => ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

export function trouble(error) {
  if (error.name === "AbortError" || error.code === "offline") return;
  const text = [error.message, error.remedy].filter(Boolean).join(" ");
  banner("error", { bad: true, title: error.message, text: error.remedy,
    buttons: [button("Close", () => banner("error"), "small")] });
  say(text);
}

export function offline() {
  if (!now.online) return;
  now.online = false;
  const saved = now.state.saved ? ` Everything up to ${clock(now.state.saved)} is saved.` : "";
  banner("offline", { bad: true, title: "The studio is not running.",
    text: `Start it again in the terminal; this page then goes on by itself.${saved}` });
  document.body.classList.add("is-offline");
}

function online() {
  now.online = true;
  document.body.classList.remove("is-offline");
  banner("offline");
}

export const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export function setState(version, state) {
  if (version) now.version = version;
  if (state) now.state = state;
  tell("state", now.state);
  if (state && "trouble" in state) showTrouble(state.trouble);
}

export function showTrouble(found) {
  if (!found) { banner("trouble"); return; }
  const buttons = [];
  if (found.code === "gone") {
    buttons.push(button("Write the folder anew", () => tell("restore"), "small"));
  }
  banner("trouble", { bad: true, title: found.message, text: [found.remedy, found.kept].filter(Boolean).join(" "), buttons });
}

// Events of the server: what other tabs, the command line or an editor changed. A change of this page may be told before
// it is answered: whatever compares versions waits for the answer first, or would take it for somebody else's.
export function listen() {
  const source = new EventSource("/api/events");
  const heard = (name, does) => source.addEventListener(name, (event) => does(JSON.parse(event.data)));
  source.addEventListener("open", online);
  source.addEventListener("error", () => { if (source.readyState !== EventSource.OPEN) offline(); });
  heard("hello", async ({ books }) => {
    online();
    const mine = books.find((one) => one.book === bookId);
    const before = now.version;
    await now.changing;
    if (mine && before && ![before, now.version].includes(mine.version)) tell("stale");
  });
  heard("changed", async (event) => {
    await now.changing;
    if (event.book !== bookId || event.version === now.version) return;
    if (event.speakers) now.speakers = event.speakers;
    setState(event.version, event.state);
    tell("changed", event);
    if (event.sentence) toast(`Changed ${event.origin === "outside" ? "outside this page" : "in another tab"}: ${event.sentence}`);
    if (event.reload) tell("stale");
  });
  heard("trouble", (event) => { if (event.book === bookId) showTrouble(event.trouble); });
  heard("render", (event) => { if (event.book === bookId) tell("render", event.job); });
  heard("opened", (event) => tell("opened", event));
  addEventListener("pagehide", () => source.close());
  return source;
}
