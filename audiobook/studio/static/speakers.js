// Speakers: their colours and their marks.
import { h, now } from "./core.js";

export const speakerAt = (who) => now.speakers[who] || { name: "", label: "", slot: null };
export const speakerCalled = (name) => now.speakers.find((one) => one.name === name);
export const isNarrator = (name) => name === "narrator";
export const shown = (name) => (isNarrator(name) ? "Narrator" : name);

export const tone = (speaker) =>
  (speaker && speaker.slot !== null && speaker.slot !== undefined ? `s${speaker.slot}` : "");

export function badge(name, slot) {
  const speaker = speakerCalled(name) || { name, slot, label: name.slice(0, 2) };
  const text = isNarrator(name) ? "N" : speaker.label;
  return h("span", { class: `badge ${tone(speaker)}`, "aria-hidden": "true" }, text);
}

export function named(name) {
  const speaker = speakerCalled(name) || {};
  return h("span", { class: `tone ${tone(speaker)}` }, shown(name));
}
