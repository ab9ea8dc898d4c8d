// One line: who says it, how sure that is, why, and one key for everybody else it could be.
import { ask, button, count, h, icon, now, placeId, say, trouble } from "./core.js";
import { change } from "./changes.js";
import { conversation } from "./conversation.js";
import { hear } from "./sound.js";
import { takes } from "./takes.js";
import { badge, named, shown, speakerAt, speakerCalled, tone } from "./speakers.js";

const known = new Map();

export async function lineAt(place) {
  const key = `${now.version} ${placeId(place)}`;
  if (!known.has(key)) {
    if (known.size > 200) known.clear();
    known.set(key, ask(`lines/${place.chapter}/${place.utterance}`));
    known.get(key).catch(() => known.delete(key));
  }
  return known.get(key);
}

export const isSpeech = (line) => line.quotation?.length > 0 || !["narration", "heading", "break"].includes(line.kind);

export const give = (line, speaker) => {
  if (speaker === line.speaker) return change({ kind: "confirm", lines: [line.place] });
  return change({ kind: "correct", lines: [line.place], speaker });
};

export function choose(line, key) {
  const found = (line.candidates || []).find((one) => one.key === key);
  if (found) return give(line, found.speaker);
  say(`No choice has the number ${key}.`);
  return null;
}

export function sureness(line) {
  const per = Math.round((line.confidence <= 1 ? line.confidence * 100 : line.confidence));
  if (line.fixed) {
    return h("p", { class: "sure fixed row tight" }, icon("check"), "You said so. It stays, whatever else changes.");
  }
  const words = per >= 90 ? "Quite sure" : per >= 70 ? "Rather sure" : per >= 50 ? "Doubtful" : "A guess";
  const meter = h("span");
  meter.style.width = `${per}%`;
  return h("div", { class: per < 70 ? "sure doubtful" : "sure" },
    h("p", { class: "row apart" }, h("span", {}, words), h("span", { class: "number soft" }, `${per} %`)),
    h("div", { class: "meter", "aria-hidden": "true" }, meter));
}

export function choices(line, chosen = (speaker) => give(line, speaker)) {
  return h("div", { class: "choices", role: "group", "aria-label": "Who says it" }, ...(line.candidates || []).map((one) =>
    h("button", {
      class: "choice", type: "button", "aria-current": one.speaker === line.speaker ? "true" : null,
      "aria-keyshortcuts": one.key, onclick: () => chosen(one.speaker),
    }, h("kbd", {}, one.key), badge(one.speaker), h("span", {}, h("strong", {}, named(one.speaker)),
      one.why && h("span", { class: "why", title: one.why }, one.why)),
    one.speaker === line.speaker && h("span", { class: "is" }, line.fixed ? "yours" : "now"))));
}

// Somebody who is not among the choices, also somebody new.
export function somebody(line) {
  const names = h("datalist", { id: "people" }, ...now.speakers.map((one) => h("option", { value: one.name })));
  const name = h("input", { type: "text", list: "people", "aria-label": "Somebody else", placeholder: "Somebody else", autocomplete: "off", id: "somebody" });
  const form = h("form", { class: "somebody" }, name, names, h("button", { class: "button", type: "submit" }, "Give"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = name.value.trim();
    if (!typed) { name.focus(); return; }
    const found = now.speakers.find((one) => one.name.toLowerCase() === typed.toLowerCase());
    give(line, found ? found.name : typed);
  });
  return form;
}

function facts(line) {
  const list = [["Voice", line.voice], ["Said as", line.spoken]];
  if (line.rate && line.rate !== 1) list.push(["Rate", `${line.rate}×`]);
  if (line.pitch) list.push(["Pitch", `${line.pitch > 0 ? "+" : ""}${line.pitch} semitones`]);
  if (line.volume) list.push(["Volume", `${line.volume > 0 ? "+" : ""}${line.volume} dB`]);
  if (line.pause_ms) list.push(["Pause after", `${line.pause_ms} ms`]);
  list.push(["Sound", line.kept ? "kept" : "spoken when you press play"]);
  return h("details", {}, h("summary", {}, "How it is spoken"),
    h("dl", { class: "facts" }, ...list.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))])));
}

// The whole panel
export function panel(line, { following = null } = {}) {
  const speaker = speakerCalled(line.speaker) || speakerAt(line.who);
  const actions = h("div", { class: "row tight" },
    button("Hear", () => hear(line.place), "small", "hear"),
    following && button("Play from here", following, "small", "play"),
    line.fixed && button("Let it go", () => change({ kind: "release", lines: [line.place] }), "small"));
  const words = h("p", { class: `said clamp ${tone(speaker)}` }, line.text);
  const head = h("div", { class: "speaker-line" }, badge(line.speaker, speaker.slot), h("strong", {}, named(line.speaker)));
  if (!isSpeech(line)) {
    const kinds = { heading: "A heading.", break: "A pause between two scenes." };
    return [head, words, h("p", { class: "evidence" }, kinds[line.kind] || "Narration: told by the narrator's voice."), actions, takes(line), facts(line)];
  }
  const more = line.quotation?.length > 1
    ? h("p", { class: "small soft" }, `One quotation of ${count(line.quotation.length, "line")}: they are given together.`) : null;
  return [
    head, words, sureness(line), line.reason && h("p", { class: "evidence" }, sentence(line.reason)), actions,
    h("p", { class: "eyebrow" }, "Who says it"), choices(line), somebody(line), more,
    button("This whole conversation", () => conversation(line), "small", "talk"), takes(line), facts(line),
  ];
}

export const sentence = (text) => {
  const trimmed = text.trim();
  return trimmed && trimmed[0].toUpperCase() + trimmed.slice(1) + (/[.!?…”"]$/.test(trimmed) ? "" : ".");
};

export async function showIn(container, place, options) {
  try {
    const line = await lineAt(place);
    const focused = container.contains(document.activeElement);
    container.replaceChildren(...panel(line, options).filter(Boolean));
    if (focused) container.querySelector(".choice")?.focus();
    return line;
  } catch (error) {
    trouble(error);
    container.replaceChildren(h("div", { class: "empty" }, h("h2", {}, "This line cannot be shown"), h("p", {}, error.message)));
    return null;
  }
}

export const announced = (line) => `${shown(line.speaker)}${line.fixed ? ", yours" : ""}: ${line.text}`;
