// Keys. Single letters can be switched off (WCAG 2.1.4); keys with Control always work.
import { $, h } from "./core.js";

const groups = new Map();
const table = new Map();
let prefix = "";

const stored = () => { try { return localStorage.getItem("studio keys") !== "off"; } catch { return true; } };
let single = stored();

// bind("Listen", [["Enter", "Hear the line", does], ...])
export function bind(group, list) {
  const shown = groups.get(group) || [];
  for (const [names, text, does] of list) {
    for (const name of names.split(" ")) table.set(name === "Space" ? " " : name, does);
    if (text) shown.push([names, text]);
  }
  groups.set(group, shown);
}

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
const presses = (target, key) => (key === "Enter" || key === " ")
  && target.closest?.("button, a, summary, input, audio, [role=button]");

function named(event) {
  const control = event.ctrlKey || event.metaKey;
  const key = control && event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = (control ? "Control+" : "") + (control && event.shiftKey ? "Shift+" : "") + key;
  return event.shiftKey && !control && event.key.length > 1 ? "Shift+" + name : name;
}

function pressed(event) {
  if (event.defaultPrevented || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]:not(#line-sheet)")) return;
  const name = named(event);
  if (!name.startsWith("Control+") && !single && event.key.length === 1 && event.key !== " ") return;
  if (presses(event.target, event.key)) return;
  const full = prefix ? `${prefix} ${name}` : name;
  prefix = "";
  if (name === "g" && !event.ctrlKey) { prefix = "g"; setTimeout(() => { prefix = ""; }, 1500); return; }
  const does = table.get(full.replace(" ", "+then+")) || table.get(full);
  if (!does) return;
  event.preventDefault();
  does(event);
}
addEventListener("keydown", pressed);

const caps = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Control: "Ctrl" };
const cap = (name) => h("kbd", {}, caps[name] || (name.length === 1 ? name.toUpperCase() : name));

function row([names, text]) {
  const first = names.split(" ");
  const keys = first.flatMap((name) => name.split(name.includes("+then+") ? "+then+" : /\+(?=.)/).map(cap));
  return [h("dt", {}, ...(first.length > 4 ? [cap("1"), "–", cap("9")] : keys)), h("dd", {}, text)];
}

export function showKeys() {
  const list = [...groups].filter(([, rows]) => rows.length)
    .map(([group, rows]) => h("section", {}, h("h3", {}, group), h("dl", {}, ...rows.flatMap(row))));
  $("keys-list").replaceChildren(...list);
  $("keys").showModal();
}

const choice = $("single-keys");
if (choice) {
  choice.checked = single;
  choice.addEventListener("change", () => {
    single = choice.checked;
    try { localStorage.setItem("studio keys", single ? "on" : "off"); } catch { /* not remembered */ }
  });
}
