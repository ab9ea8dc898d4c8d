// Choose a voice: heard on the speaker's own lines, beside the person they talk with.
import { $, address, ask, button, count, h, icon, now, say, seconds, trouble } from "./core.js";
import { change, tryOut } from "./changes.js";
import { hearAll } from "./sound.js";
import { badge, shown, tone } from "./speakers.js";

const dialog = $("casting");
let card = null;
let cards = [];
let voices = [];
let farthest = 1; // from the nearest partner, of all voices
let sample = { lines: [], partner: null, partner_lines: [] };
let picked = {};
let trial = 0;

const sliders = [
  { name: "rate", text: "Rate", min: 0.7, max: 1.4, step: 0.05, neutral: 1, shown: (value) => `${value.toFixed(2)}×` },
  { name: "pitch", text: "Pitch", min: -6, max: 6, step: 0.5, neutral: 0, shown: (value) => `${value > 0 ? "+" : ""}${value} semitones` },
  { name: "volume", text: "Volume", min: -6, max: 6, step: 0.5, neutral: 0, shown: (value) => `${value > 0 ? "+" : ""}${value} dB` },
];

const voiceNow = () => picked.voice ?? card.voice;
const valueNow = (slider) => Number(picked[slider.name] ?? card[slider.name] ?? slider.neutral);

function auditionOf(speaker, place, voice = null) {
  const asked = new URLSearchParams({ speaker, chapter: place.chapter, utterance: place.utterance });
  if (voice) asked.set("voice", voice);
  if (speaker === card.speaker) for (const slider of sliders) asked.set(slider.name, valueNow(slider));
  return address(`audition?${asked}`);
}

function audition(voice, beside) {
  const mine = sample.lines.slice(0, beside ? 1 : 2);
  if (!mine.length) { say(`${shown(card.speaker)} says nothing to hear.`); return; }
  const urls = mine.map((line) => auditionOf(card.speaker, line.place, voice));
  if (beside && sample.partner) {
    urls.splice(0, 0, ...sample.partner_lines.slice(0, 1).map((line) => auditionOf(sample.partner, line.place)));
  }
  hearAll(urls);
}

async function cost() {
  const changes = Object.keys(picked).length > 0;
  $("casting-keep").disabled = !changes;
  if (!changes) { $("casting-cost").textContent = ""; return; }
  trial += 1;
  const mine = trial;
  $("casting-cost").textContent = "Counting…";
  const answer = await tryOut({ kind: "cast", speaker: card.speaker, ...picked });
  if (mine !== trial || !answer) return;
  const { lines, new: fresh, seconds: time } = answer.cost || {};
  $("casting-cost").textContent = fresh ? `${count(lines ?? fresh, "line")}, ${seconds(time)}.` : "Nothing has to be spoken anew.";
}

let later = 0;
function pick(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value === (card[name] ?? null)) delete picked[name]; else picked[name] = value;
  }
  clearTimeout(later);
  later = setTimeout(cost, 150);
}

function pickVoice(voice) {
  pick({ voice });
  for (const row of dialog.querySelectorAll(".voice-row")) {
    const mine = row.dataset.voice === voice;
    row.classList.toggle("picked", mine);
    row.querySelector("input").checked = mine;
  }
}

function voiceRow(voice) {
  const about = [voice.gender, voice.age, voice.accent, voice.language, voice.engine].filter(Boolean).join(", ");
  const used = (voice.used_by || []).filter((name) => name !== card.speaker).map(shown);
  const radio = h("input", { type: "radio", name: "voice", value: voice.name, "aria-label": `${voice.name}: ${about}` });
  radio.checked = voice.name === voiceNow();
  radio.addEventListener("change", () => { pickVoice(voice.name); audition(voice.name, false); });
  const apart = h("span");
  apart.style.width = `${Math.round(((voice.distance ?? 0) / farthest) * 100)}%`;
  const row = h("li", { class: radio.checked ? "voice-row picked" : "voice-row", "data-voice": voice.name }, radio,
    h("div", { class: "grow" }, h("strong", {}, voice.name), used.length > 0 && h("span", { class: "small soft" }, ` plays ${used.slice(0, 2).join(", ")}`),
      h("span", { class: "what", title: voice.description }, about)),
    h("div", { class: "apart-bar", title: voice.nearest ? `How far from ${shown(voice.nearest)}` : "" }, "apart", h("i", { "aria-hidden": "true" }, apart)),
    h("div", { class: "row tight" },
      h("button", { class: "button small icon", type: "button", "aria-label": `Hear ${voice.name}`, title: "Hear", onclick: () => audition(voice.name, false) }, icon("hear")),
      sample.partner && h("button", { class: "button small icon", type: "button", "aria-label": `Hear ${voice.name} beside ${shown(sample.partner)}`,
        title: `Beside ${shown(sample.partner)}`, onclick: () => audition(voice.name, true) }, icon("talk"))));
  row.addEventListener("click", (event) => { if (!event.target.closest("button, input")) { pickVoice(voice.name); } });
  return row;
}

const filters = { gender: "Gender", age: "Age", accent: "Accent", engine: "Engine" };

function filterRow() {
  return h("div", { class: "filters" }, ...Object.entries(filters).map(([name, any]) => {
    const values = [...new Set(voices.map((voice) => voice[name]).filter(Boolean))].sort();
    const select = h("select", { "aria-label": any, "data-filter": name },
      h("option", { value: "" }, any), ...values.map((value) => h("option", { value }, value)));
    select.addEventListener("change", paintVoices);
    return select;
  }), h("select", { "aria-label": "Order of the voices", id: "voice-order" }, h("option", { value: "" }, "Best first"), h("option", { value: "apart" }, "Most apart")));
}

