// Doubtful lines first: one after the other, each with its surroundings and one key to put it right.
import { $, ask, bookId, button, count, data, h, icon, on, placeId, samePlace, say, trouble } from "./core.js";
import { conversation } from "./conversation.js";
import { bind } from "./keys.js";
import { choices, give, sentence, somebody, sureness } from "./line.js";
import { hear, playFrom, stop, isWalking } from "./sound.js";
import { badge, shown } from "./speakers.js";
import { dress } from "./text.js";

const limit = 100;
let items = data.doubts?.items || [];
let total = data.doubts?.total ?? items.length;
let at = 0;
const settled = new Set();

const remembered = () => { try { return localStorage.getItem("studio hear each") === "on"; } catch { return false; } };
$("auto").checked = remembered();
$("auto").addEventListener("change", () => {
  try { localStorage.setItem("studio hear each", $("auto").checked ? "on" : "off"); } catch { /* not remembered */ }
});

const item = () => items[at];
const isSettled = (one) => settled.has(placeId(one.place));

function entry(one, index) {
  const done = isSettled(one);
  return h("li", { class: done ? "settled" : "" }, h("button", {
    type: "button", "aria-current": index === at ? "true" : null, onclick: () => show(index),
  }, badge(one.speaker), h("span", { class: "words" }, one.text),
  h("span", { class: "per" }, done ? icon("check") : `${percent(one)} %`),
  h("span", { class: "who" }, `${shown(one.speaker)} · ${one.chapter_title || `Chapter ${one.place.chapter}`}`)));
}

const percent = (one) => Math.round(one.confidence <= 1 ? one.confidence * 100 : one.confidence);

function paintQueue() {
  $("queue").replaceChildren(...items.map(entry));
  const current = $("queue").querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
  const left = Math.max(0, total - settled.size);
  $("left").textContent = left;
  $("left-of").textContent = settled.size ? `left of ${total}` : "to look at";
  $("done").max = Math.max(total, 1);
  $("done").value = settled.size;
}

// The surroundings come from the server as text that it has escaped.
function passage(one) {
  const made = new DOMParser().parseFromString(one.context_html || "", "text/html");
  const box = h("div", { class: "card passage", lang: data.language || null, tabindex: "0", role: "group", "aria-label": "The line in its surroundings" });
  box.append(...[...made.body.childNodes].map((node) => document.adoptNode(node)));
  for (const line of box.querySelectorAll("[data-id]")) line.dataset.place = line.dataset.id;
  dress(box);
  return box;
}

const asLine = (one) => ({ ...one, quotation: one.quotation || [one.place.utterance], fixed: isSettled(one) });

function card(one) {
  const line = asLine(one);
  return [
    h("header", {}, h("p", { class: "eyebrow" }, one.chapter_title || `Chapter ${one.place.chapter}`),
      h("p", { class: "small soft number" }, `${at + 1} of ${Math.max(total, items.length)}`)),
    passage(one),
    h("div", { class: "judged" },
      h("div", { class: "stack" }, h("h2", {}, "Who says it?"), choices(line, decide), somebody(line)),
      h("div", { class: "stack" },
        h("h2", {}, "How sure?"),
        sureness(line), one.reason && h("p", { class: "evidence" }, sentence(one.reason)),
        h("div", { class: "row tight" }, button("Hear", () => hear(one.place), "small", "hear"),
          button("With its surroundings", surroundings, "small", "play")),
        button("This whole conversation", () => conversation(line), "small", "talk"),
        h("a", { class: "button quiet small", href: `/books/${bookId}/read?chapter=${one.place.chapter}#${placeId(one.place)}` }, "See it in the book"))),
  ];
}

function emptyCard() {
  const some = settled.size > 0;
  return [h("div", { class: "empty all-done" }, icon("check"), h("h1", {}, some ? "Every doubtful line is looked at" : "No doubtful lines"),
    h("p", {}, some ? `${count(settled.size, "line")} settled. Nothing is left that the studio doubts.`
      : "The studio is sure of every line in this book. You can still put any line right while reading."),
    h("div", { class: "row" }, h("a", { class: "button main", href: `/books/${bookId}/render` }, "Make the audiobook"),
      h("a", { class: "button", href: `/books/${bookId}/read` }, "Read on")))];
}

