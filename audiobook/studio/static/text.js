// The text of a book in the page: names beside what is said, and what a change does to a line.
import { $, placeId } from "./core.js";
import { isNarrator, shown, speakerAt } from "./speakers.js";

const isSaid = (line) => line.dataset.who !== undefined && !isNarrator(speakerAt(line.dataset.who).name);

// The speaker's name stands at the first line of each quotation.
function label(line, before, later) {
  const again = before && before.dataset.who === line.dataset.who && isSaid(before)
    && before.dataset.q === line.dataset.q;
  if (!isSaid(line) || again) {
    delete line.dataset.name;
    delete line.dataset.label;
    return;
  }
  const speaker = speakerAt(line.dataset.who);
  line.dataset.name = shown(speaker.name);
  line.dataset.label = speaker.label || speaker.name.slice(0, 2);
  line.classList.toggle("later", later);
}

function dressParagraph(paragraph) {
  let before = null;
  const names = new Set();
  for (const line of paragraph.querySelectorAll(".u")) {
    label(line, before, names.size > 0 && !names.has(line.dataset.who));
    // The same speaker again within a paragraph is said to screen readers alone.
    const again = names.has(line.dataset.who) && before && !isSaid(before);
    line.classList.toggle("again", Boolean(again && line.dataset.name));
    if (line.dataset.name) names.add(line.dataset.who);
    before = line;
  }
}

export function dress(root) {
  for (const paragraph of root.querySelectorAll("p, blockquote, h1, h2, h3, h4, h5, h6")) dressParagraph(paragraph);
}

export function paintLine(change) {
  const line = $(placeId(change.place));
  if (!line) return;
  const slots = [...line.classList].filter((name) => /^s\d+$/.test(name));
  line.classList.remove(...slots, "changed");
  if (change.slot !== null && change.slot !== undefined) line.classList.add(`s${change.slot}`);
  line.dataset.who = change.who;
  if (change.sure !== null && change.sure !== undefined) line.dataset.sure = change.sure;
  line.toggleAttribute("data-fixed", Boolean(change.fixed));
  line.toggleAttribute("data-doubt", Boolean(change.doubt));
  const paragraph = line.closest("p, blockquote, h1, h2, h3, h4, h5, h6");
  if (paragraph) dressParagraph(paragraph);
  requestAnimationFrame(() => line.classList.add("changed"));
}