function paintVoices() {
  const wanted = [...dialog.querySelectorAll("[data-filter]")].map((select) => [select.dataset.filter, select.value]).filter(([, value]) => value);
  const found = voices.filter((voice) => wanted.every(([name, value]) => voice[name] === value));
  if ($("voice-order").value === "apart") found.sort((one, other) => (other.distance ?? 0) - (one.distance ?? 0));
  $("voice-list").replaceChildren(...(found.length ? found.map(voiceRow) : [h("li", { class: "soft" }, "No voice is like that. Choose fewer filters.")]));
}

function slider(one) {
  const output = h("output", {}, one.shown(valueNow(one)));
  const input = h("input", { type: "range", min: one.min, max: one.max, step: one.step, value: valueNow(one), "aria-label": one.text });
  input.addEventListener("input", () => {
    output.textContent = one.shown(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
    pick({ [one.name]: Number(input.value) });
  });
  return h("div", { class: "slider" }, h("div", {}, h("span", {}, one.text), output), input);
}

function select(name, text, values) {
  const made = h("select", {}, ...values.map(([value, label]) => {
    const option = h("option", { value }, label);
    option.selected = value === (card[name] || "");
    return option;
  }));
  made.addEventListener("change", () => pick({ [name]: made.value || null }));
  return h("label", { class: "field" }, h("span", {}, text), made);
}

const finish = (body, look = "always") => { dialog.close(); return change(body, { look }); };

function people() {
  const merged = card.merged || [];
  const others = cards.filter((one) => one.speaker !== card.speaker && one.speaker !== "narrator");
  const into = h("select", { "aria-label": "The same person as" }, h("option", { value: "" }, "The same person as …"),
    ...others.map((one) => h("option", { value: one.speaker }, one.speaker)));
  into.addEventListener("change", () => into.value && finish({ kind: "merge", speaker: card.speaker, into: into.value }));
  const plain = (card.aliases || []).filter((name) => !merged.includes(name) && name !== card.speaker);
  return h("div", { class: "stack" },
    (merged.length > 0 || plain.length > 0) && h("div", { class: "merged" },
      ...plain.map((name) => h("span", { class: "chip plain" }, name)),
      ...merged.map((name) => h("span", { class: "chip" }, name, h("button", {
        type: "button", "aria-label": `${name} is somebody else`, title: "Somebody else",
        onclick: () => finish({ kind: "split", speaker: card.speaker, name }),
      }, icon("close"))))),
    card.speaker !== "narrator" && into,
    h("div", { class: "pair" }, select("gender", "Gender", [["", "unknown"], ["female", "female"], ["male", "male"]]),
      select("age", "Age", [["", "unknown"], ["child", "child"], ["young", "young"], ["adult", "adult"], ["old", "old"]])));
}

const quoted = (speaker, line) => h("p", {}, badge(speaker), h("span", { class: `tone ${tone(now.speakers.find((one) => one.name === speaker))}` }, line.text));

function room() {
  const scene = h("div", { class: "scene" },
    ...sample.partner_lines.slice(0, 1).map((line) => quoted(sample.partner, line)),
    ...sample.lines.slice(0, 2).map((line) => quoted(card.speaker, line)),
    h("div", { class: "row tight" }, button("Hear", () => audition(voiceNow(), false), "small", "hear"),
      sample.partner && button(`Beside ${shown(sample.partner)}`, () => audition(voiceNow(), true), "small", "talk")));
  return h("div", { class: "room" },
    h("section", { "aria-label": "Voices" }, sample.lines.length > 0 && scene, filterRow(),
      h("ul", { class: "voice-list", id: "voice-list" })),
    h("section", { class: "stack", "aria-label": "How they speak, and who they are" },
      h("p", { class: "eyebrow" }, "How they speak"), ...sliders.map(slider),
      card.chosen && button("Let the studio choose again", () => finish({ kind: "cast", speaker: card.speaker, voice: null }), "small"),
      card.reason && h("p", { class: "small soft" }, `The studio's choice: ${card.automatic || card.voice}, ${card.reason}`),
      h("p", { class: "eyebrow" }, "Who they are"), people()));
}

function bones() {
  return h("div", { class: "stack", "aria-busy": "true" }, ...Array.from({ length: 6 }, () => {
    const bone = h("div", { class: "bone" });
    bone.style.height = "3rem";
    return bone;
  }));
}

export async function open(wanted, all) {
  card = wanted;
  cards = all;
  picked = {};
  $("casting-title").textContent = shown(card.speaker);
  $("casting-badge").replaceChildren(badge(card.speaker, card.slot));
  $("casting-cost").textContent = "";
  $("casting-keep").disabled = true;
  $("casting-body").replaceChildren(bones());
  dialog.showModal();
  try {
    const named = encodeURIComponent(card.speaker);
    const [found, lines] = await Promise.all([ask(`voices?speaker=${named}`), ask(`lines-of?speaker=${named}&limit=5`)]);
    ({ voices } = found);
    farthest = Math.max(0.01, ...voices.map((voice) => voice.distance ?? 0));
    sample = lines;
    $("casting-body").replaceChildren(room());
    $("voice-order").addEventListener("change", paintVoices);
    paintVoices();
    dialog.querySelector(".voice-row input:checked")?.focus();
  } catch (error) {
    dialog.close();
    trouble(error);
  }
}

$("casting-keep").addEventListener("click", async () => {
  const body = { kind: "cast", speaker: card.speaker, ...picked };
  dialog.close();
  await change(body, { look: "never" });
});
