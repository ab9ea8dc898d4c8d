// Speaking: one line at a time, or from here on with the line followed.
import { address, ask, now, tell, toast } from "./core.js";

const player = new Audio();
const waiting = new Map();
let playing = null;   // {chapter, lines, at} while a chapter is walked through
let turn = 0;         // whatever was asked for later wins
let speed = 1;

export const isPlaying = () => !player.paused && !player.ended;
export const isWalking = () => playing !== null;

const soundOf = (place, ahead = 0) =>
  address(`sound/${place.chapter}/${place.utterance}?ahead=${ahead}&v=${now.version}`);

// The next line is fetched while this one is heard.
function fetched(place, ahead) {
  const url = soundOf(place, ahead);
  const key = `${now.version} ${place.chapter} ${place.utterance}`;
  if (!waiting.has(key)) {
    const one = fetch(url).then(async (answer) => {
      if (answer.status === 204) return null;
      if (!answer.ok) throw Object.assign(new Error("sound"), { body: await answer.json().catch(() => null) });
      return URL.createObjectURL(await answer.blob());
    });
    one.catch(() => waiting.delete(key));
    waiting.set(key, one);
    for (const [old, sound] of [...waiting].slice(0, -12)) {
      waiting.delete(old);
      sound.then((address_) => address_ && URL.revokeObjectURL(address_), () => {});
    }
  }
  return waiting.get(key);
}

export function setSpeed(value) {
  speed = value;
  player.defaultPlaybackRate = player.playbackRate = value;
}

export function stop() {
  turn += 1;
  playing = null;
  player.pause();
  tell("sound", { playing: false });
}

function failed(error) {
  const found = error.body?.error;
  toast(found ? `${found.message} ${found.remedy || ""}` : "This line cannot be played. The studio may not be running.");
  stop();
}

// Answers when the sound has ended; false where something else was asked for meanwhile.
async function sounded(url, mine) {
  if (mine !== turn) return false;
  player.src = url;
  player.playbackRate = speed;
  const ended = new Promise((settle) => {
    player.onended = () => settle(true);
    player.onerror = () => settle(false);
    player.onpause = () => { if (!player.ended && mine !== turn) settle(false); };
  });
  try {
    await player.play();
  } catch (error) {
    if (error.name === "NotAllowedError") toast("Press play: the browser wants a key or a click before it plays.");
    return false;
  }
  tell("sound", { playing: true });
  return ended;
}

export async function hear(place) {
  stop();
  const mine = turn;
  tell("loading", place);
  try {
    const url = await fetched(place, 2);
    if (mine !== turn) return;
    tell("line", place);
    if (!url) { tell("sound", { playing: false }); return; }
    await sounded(url, mine);
  } catch (error) {
    failed(error);
  }
  if (mine === turn) tell("sound", { playing: false });
}

// Any sound at an address: an audition, a word.
export async function hearAll(urls) {
  stop();
  const mine = turn;
  for (const url of urls) {
    tell("sound", { playing: true });
    const answer = await fetch(url);
    if (answer.status === 204) continue;
    if (!answer.ok) { failed({ body: await answer.json().catch(() => null) }); return; }
    const made = URL.createObjectURL(await answer.blob());
    const heard = await sounded(made, mine);
    URL.revokeObjectURL(made);
    if (!heard) return;
  }
  if (mine === turn) tell("sound", { playing: false });
}

const pause = (milliseconds) => new Promise((settle) => setTimeout(settle, milliseconds / speed));

// From a line on, chapter after chapter where next(chapter) gives one.
export async function playFrom(place, next = async () => null) {
  stop();
  const mine = turn;
  let { chapter } = place;
  let first = place.utterance;
  tell("loading", place);
  try {
    while (chapter !== null) {
      const plan = await ask(`plan/${chapter}`);
      const lines = plan.lines.filter((line) => line.said && line.utterance >= first);
      playing = { chapter, lines };
      for (const [at, line] of lines.entries()) {
        const here = { chapter, utterance: line.utterance };
        const url = await fetched(here, 4);
        if (mine !== turn) return;
        if (!url) continue;
        if (lines[at + 1]) fetched({ chapter, utterance: lines[at + 1].utterance }, 4).catch(() => {});
        tell("line", here);
        if (!(await sounded(url, mine)) || mine !== turn) return;
        await pause(line.pause_ms || 0);
        if (mine !== turn) return;
      }
      chapter = await next(chapter);
      first = 0;
    }
  } catch (error) {
    failed(error);
  }
  if (mine === turn) stop();
}

export { player };