function show(index, { focus = true } = {}) {
  at = Math.max(0, Math.min(index, items.length - 1));
  paintQueue();
  const nothing = items.length === 0 || items.every(isSettled) && settled.size >= total;
  document.querySelector(".desk-foot").hidden = nothing;
  $("doubt").replaceChildren(...(nothing ? emptyCard() : card(item())));
  if (nothing) { say("Every doubtful line is looked at."); return; }
  $("doubt").querySelector(".here")?.scrollIntoView({ block: "center" });
  scrollTo({ top: 0 });
  if (focus) {
    $("main").focus({ preventScroll: true });
    say(`Line ${at + 1} of ${Math.max(total, items.length)}. ${shown(item().speaker)}, ${percent(item())} per cent sure: ${item().text}`);
  }
  if ($("auto").checked && focus) hear(item().place);
}

function onward() {
  const next = items.findIndex((one, index) => index > at && !isSettled(one));
  const first = items.findIndex((one) => !isSettled(one));
  if (next >= 0) show(next);
  else if (first >= 0) show(first);
  else more();
}

// The line on show is settled and the next is not known yet: the page is not ready for a key.
async function more() {
  document.body.classList.add("is-busy");
  try {
    const fresh = await ask(`doubts?limit=${limit}`);
    items = fresh.items;
    total = settled.size + fresh.total;
    show(0);
  } catch (error) {
    trouble(error);
  } finally {
    document.body.classList.remove("is-busy");
  }
}

async function decide(speaker) {
  const one = item();
  if (!one) return;
  const answer = await give({ ...asLine(one), speaker: one.speaker }, speaker);
  if (!answer) return;
  settled.add(placeId(one.place));
  onward();
}

on("changed", ({ lines = [] }) => {
  for (const line of lines) {
    const mine = items.find((one) => samePlace(one.place, line.place));
    if (!mine) continue;
    mine.speaker = line.speaker;
    if (line.doubt) settled.delete(placeId(mine.place));
    else settled.add(placeId(mine.place));
  }
  // An undo brings back what it undid.
  const undone = lines.find((line) => line.doubt && items.some((one) => samePlace(one.place, line.place)));
  if (undone) show(items.findIndex((one) => samePlace(one.place, undone.place)), { focus: false });
  else paintQueue();
});

function surroundings() {
  if (isWalking()) { stop(); return; }
  const before = [...$("doubt").querySelectorAll("[data-place]")][0];
  const found = before?.dataset.place.match(/^c(\d+)u(\d+)$/);
  playFrom(found ? { chapter: Number(found[1]), utterance: Number(found[2]) } : item().place);
}

$("before").addEventListener("click", () => show(at - 1));
$("after").addEventListener("click", () => show(at + 1));
bind("This line", [
  ["1 2 3 4 5 6 7 8 9", "It is said by that choice; 1 keeps it", (event) => {
    const found = item()?.candidates.find((one) => one.key === event.key);
    if (found) decide(found.speaker); else say(`No choice has the number ${event.key}.`);
  }],
  ["Enter", "It is right as it is", () => item() && decide(item().speaker)],
  ["0", "It is the narrator", () => item() && decide("narrator")],
  ["Space", "Hear it", () => item() && hear(item().place)],
  ["a", "Hear it with its surroundings", () => item() && surroundings()],
  ["c", "This whole conversation", () => item() && conversation(asLine(item()))],
  ["o", "Somebody else", () => $("somebody")?.focus()],
]);
bind("The queue", [
  ["ArrowDown j ArrowRight", "Skip to the next", () => show(at + 1)],
  ["ArrowUp k ArrowLeft", "Back to the one before", () => show(at - 1)],
  ["v", "See it in the book", () => { if (item()) location.assign(`/books/${bookId}/read?chapter=${item().place.chapter}#${placeId(item().place)}`); }],
]);
show(0, { focus: false });
$("main").focus({ preventScroll: true });
