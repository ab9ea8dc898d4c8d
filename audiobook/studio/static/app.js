// The frame: saved or not, undo and redo, light and dark, keys, views.
import { $, banner, bookId, button, clock, data, h, listen, now, on, setState, showTrouble } from "./core.js";
import { redo, undo } from "./changes.js";
import { bind, showKeys } from "./keys.js";

const views = [["r", "read", "Read"], ["d", "doubts", "Doubts"], ["c", "cast", "Cast"], ["w", "words", "Words"],
  ["m", "render", "Make"], ["t", "details", "Title page"], ["s", "share", "Share"]];

function paint(state) {
  if (!$("undo")) return;
  for (const [id, name, what] of [["undo", "Undo", state.undo], ["redo", "Redo", state.redo]]) {
    $(id).disabled = !what;
    $(id).setAttribute("aria-label", what ? `${name}: ${what}` : name);
    $(id).title = what ? `${name}: ${what}` : `Nothing to ${name.toLowerCase()}`;
  }
  const saved = $("saved");
  saved.querySelector("span").textContent = state.saved ? `Saved ${clock(state.saved)}` : "Saved";
  saved.title = "Every change is kept in the book's folder at once.";
  const doubts = $("doubts-count");
  if (doubts) { doubts.textContent = state.doubts ?? 0; doubts.hidden = !state.doubts; }
}
on("state", paint);

export function toggleTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("studio theme", root.dataset.theme); } catch { /* not remembered */ }
}

function showHistory() {
  const list = now.state.history || [];
  $("history").replaceChildren(...(list.length ? list.map((one) => h("li", { class: one.undone ? "undone" : "" },
    h("span", {}, one.sentence), h("span", { class: "soft number" }, one.at ? clock(one.at) : "")))
    : [h("li", {}, "Nothing yet. Every change you make is listed here and can be undone.")]));
  $("past").showModal();
}

const does = { history: showHistory, theme: toggleTheme, help: showKeys };
$("theme")?.addEventListener("click", toggleTheme);
$("help")?.addEventListener("click", showKeys);
$("menu")?.addEventListener("click", () => $("more").showModal());
$("undo")?.addEventListener("click", undo);
$("redo")?.addEventListener("click", redo);
$("saved")?.addEventListener("click", showHistory);
addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-close]")) target.closest("dialog").close();
  const named = target.closest("[data-does]");
  if (named) { named.closest("dialog")?.close(); does[named.dataset.does]?.(); }
  // A click beside a dialog closes it.
  if (target instanceof HTMLDialogElement && target.open) target.close();
});

if (bookId) {
  bind("Everywhere", [
    ["?", "Show the keys", showKeys],
    ["Control+z z", "Undo", undo],
    ["Control+Shift+z Z", "Redo", redo],
    ["Control+y", "", redo],
    ["h", "What was done", showHistory],
  ]);
  bind("Views", views.map(([key, view, text]) => [`g+then+${key}`, text, () => location.assign(`/books/${bookId}/${view}`)]));
  on("stale", () => {
    banner("stale", { title: "The book was changed outside this page.", text: "Load it again to see it as it is now.",
      buttons: [button("Load again", () => location.reload(), "small main")] });
  });
}
setState(data.version, data.state);
if (data.state?.trouble) showTrouble(data.state.trouble);
listen();
