// Read and listen: the book, line by line.
import { $, bookId, data, h, on, placeOf, say, tell, trouble } from "./core.js";
import { bind } from "./keys.js";
import { choose, lineAt, showIn } from "./line.js";
import { conversation } from "./conversation.js";
import { hear, isWalking, playFrom, setSpeed, stop } from "./sound.js";
import { badge, isNarrator, shown, speakerAt } from "./speakers.js";
import { dress, paintLine } from "./text.js";

const text = $("text");
let chosen = null;
let heard = null;
let touched = 0;

const lines = () => [...text.querySelectorAll(".u")].filter((line) => line.dataset.kind !== "break");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 62rem)");

function reveal(line) {
  const box = line.getBoundingClientRect();
  if (box.top < 90 || box.bottom > innerHeight - 150) {
    line.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }
}

function pick(line, { focus = true, show = true } = {}) {
  if (!line) return;
  if (chosen !== line) {
    chosen?.classList.remove("chosen");
    chosen?.removeAttribute("tabindex");
    chosen = line;
    chosen.classList.add("chosen");
    chosen.tabIndex = 0;
    history.replaceState(null, "", `#${line.id}`);
  }
  if (focus) line.focus({ preventScroll: true });
  if (show) reveal(line);
  about(line);
}

// The panel waits a moment: who holds an arrow key down does not ask for every line.
let later = 0;
function about(line) {
  clearTimeout(later);
  later = setTimeout(() => {
    showIn($("panel"), placeOf(line), { following: () => play(line) });
  }, 90);
}

function step(by) {
  const all = lines();
  const at = chosen ? all.indexOf(chosen) + by : 0;
  if (all[at]) pick(all[at]);
}

// The next line, or doubtful line, of somebody.
function stepTo(matches, by, nothing) {
  const all = lines();
  let at = chosen ? all.indexOf(chosen) + by : (by > 0 ? 0 : all.length - 1);
  const quotation = chosen?.dataset.q;
  const home = chosen?.closest(".chapter");
  while (all[at] && !(matches(all[at]) && !(all[at].dataset.q && all[at].dataset.q === quotation && all[at].closest(".chapter") === home))) at += by;
  if (all[at]) pick(all[at]); else say(nothing);
}
const doubtful = (line) => "doubt" in line.dataset;

const play = (line) => playFrom(placeOf(line), further);
const toggle = () => {
  if (isWalking()) { stop(); return; }
  const line = chosen || heard || lines()[0];
  if (line) play(line);
};

// While it plays, the next chapter is put behind this one.
async function further(chapter) {
  const section = await load(after(chapter));
  return section ? Number(section.dataset.chapter) : null;
}

function after(chapter) {
  const numbers = data.book.chapters.map((one) => one.number);
  return numbers[numbers.indexOf(chapter) + 1];
}

async function load(number) {
  if (!number) return null;
  const there = $(`c${number}`);
  if (there) return there;
  try {
    const answer = await fetch(`/books/${bookId}/chapters/${number}`);
    if (!answer.ok) return null;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = document.adoptNode(parsed.querySelector("section"));
    const behind = [...text.querySelectorAll(".chapter")].find((one) => Number(one.dataset.chapter) > number);
    text.insertBefore(section, behind || null);
    dress(section);
    voices();
    return section;
  } catch (error) {
    trouble(error);
    return null;
  }
}

async function wholeBook() {
  $("whole").disabled = true;
  for (const { number } of data.book.chapters) {
    if ($(`c${number}`)) continue;
    if (!(await load(number))) break;
  }
  document.querySelector(".turning").hidden = true;
  $("whole").hidden = true;
  say("The whole book is on this page.");
}

// Light up what somebody says.
function light(who) {
  const same = text.dataset.lit === String(who);
  text.dataset.lit = same ? "" : who;
  text.classList.toggle("lit", !same);
  for (const line of text.querySelectorAll(".u")) {
    line.classList.toggle("alight", !same && line.dataset.who === String(who));
  }
  for (const pressed of $("voices").querySelectorAll("button")) {
    pressed.setAttribute("aria-pressed", String(!same && pressed.dataset.who === String(who)));
  }
  say(same ? "Everybody is lit again." : `What ${shown(speakerAt(who).name)} says is lit.`);
}

function voices() {
  const said = new Map();
  for (const line of text.querySelectorAll(".u[data-who]")) {
    said.set(line.dataset.who, (said.get(line.dataset.who) || 0) + 1);
  }
  const list = [...said].filter(([who]) => !isNarrator(speakerAt(who).name)).sort((one, other) => other[1] - one[1]);
  $("voices").replaceChildren(...list.map(([who, times]) => {
    const speaker = speakerAt(who);
    return h("li", {}, h("button", { type: "button", "data-who": who, "aria-pressed": "false", onclick: () => light(who) },
      badge(speaker.name, speaker.slot), h("span", { class: "grow" }, shown(speaker.name)),
      h("span", { class: "soft small number" }, times)));
  }));
  $("voices-hint").hidden = list.length === 0;
}

