// The cast: a card for every speaker.
import { $, address, ask, count, data, duration, h, icon, on, say, trouble } from "./core.js";
import { open } from "./casting.js";
import { bind } from "./keys.js";
import { hearAll } from "./sound.js";
import { badge, shown, tone } from "./speakers.js";

let cards = data.cast?.cards || [];
const orders = {
  lines: (one, other) => other.lines - one.lines,
  name: (one, other) => one.speaker.localeCompare(other.speaker),
  first: (one, other) => (one.first?.chapter ?? 1e9) - (other.first?.chapter ?? 1e9)
    || (one.first?.utterance ?? 0) - (other.first?.utterance ?? 0),
};

function names(card) {
  const list = [...new Set([...(card.aliases || []), ...(card.merged || [])])].filter((name) => name !== card.speaker);
  const kind = [card.gender, card.age, card.group && "a group", card.narrates && "tells the story"].filter(Boolean);
  return [list.length ? `also ${list.slice(0, 4).join(", ")}` : "", kind.join(", ")].filter(Boolean).join(" · ");
}

function delivery(card) {
  const list = [];
  if (card.rate && card.rate !== 1) list.push(`${card.rate}×`);
  if (card.pitch) list.push(`${card.pitch > 0 ? "+" : ""}${card.pitch} st`);
  if (card.volume) list.push(`${card.volume > 0 ? "+" : ""}${card.volume} dB`);
  return list.join(" ");
}

function person(card) {
  const share = h("span");
  share.style.width = `${Math.max(1, (card.share <= 1 ? card.share * 100 : card.share))}%`;
  const partners = (card.partners || []).slice(0, 2).map((one) => shown(one.speaker)).join(", ");
  return h("li", {}, h("article", { class: `card person ${tone(card)}`, "data-speaker": card.speaker },
    h("div", { class: "row" }, badge(card.speaker, card.slot), h("h2", { class: "grow" }, h("button", {
      type: "button", "aria-haspopup": "dialog", onclick: () => show(card.speaker),
    }, shown(card.speaker)))),
    h("div", { class: "stack" }, names(card) && h("p", { class: "names" }, names(card)),
      h("div", { class: "figures" }, h("span", {}, h("b", {}, card.lines.toLocaleString("en")), card.lines === 1 ? " line" : " lines"),
        h("span", {}, h("b", {}, duration(card.minutes || 0))), partners && h("span", {}, `with ${partners}`)),
      h("div", { class: "share-bar", "aria-hidden": "true" }, share)),
    h("p", { class: "first" }, card.first_text || ""),
    h("div", { class: "plays" }, h("p", {}, h("span", { class: "voice" }, card.voice),
      h("span", { class: "small soft" }, ` ${delivery(card)}${card.chosen ? " · yours" : ""}`)),
    card.first && h("button", {
      class: "button small", type: "button", "aria-label": `Hear ${shown(card.speaker)}`,
      onclick: () => hearAll([address(`sound/${card.first.chapter}/${card.first.utterance}`)]),
    }, icon("hear"), "Hear"))));
}

function paint() {
  const wanted = $("find").value.trim().toLowerCase();
  const found = cards.filter((card) => [card.speaker, ...(card.aliases || []), ...(card.merged || [])]
    .some((name) => name.toLowerCase().includes(wanted)));
  // The narrator comes first, whatever the order.
  const order = orders[$("order").value];
  found.sort((one, other) => (other.speaker === "narrator") - (one.speaker === "narrator") || order(one, other));
  // Whoever goes through the cards by keys stays at the card where they are.
  const at = $("cards").contains(document.activeElement) && document.activeElement.closest(".person").dataset.speaker;
  $("cards").replaceChildren(...found.map(person));
  if (at) $("cards").querySelector(`[data-speaker="${CSS.escape(at)}"] h2 button`)?.focus();
  $("nobody").hidden = found.length > 0;
}

const show = (speaker) => open(cards.find((card) => card.speaker === speaker), cards);

async function renew() {
  try {
    ({ cards } = await ask("cast"));
    paint();
  } catch (error) {
    trouble(error);
  }
}

on("changed", renew);
$("find").addEventListener("input", paint);
$("order").addEventListener("change", paint);

function step(by) {
  const buttons = [...$("cards").querySelectorAll("h2 button")];
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + by))];
  next?.focus();
}
bind("The cast", [
  ["ArrowRight ArrowDown j", "Next card", () => step(1)],
  ["ArrowLeft ArrowUp k", "Card before", () => step(-1)],
  ["/", "Find a speaker", () => $("find").focus()],
]);
paint();
const wanted = new URLSearchParams(location.search).get("speaker");
if (wanted && cards.some((card) => card.speaker === wanted)) show(wanted);
say(`${count(cards.length, "speaker")}.`);
