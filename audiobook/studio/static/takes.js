// The takes of a line beside one another: seen, heard, compared, and one of them used.
import { address, ask, button, h, icon, say, trouble } from "./core.js";
import { change } from "./changes.js";
import { hearAll } from "./sound.js";

const soundOf = (line, take) => address(`sound/${line.place.chapter}/${line.place.utterance}?take=${take}`);
const nameOf = (take) => `Take ${take + 1}`;
let listening = null;

// How loud a take is from beginning to end; all of a line's takes have one scale of time.
function drawn(canvas, sound, longest) {
  const { width, height } = canvas;
  const pen = canvas.getContext("2d");
  const samples = sound.getChannelData(0);
  const columns = Math.max(1, Math.round((width * sound.duration) / longest));
  pen.fillStyle = getComputedStyle(canvas).color;
  for (let column = 0; column < columns; column += 2) {
    const from = Math.floor((samples.length * column) / columns);
    const to = Math.floor((samples.length * (column + 2)) / columns);
    let loudest = 0;
    for (let at = from; at < to; at += 1) loudest = Math.max(loudest, Math.abs(samples[at]));
    const tall = Math.max(1, loudest * height);
    pen.fillRect(column, (height - tall) / 2, 1, tall);
  }
}

async function draw(line, rows) {
  listening ||= new AudioContext();
  const sounds = await Promise.all(line.takes.map(async (take) => {
    const answer = await fetch(soundOf(line, take));
    return answer.ok ? listening.decodeAudioData(await answer.arrayBuffer()) : null;
  }));
  const longest = Math.max(...sounds.map((sound) => sound?.duration || 0)) || 1;
  sounds.forEach((sound, at) => {
    if (!sound) return;
    drawn(rows[at].querySelector("canvas"), sound, longest);
    rows[at].querySelector(".length").textContent = `${sound.duration.toFixed(1)} s`;
  });
}

function takeRow(line, take) {
  const name = nameOf(take);
  const hear = h("button", { class: "button small icon", type: "button", "aria-label": `Hear ${name}`, onclick: () => hearAll([soundOf(line, take)]) }, icon("hear"));
  const used = take === line.take;
  const use = used ? h("span", { class: "small soft" }, "in use") : button("Use", () => change({ kind: "take", line: line.place, take }, { look: "never" }), "small");
  if (!used) use.setAttribute("aria-label", `Use ${name}`);
  return h("li", { "aria-current": used ? "true" : null }, hear, h("span", {}, name), h("canvas", { width: 240, height: 28, "aria-hidden": "true" }),
    h("span", { class: "small soft number length" }), use);
}

async function another(line, section) {
  const take = [...Array(line.most_takes).keys()].find((one) => !line.takes.includes(one));
  try {
    await ask(soundOf(line, take));
    line.takes = [...line.takes, take].sort((one, other) => one - other);
    section.replaceWith(takes(line));
    say(`${nameOf(take)} is there.`);
    hearAll([soundOf(line, take)]);
  } catch (error) {
    trouble(error);
  }
}

export function takes(line) {
  const varies = line.most_takes > 1;
  if (line.takes.length < 2 && !varies) return null;
  const rows = line.takes.map((take) => takeRow(line, take));
  const section = h("div", { class: "takes", role: "group", "aria-label": "Takes" }, h("p", { class: "eyebrow" }, "Takes"), h("ol", {}, ...rows));
  section.append(h("div", { class: "row tight" },
    rows.length > 1 && button("One after the other", () => hearAll(line.takes.map((take) => soundOf(line, take))), "small", "play"),
    varies && line.takes.length < line.most_takes && button("Another take", () => another(line, section), "small", "plus")));
  if (rows.length) draw(line, rows).catch(() => say("The takes cannot be drawn."));
  return section;
}