function nowPlaying(place) {
  heard?.classList.remove("now");
  heard = $(`c${place.chapter}u${place.utterance}`);
  if (!heard) return;
  heard.classList.add("now");
  const speaker = speakerAt(heard.dataset.who);
  $("now-badge").replaceWith(Object.assign(badge(speaker.name, speaker.slot), { id: "now-badge" }));
  $("now-who").textContent = shown(speaker.name);
  $("now-text").textContent = heard.textContent.trim();
  const all = [...heard.closest(".chapter").querySelectorAll(".u")];
  const at = all.indexOf(heard) + 1;
  $("now-place").textContent = `Line ${at} of ${all.length}`;
  $("track").style.width = `${(at / all.length) * 100}%`;
  if (isWalking() && Date.now() - touched > 4000) {
    reveal(heard);
    pick(heard, { focus: document.activeElement === chosen, show: false });
  }
}

on("line", nowPlaying);
on("loading", () => $("play").classList.add("loading"));
on("sound", ({ playing }) => {
  $("play").classList.remove("loading");
  document.body.classList.toggle("playing", playing && isWalking());
  $("play").setAttribute("aria-label", playing && isWalking() ? "Pause" : "Play from here");
  if (!playing) heard?.classList.remove("now");
});

on("changed", ({ lines: changed = [] }) => {
  for (const line of changed) paintLine(line);
  voices();
  if (chosen) about(chosen);
});

async function chosenLine() {
  if (!chosen) { say("Choose a line first."); return null; }
  return lineAt(placeOf(chosen)).catch(trouble);
}

text.addEventListener("click", (event) => {
  const line = event.target.closest(".u");
  if (!line || String(getSelection())) return;
  pick(line, { show: false });
  hear(placeOf(line));
});
// A word that is selected can be taught.
const selectedWord = () => {
  const word = String(getSelection()).trim();
  const inText = text.contains(getSelection().anchorNode);
  return inText && word && word.length < 60 && word.split(/\s+/).length <= 4 ? word : "";
};
const teach = (word) => location.assign(`/books/${bookId}/words?word=${encodeURIComponent(word)}`);
document.addEventListener("selectionchange", () => {
  const word = selectedWord();
  $("teach-word").hidden = !word;
  if (!word) return;
  $("teach-word").querySelector("span").textContent = `Teach “${word}”`;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  $("teach-word").style.top = `${Math.max(70, box.top - 48)}px`;
  $("teach-word").style.left = `${Math.max(8, Math.min(innerWidth - 240, box.left))}px`;
});
$("teach-word").addEventListener("click", () => teach(selectedWord()));
for (const name of ["wheel", "touchmove"]) addEventListener(name, () => { touched = Date.now(); }, { passive: true });

$("play").addEventListener("click", toggle);
$("line-back").addEventListener("click", () => { step(-1); if (chosen) hear(placeOf(chosen)); });
$("line-on").addEventListener("click", () => { step(1); if (chosen) hear(placeOf(chosen)); });
$("speed").addEventListener("change", () => setSpeed(Number($("speed").value)));
$("whole").addEventListener("click", wholeBook);
$("open-contents").addEventListener("click", () => {
  $("contents").querySelector(".body").append(document.querySelector(".rail-in"));
  $("contents").showModal();
});
$("contents").addEventListener("close", () => document.querySelector(".rail").append(document.querySelector(".rail-in")));
const sheet = $("line-sheet");
function openSheet() {
  sheet.querySelector(".body").append($("panel"));
  sheet.showModal();
}
$("open-line").addEventListener("click", openSheet);
sheet.addEventListener("close", () => $("side").append($("panel")));

const turnTo = (id) => () => { const link = $(id); if (link) location.assign(link.href); else say("There is no further chapter."); };
bind("Reading", [
  ["ArrowDown j", "Next line", () => step(1)],
  ["ArrowUp k", "Previous line", () => step(-1)],
  ["Enter", "Hear the line", () => (chosen ? hear(placeOf(chosen)) : step(0))],
  ["Space p", "Play from here, or pause", toggle],
  ["n", "Next doubtful line", () => stepTo(doubtful, 1, "No doubtful line after this one.")],
  ["Shift+N N", "", () => stepTo(doubtful, -1, "No doubtful line before this one.")],
  ["] ArrowRight", "Next chapter", turnTo("next-chapter")],
  ["[ ArrowLeft", "Previous chapter", turnTo("previous-chapter")],
]);
bind("The chosen line", [
  ["1 2 3 4 5 6 7 8 9", "Give it to that choice", async (event) => {
    const line = await chosenLine();
    if (line) choose(line, event.key);
  }],
  ["c", "This whole conversation", async () => { const line = await chosenLine(); if (line?.quotation) conversation(line); }],
  ["o", "Somebody else", () => { if (narrow.matches) openSheet(); $("somebody")?.focus(); }],
  ["t", "Teach how the selected word is said", () => {
    if (selectedWord()) teach(selectedWord());
    else say("Select a word first.");
  }],
  ["l", "Light up who says it", () => chosen && light(chosen.dataset.who)],
]);

dress(text);
voices();
const wanted = location.hash.slice(1);
const first = wanted === "" ? null : document.getElementById(wanted);
if (first instanceof HTMLElement && first.matches(".u")) { first.scrollIntoView({ block: "center" }); pick(first, { focus: false, show: false }); }
tell("ready");
