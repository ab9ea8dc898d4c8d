// The library: books of a folder, and a new one dropped in.
import { $, Refused, say, toast } from "./core.js";

const heights = (text) => [...text].map((letter) => letter.codePointAt(0));
for (const book of document.querySelectorAll(".volume")) {
  const seeds = heights(book.querySelector("h2").textContent.trim().padEnd(14, "audiobook"));
  book.querySelectorAll(".spine i").forEach((bar, at) => { bar.style.height = `${25 + (seeds[at % seeds.length] * 37 + at * 53) % 75}%`; });
}

async function add(file) {
  if (!file) return;
  const drop = $("drop");
  drop.setAttribute("aria-busy", "true");
  say(`Adding ${file.name}.`);
  try {
    const answer = await fetch(`/api/books?name=${encodeURIComponent(file.name)}`, {
      method: "POST", body: file, headers: { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) },
    });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw new Refused(answer.status, body);
    location.assign(body?.book ? `/books/${body.book.id}/read` : "/");
  } catch (error) {
    toast(error instanceof Refused ? `${error.message} ${error.remedy}` : "The studio does not answer. Start it again in the terminal.");
  }
  drop.removeAttribute("aria-busy");
}

$("file").addEventListener("change", () => add($("file").files[0]));
addEventListener("dragover", (event) => { event.preventDefault(); $("drop").classList.add("over"); });
addEventListener("dragleave", () => $("drop").classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  add(event.dataTransfer.files[0]);
});
