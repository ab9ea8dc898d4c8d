// Title page and chapters.
import { $, Refused, address, ask, button, count, data, h, icon, now, on, say, setState, toast, trouble } from "./core.js";
import { change, undo } from "./changes.js";

let details = data.details || {};
const fields = [["title", "Title", "all"], ["subtitle", "Subtitle", "all"], ["authors", "Authors (with commas between them)", "all"],
  ["narrators", "Read by (with commas between them)", "all"], ["series", "Series"], ["series_part", "Part of the series"], ["year", "Year"],
  ["language", "Language"], ["publisher", "Publisher"], ["genres", "Genres"], ["description", "Description", "all long"]];
const lists = new Set(["authors", "narrators", "genres"]);
const asText = (value) => (Array.isArray(value) ? value.join(", ") : value || "");

function field([name, text, look = ""]) {
  const { own, wanted } = details.metadata?.[name] || {};
  const long = look.includes("long");
  const input = h(long ? "textarea" : "input", { name, ...(long ? {} : { type: "text" }), placeholder: asText(own) || null, autocomplete: "off" });
  input.value = asText(wanted);
  return h("label", { class: look.includes("all") ? "field all" : "field" }, h("span", {}, text), input);
}

const skips = (title) => (entry) => title.toLowerCase().startsWith(entry.toLowerCase());

// What the user left out comes back by not being left out; what the book leaves out, by its number.
function wantedSettings(chapter, read) {
  const { skip = [], include = [] } = details;
  if (!read) {
    return include.includes(String(chapter.number)) && chapter.reason
      ? { include: include.filter((one) => one !== String(chapter.number)) }
      : { skip: [...skip, chapter.own_title || String(chapter.number)] };
  }
  const mine = skip.filter(skips(chapter.own_title || ""));
  return mine.length ? { skip: skip.filter((one) => !mine.includes(one)) } : { include: [...include, String(chapter.number)] };
}

let backTo = null; // the number of a chapter: where the focus was

// Its new title in place of the old one; an empty one is the book's own again.
function renaming(chapter, row) {
  const name = chapter.title || `Chapter ${chapter.number}`;
  const input = h("input", { name: "title", type: "text", "aria-label": `New title of ${name}`, placeholder: chapter.own_title, autocomplete: "off", maxlength: 500 });
  input.value = chapter.title;
  const back = () => {
    const again = chapterRow(chapter);
    row.replaceWith(again);
    again.querySelector(".rename").focus();
  };
  const form = h("form", { class: "row tight new-title" }, input, h("button", { class: "button main small", type: "submit" }, "Keep"), button("Leave it", back, "small"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const title = input.value.trim();
    backTo = chapter.number;
    if (title === chapter.title || !(await change({ kind: "rename", chapter: chapter.number, title: title || null }, { look: "never" }))) back();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") back(); });
  row.querySelector(".titles").replaceChildren(form);
  input.select();
  input.focus();
}

function titles(chapter, row) {
  const name = chapter.title || `Chapter ${chapter.number}`;
  const renamed = chapter.own_title && chapter.own_title !== chapter.title;
  const rename = chapter.included === false ? null : button("Rename", () => renaming(chapter, row), "quiet small rename");
  rename?.setAttribute("aria-label", `Rename ${name}`);
  return h("div", { class: "titles" }, h("div", { class: "row tight" }, h("p", { class: "title" }, name), rename),
    renamed && h("p", { class: "small soft" }, `The book says: ${chapter.own_title}`), chapter.reason && h("p", { class: "small soft" }, chapter.reason));
}

function chapterRow(chapter) {
  const box = h("input", { type: "checkbox", "aria-label": `Read ${chapter.title}`, disabled: chapter.can_include === false });
  box.checked = chapter.included !== false;
  box.addEventListener("change", async () => {
    const settings = wantedSettings(chapter, box.checked);
    for (const [name, list] of Object.entries(settings)) if (!list.length) settings[name] = null;
    if (!(await change({ kind: "settings", settings }, { look: "never" }))) box.checked = !box.checked;
  });
  const row = h("li", { class: box.checked ? "" : "out", "data-chapter": chapter.included === false ? null : chapter.number }, box);
  row.append(titles(chapter, row), h("span", { class: "small soft number" }, count(chapter.words || 0, "word")));
  return row;
}

function paint() {
  $("fields").replaceChildren(...fields.map(field));
  const rows = details.chapters || data.book?.chapters || [];
  $("chapters").replaceChildren(...rows.map(chapterRow), ...(details.left_out || []).map((one) => chapterRow({ ...one, included: false })));
}

async function cover() {
  try {
    const answer = await fetch(address("cover"));
    if (answer.ok) {
      const shown = h("img", { src: URL.createObjectURL(await answer.blob()), alt: "The cover" });
      $("cover").replaceChildren(shown);
    }
  } catch { $("cover").replaceChildren(icon("warn")); }
}

$("metadata").addEventListener("submit", (event) => {
  event.preventDefault();
  const metadata = {};
  for (const [name] of fields) {
    const typed = event.target.elements[name].value.trim();
    if (!typed) metadata[name] = null;
    else metadata[name] = lists.has(name) ? typed.split(",").map((one) => one.trim()).filter(Boolean) : typed;
  }
  change({ kind: "details", metadata }, { look: "never" });
});

$("cover-file").addEventListener("change", async () => {
  const file = $("cover-file").files[0];
  if (!file) return;
  try {
    const answer = await fetch(address(`cover?base=${now.version}`), { method: "PUT", body: file, headers: { "Content-Type": file.type } });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw new Refused(answer.status, body);
    setState(body?.version, body?.state);
    toast("The cover is kept.", { action: "Undo", does: undo });
    cover();
  } catch (error) {
    toast(error instanceof Refused ? `${error.message} ${error.remedy}` : "The studio does not answer.");
  }
});

on("changed", async () => {
  try {
    details = await ask("details");
    // A change is told twice, by its answer and by the news: the focus stays where the first brought it.
    const focused = document.activeElement;
    const at = backTo ?? (focused?.matches(".rename") ? focused.closest("[data-chapter]").dataset.chapter : null);
    paint();
    $("chapters").querySelector(`[data-chapter="${at}"] .rename`)?.focus();
    backTo = null;
    say("Saved.");
  } catch (error) {
    trouble(error);
  }
});
paint();
cover();
