// Every change: tried first, shown where it changes more than was asked for, kept, taken back.
import {
  $, Refused, banner, button, count, data, h, now, on, say, seconds, send, setState, tell, toast, trouble,
} from "./core.js";
import { badge, named } from "./speakers.js";

let busy = false;

async function post(body, dry, base = now.version) {
  return send("changes", { ...body, base, dry });
}

function took(answer) {
  if (answer.speakers) now.speakers = answer.speakers;
  setState(answer.version, answer.state);
  tell("changed", answer);
}

async function keep(body, base) {
  const answer = await post(body, false, base);
  took(answer);
  return answer;
}

// Somebody else changed the book meanwhile: nothing of ours is lost, and nothing of theirs.
function conflict(error, again) {
  banner("conflict", {
    title: "The book was changed elsewhere, so this was not kept.",
    text: error.message,
    buttons: [
      button("Do mine as well", () => { banner("conflict"); again(error.body.version); }, "small main"),
      button("Leave it as it is", () => { banner("conflict"); tell("stale"); }, "small"),
    ],
  });
}

export const costText = (cost) => {
  if (!cost || !cost.new) return "Nothing has to be spoken anew.";
  return `${count(cost.new, "line")} to speak anew, ${seconds(cost.seconds)}.`;
};

function move(line) {
  return h("li", {},
    h("span", { class: "words" }, line.text),
    h("span", { class: "who" }, h("s", { class: "soft" }, named(line.before)), h("span", { "aria-label": "becomes" }, "→"),
      badge(line.after), named(line.after)));
}

function section(title, lines) {
  if (!lines.length) return [];
  const shown = lines.slice(0, 200);
  const rest = lines.length - shown.length;
  return [h("h3", {}, title), h("ol", { class: "moves" }, ...shown.map(move)),
    rest > 0 && h("p", { class: "soft" }, `and ${count(rest, "more line")}`)];
}

// Show a tried change; answers true where it is to be kept.
function shownFirst(answer) {
  const dialog = $("moves");
  const also = answer.also || [];
  const mine = (answer.lines || []).filter((line) => line.before !== line.after
    && !also.some((one) => one.place.chapter === line.place.chapter && one.place.utterance === line.place.utterance));
  $("moves-title").textContent = answer.sentence;
  dialog.querySelector(".body").replaceChildren(
    h("div", { class: "stack" },
      h("div", {}, ...section(`Changes as you asked (${mine.length})`, mine)),
      also.length ? h("div", {}, ...section(`What else changes (${also.length})`, also))
        : h("p", { class: "soft" }, "Nothing else changes.")));
  dialog.querySelector(".cost").textContent = costText(answer.cost);
  const keep = dialog.querySelector("[data-keep]");
  return new Promise((settle) => {
    const kept = () => { dialog.returnValue = "keep"; dialog.close("keep"); };
    keep.onclick = kept;
    dialog.onclose = () => settle(dialog.returnValue === "keep");
    dialog.returnValue = "";
    dialog.showModal();
    keep.focus();
    say(`${answer.sentence} ${count(also.length, "other line")} would change. ${costText(answer.cost)}`);
  });
}

// look: "auto" shows what else changes where something does; "always"; "never".
// base: the version of the book that is changed.
export async function change(body, { look = "auto", quiet = false, base = now.version } = {}) {
  // Whoever was so quick meant what the page will show next, so this is not kept for later.
  if (busy) { say("One moment: the last change is not done yet."); return null; }
  busy = true;
  document.body.classList.add("is-busy");
  try {
    if (look !== "never") {
      const tried = await post(body, true, base);
      const more = (tried.also || []).length > 0;
      if ((look === "always" || more) && !(await shownFirst(tried))) {
        say("Nothing was changed.");
        return null;
      }
    }
    const kept = keep(body, base);
    now.changing = kept.catch(() => null);
    const answer = await kept;
    say("Saved.");
    if (!quiet && answer.sentence) toast(answer.sentence, { action: body.kind === "undo" ? "" : "Undo", does: undo });
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409 && error.code === "conflict") conflict(error, (version) => change(body, { look, quiet, base: version }));
    else trouble(error);
    return null;
  } finally {
    busy = false;
    document.body.classList.remove("is-busy");
  }
}

// What a change would cost, without asking anybody.
export async function tryOut(body) {
  try {
    return await post(body, true);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    trouble(error);
    return null;
  }
}

export async function undo() {
  if (!now.state.undo) { say("Nothing to undo."); return; }
  const what = now.state.undo;
  const answer = await change({ kind: "undo" }, { look: "never", quiet: true });
  if (answer) toast(`Undone: ${what}`, { action: "Redo", does: redo });
}

export async function redo() {
  if (!now.state.redo) { say("Nothing to redo."); return; }
  const what = now.state.redo;
  const answer = await change({ kind: "redo" }, { look: "never", quiet: true });
  if (answer) toast(`Done again: ${what}`, { action: "Undo", does: undo });
}

on("restore", async () => {
  const answer = await change({ kind: "restore" }, { look: "never" });
  if (answer) banner("trouble");
});

export const hasBook = Boolean(data.book);
