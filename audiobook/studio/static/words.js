// Words: teach one, hear it, see where else it stands.
import { $, address, ask, bookId, button, count, data, h, icon, now, on, placeId, say, trouble } from "./core.js";
import { change } from "./changes.js";
import { bind } from "./keys.js";
import { hearAll } from "./sound.js";
import { shown } from "./speakers.js";

let words = { suspects: data.words?.suspects || [], taught: data.words?.taught || [] };

$("by").append(h("option", { value: "" }, "everybody"), ...now.speakers.map((one) => h("option", { value: one.name }, shown(one.name))));

function hearWord(says) {
  const word = $("word").value.trim();
  if (!word) { $("word").focus(); return; }
  const asked = new URLSearchParams({ text: word, speaker: $("by").value || "narrator" });
  if (says) { asked.set("word", word); asked.set("says", says); }
  hearAll([address(`say?${asked}`)]);
}

function take(word, says = "", speaker = "") {
  $("word").value = word;
  $("says").value = says;
  $("by").value = speaker || "";
  $("says").focus();
  places(word);
}

// A word is taught for the whole book; one place of it can be said as printed, or otherwise.
function placeRow(one, word, taught) {
  const here = (says) => change({ kind: "word", word, place: one.place, says }, { look: "never" });
  const named = (text, does) => {
    const made = button(text, does, "small");
    made.setAttribute("aria-label", `${text}: ${one.before} ${one.match} ${one.after}`);
    return made;
  };
  const otherwise = () => {
    const says = $("says").value.trim();
    if (says) here(says);
    else { $("says").focus(); say("Write how it sounds here first."); }
  };
  const own = one.own && h("p", { class: "small" }, one.own === one.match ? "As printed, here." : `Says “${one.own}” here.`);
  return h("li", {}, h("a", { href: `/books/${bookId}/read?chapter=${one.place.chapter}#${placeId(one.place)}` }, one.before, h("mark", {}, one.match), one.after), own,
    h("div", { class: "row tight" }, named("Hear", () => hearAll([address(`sound/${one.place.chapter}/${one.place.utterance}`)])),
      one.own ? named("As everywhere", () => here(null)) : taught && named("As printed here", () => here(one.match)), named("Otherwise here", otherwise)));
}

let asked = 0;
async function places(word) {
  asked += 1;
  const mine = asked;
  if (!word.trim()) { $("places").replaceChildren(); return; }
  try {
    const found = await ask(`words/places?word=${encodeURIComponent(word.trim())}`);
    if (mine !== asked) return;
    // Who pressed a button of a place goes on from there.
    const at = [...$("places").querySelectorAll("li")].findIndex((row) => row.contains(document.activeElement));
    $("places").replaceChildren(h("h3", {}, found.count ? `It stands in ${count(found.count, "place")}` : "It does not stand in this book."),
      h("ol", { tabindex: "0", "aria-label": "Places" }, ...found.places.map((one) => placeRow(one, found.word, found.taught))));
    $("places").querySelectorAll("li")[at]?.querySelector("button:nth-of-type(2)").focus();
  } catch (error) {
    trouble(error);
  }
}

function taughtRow(one) {
  return h("li", {}, h("div", { class: "grow" }, h("button", { class: "word", type: "button", onclick: () => take(one.word, one.says, one.speaker) }, one.word),
    h("p", { class: "small soft" }, `says “${one.says}”${one.within ? " in one place" : ""}${one.speaker ? `, by ${shown(one.speaker)}` : ""} · ${count(one.count ?? 0, "place")}`)),
  h("button", { class: "button small icon", type: "button", "aria-label": `Hear ${one.word}`, onclick: () => { take(one.word, one.says, one.speaker); hearWord(one.says); } }, icon("hear")),
  !one.within && button("Forget", () => change({ kind: "word", word: one.word, says: null, ...(one.speaker ? { speaker: one.speaker } : {}) }), "small"));
}

function suspectRow(one) {
  return h("li", {}, h("div", { class: "grow" }, h("button", { class: "word", type: "button", onclick: () => take(one.word) }, one.word),
    one.sample && h("p", { class: "small soft" }, one.sample)), h("span", { class: "small soft number" }, `${one.count}×`),
  h("button", { class: "button small icon", type: "button", "aria-label": `Hear ${one.word}`, onclick: () => { take(one.word); hearWord(""); } }, icon("hear")));
}

function paint() {
  $("taught").replaceChildren(...(words.taught.length ? words.taught.map(taughtRow)
    : [h("li", { class: "soft" }, "Nothing yet. What you teach shows here, and can be forgotten again.")]));
  $("suspects").replaceChildren(...(words.suspects.length ? words.suspects.map(suspectRow)
    : [h("li", { class: "soft" }, "No name in this book looks hard to say.")]));
}

on("changed", async () => {
  try {
    words = await ask("words");
    paint();
    places($("word").value);
  } catch (error) {
    trouble(error);
  }
});

$("word").addEventListener("change", () => places($("word").value));
$("as-is").addEventListener("click", () => hearWord(""));
$("as-taught").addEventListener("click", () => ($("says").value.trim() ? hearWord($("says").value.trim()) : $("says").focus()));
$("teach").addEventListener("submit", (event) => {
  event.preventDefault();
  const [word, says] = [$("word").value.trim(), $("says").value.trim()];
  if (!says) { $("says").focus(); say("Write how it sounds first."); return; }
  change({ kind: "word", word, says, ...($("by").value ? { speaker: $("by").value } : {}) }, { look: "never" });
});
bind("Words", [["/", "Teach a word", () => $("word").focus()]]);
paint();
const wanted = new URLSearchParams(location.search).get("word");
if (wanted) take(wanted);
