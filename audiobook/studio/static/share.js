// Share: a scene with its sound, the cast as a picture, corrections for another reader.
import { $, Refused, address, ask, bookId, data, duration, h, toast, trouble } from "./core.js";
import { change } from "./changes.js";
import { shown, speakerAt } from "./speakers.js";

const book = data.book || {};

async function lines() {
  const chapter = $("scene-chapter").value;
  try {
    const answer = await fetch(`/books/${bookId}/chapters/${chapter}`);
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...parsed.querySelectorAll(".u")].filter((line) => line.textContent.trim());
    const options = () => found.map((line) => {
      const words = line.textContent.trim().replace(/\s+/g, " ");
      return h("option", { value: line.dataset.u }, `${shown(speakerAt(line.dataset.who).name)}: ${words.slice(0, 60)}`);
    });
    $("scene-first").replaceChildren(...options());
    $("scene-last").replaceChildren(...options());
    $("scene-last").selectedIndex = Math.min(found.length - 1, 24);
  } catch (error) {
    trouble(error);
  }
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const fileName = (text, ending) => `${(book.title || "book").replace(/[^\p{L}\p{N} -]/gu, "").trim()} - ${text}.${ending}`;

async function scene(event) {
  event.preventDefault();
  const said = $("scene-said");
  const [first, last] = [$("scene-first").value, $("scene-last").value].map(Number);
  if (last < first) { said.textContent = "The last line comes before the first."; return; }
  said.textContent = "Speaking the scene…";
  try {
    const asked = new URLSearchParams({ chapter: $("scene-chapter").value, first, last });
    const answer = await fetch(address(`scene?${asked}`));
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null));
    save(await answer.blob(), fileName("scene", "html"));
    said.textContent = "The scene is downloaded.";
  } catch (error) {
    said.textContent = error instanceof Refused ? `${error.message} ${error.remedy}` : "The studio does not answer.";
  }
}

// The sheet is drawn in the colours of the present theme.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function speakerColour(slot) {
  if (slot === null || slot === undefined) return colour("--ink");
  const probe = h("span", { class: `s${slot}`, hidden: true });
  document.body.append(probe);
  const found = getComputedStyle(probe).getPropertyValue("--speaker").trim();
  probe.remove();
  return found || colour("--ink");
}

function fitted(pen, text, width) {
  let kept = text;
  while (kept.length > 3 && pen.measureText(kept).width > width) kept = `${kept.slice(0, -2).trimEnd()}…`;
  return kept;
}

async function sheet() {
  await document.fonts.ready;
  const canvas = $("sheet");
  const { cards } = await ask("cast");
  const shownCards = cards.slice(0, 12);
  const pen = canvas.getContext("2d");
  canvas.height = 380 + shownCards.length * 92;
  pen.fillStyle = colour("--paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = colour("--soft");
  pen.font = '600 26px Inter, sans-serif';
  pen.fillText("THE CAST OF", 90, 120);
  pen.fillStyle = colour("--ink");
  pen.font = '500 68px Literata, serif';
  pen.fillText(fitted(pen, book.title || "", 900), 90, 198);
  pen.font = '400 30px Inter, sans-serif';
  pen.fillStyle = colour("--soft");
  pen.fillText(fitted(pen, (book.authors || []).join(", "), 900), 90, 248);
  shownCards.forEach((card, at) => {
    const y = 340 + at * 92;
    pen.fillStyle = speakerColour(card.slot);
    pen.beginPath();
    pen.roundRect(90, y - 40, 8, 56, 4);
    pen.fill();
    pen.font = '600 34px Literata, serif';
    pen.fillText(fitted(pen, shown(card.speaker), 520), 122, y - 6);
    pen.font = '400 24px Inter, sans-serif';
    pen.fillStyle = colour("--soft");
    pen.fillText(`${card.lines.toLocaleString("en")} lines, ${duration(card.minutes || 0)}`, 122, y + 26);
    pen.textAlign = "right";
    pen.fillStyle = colour("--ink");
    pen.font = '500 30px Inter, sans-serif';
    pen.fillText(fitted(pen, card.voice, 340), 990, y + 8);
    pen.textAlign = "left";
  });
}

async function takeOver(file) {
  if (!file) return;
  let corrections;
  try {
    corrections = JSON.parse(await file.text());
  } catch {
    toast(`“${file.name}” is not a file of corrections. Choose one that the studio made.`);
    return;
  }
  await change({ kind: "import", corrections }, { look: "always" });
}

$("scene-chapter").addEventListener("change", lines);
$("scene").addEventListener("submit", scene);
$("sheet-save").addEventListener("click", () => $("sheet").toBlob((blob) => save(blob, fileName("cast", "png"))));
$("import").addEventListener("change", () => takeOver($("import").files[0]));
$("theme")?.addEventListener("click", () => setTimeout(() => sheet().catch(trouble), 50));
lines();
sheet().catch(trouble);
