// Plays the book and marks what is heard. Everything that it needs is in this page, but for the sound.
"use strict";
(() => {
  const book = JSON.parse(document.getElementById("book").textContent);
  const $ = (id) => document.getElementById(id);
  const audio = $("audio"), key = "audiobook " + book.id;
  // Every line that is heard, in order: its element, its file, where it begins and ends (seconds).
  const lines = [], first = [];
  book.files.forEach((file, at) => {
    first.push(lines.length);
    for (const [start, id, words] of file.lines) {
      const element = $(id);
      if (element) lines.push({ element, file: at, start: start / 1000, words: words || [] });
    }
  });
  first.push(lines.length);
  lines.forEach((line, at) => { line.element.dataset.line = at; line.element.classList.add("heard"); });

  let file = -1, now = -1, shown = 0, wanted = null, touched = 0;

  const stored = () => {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  };
  const store = () => {
    try {
      const place = { file, time: wanted ?? audio.currentTime, rate: audio.playbackRate, theme: $("theme").value };
      localStorage.setItem(key, JSON.stringify(place));
    } catch { /* no storage: the place is not remembered */ }
  };

  // The last line that begins before a time in a file; -1 before the first.
  const lineAt = (inFile, time) => {
    let low = first[inFile], high = first[inFile + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].start <= time + 0.01) low = middle + 1; else high = middle;
    }
    return low - 1 >= first[inFile] ? low - 1 : -1;
  };

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds || 0)), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60);
  };

  const load = (index, time) => {
    wanted = time;
    if (index === file) {
      if (audio.readyState >= 1) { audio.currentTime = time; wanted = null; }
    } else {
      const rate = audio.playbackRate;
      file = index;
      audio.src = book.files[file].source;
      audio.defaultPlaybackRate = audio.playbackRate = rate;
    }
    mark();
  };

  const play = () => {
    $("trouble").textContent = "";
    const begun = audio.play();
    if (begun) begun.catch((error) => { if (error.name === "NotAllowedError") $("play").focus(); });
  };

  const go = (index, alsoPlay) => {
    const line = lines[Math.min(Math.max(index, 0), lines.length - 1)];
    if (!line) return;
    touched = 0;
    load(line.file, line.start);
    if (alsoPlay || !audio.paused) play();
  };

  const chapterAt = (index) => {
    const section = index >= 0 ? lines[index].element.closest("section") : null;
    return section ? section.id : "";
  };

  const reveal = (element) => {
    if (Date.now() - touched < 5000) return;
    const box = element.getBoundingClientRect(), bar = $("bar").getBoundingClientRect();
    if (box.top < 60 || box.bottom > bar.top - 20) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  };

  // Words are ranges of the line's text: [start, end, milliseconds]; shown without touching the page where possible.
  const markWord = (line, time) => {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("word");
    let word = null;
    for (const one of line.words) if (one[2] / 1000 <= time + 0.01) word = one;
    if (!word) return;
    const range = document.createRange(), walker = document.createTreeWalker(line.element, NodeFilter.SHOW_TEXT);
    let at = 0, open = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const end = at + node.length;
      if (!open && word[0] < end) { range.setStart(node, word[0] - at); open = true; }
      if (open && word[1] <= end) { range.setEnd(node, word[1] - at); CSS.highlights.set("word", new Highlight(range)); return; }
      at = end;
    }
  };

  const mark = () => {
    if (file < 0) return;
    const time = wanted ?? audio.currentTime, index = lineAt(file, time);
    if (index !== now) {
      if (now >= 0) { lines[now].element.classList.remove("now"); lines[now].element.removeAttribute("aria-current"); }
      const chapter = chapterAt(index);
      if (chapter !== chapterAt(now)) {
        for (const link of document.querySelectorAll("nav a[aria-current]")) link.removeAttribute("aria-current");
        const link = document.querySelector('nav a[href="#' + chapter + '"]');
        if (link) link.setAttribute("aria-current", "true");
        $("chapter").textContent = link ? link.textContent : "";
      }
      now = index;
      if (now >= 0) {
        const element = lines[now].element, who = book.speakers[element.dataset.who] || "";
        element.classList.add("now");
        element.setAttribute("aria-current", "true");
        $("who").textContent = who;
        $("who").className = element.className.replace(/\b(now|heard)\b/g, "");
        reveal(element);
      }
    }
    if (now >= 0 && lines[now].words.length) markWord(lines[now], time);
    const length = book.files[file].length / 1000;
    if (document.activeElement !== $("seek") || !audio.paused) $("seek").value = length ? 1000 * time / length : 0;
    $("seek").setAttribute("aria-valuetext", clock(time) + " of " + clock(length));
    $("clock").textContent = clock(time) + " / " + clock(length);
  };

  const follow = () => {
    mark();
    if (Date.now() - shown > 5000) { shown = Date.now(); store(); }
    if (!audio.paused) requestAnimationFrame(follow);
  };

  const nextChapter = (step) => {
    const chapter = chapterAt(now), links = [...document.querySelectorAll("nav a")];
    const at = links.findIndex((link) => link.getAttribute("href") === "#" + chapter);
    for (let index = at + step; index >= 0 && index < links.length; index += step) {
      const line = document.querySelector(links[index].getAttribute("href") + " .heard");
      if (line) { go(Number(line.dataset.line)); return; }
    }
  };

  const setRate = (rate) => {
    const rates = [...$("rate").options].map((option) => Number(option.value));
    const nearest = rates.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best));
    audio.defaultPlaybackRate = audio.playbackRate = nearest;
    $("rate").value = String(nearest);
  };

  const stepRate = (step) => { $("rate").selectedIndex = Math.min(Math.max($("rate").selectedIndex + step, 0), $("rate").options.length - 1); setRate(Number($("rate").value)); };

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const chosen = $("theme").value;
    document.documentElement.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) { audio.currentTime = wanted; wanted = null; }
    mark();
  });
  audio.addEventListener("play", () => { $("play").textContent = "Pause"; follow(); });
  audio.addEventListener("pause", () => { $("play").textContent = "Play"; store(); });
  audio.addEventListener("seeked", mark);
  audio.addEventListener("timeupdate", mark);
  audio.addEventListener("ended", () => {
    if (file + 1 < book.files.length) { load(file + 1, 0); play(); }
  });
  audio.addEventListener("error", () => {
    if (file < 0) return;
    $("trouble").textContent = "The sound file “" + book.files[file].name + "” is not beside this page, or cannot be played.";
  });
  $("play").addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  $("back").addEventListener("click", () => go(now - 1));
  $("on").addEventListener("click", () => go(now + 1));
  $("previous").addEventListener("click", () => nextChapter(-1));
  $("next").addEventListener("click", () => nextChapter(1));
  $("rate").addEventListener("change", () => { setRate(Number($("rate").value)); store(); });
  $("theme").addEventListener("change", () => { paint(); store(); });
  dark.addEventListener("change", paint);
  $("seek").addEventListener("input", () => load(file, $("seek").value / 1000 * book.files[file].length / 1000));
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => { touched = Date.now(); }, { passive: true });
  addEventListener("pagehide", store);
  document.querySelector("main").addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]");
    if (line && !String(getSelection())) go(Number(line.dataset.line), true);
  });
  document.querySelector("nav").addEventListener("click", (event) => {
    const link = event.target.closest("a"), line = link && document.querySelector(link.getAttribute("href") + " .heard");
    if (line) { event.preventDefault(); go(Number(line.dataset.line), true); }
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, summary, a")) return;
    const does = {
      " ": () => $("play").click(), k: () => $("play").click(),
      ArrowLeft: () => go(now - 1), ArrowRight: () => go(now + 1),
      p: () => nextChapter(-1), n: () => nextChapter(1),
      "+": () => stepRate(1), "-": () => stepRate(-1),
    }[event.key];
    if (!does || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    does();
  });
  if ("mediaSession" in navigator && window.MediaMetadata) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: book.title, artist: book.author });
    const actions = { play, pause: () => audio.pause(), previoustrack: () => nextChapter(-1), nexttrack: () => nextChapter(1) };
    for (const [name, action] of Object.entries(actions)) {
      try { navigator.mediaSession.setActionHandler(name, action); } catch { /* the browser knows no such key */ }
    }
  }

  const before = stored();
  $("theme").value = ["auto", "light", "dark"].includes(before.theme) ? before.theme : "auto";
  paint();
  setRate(before.rate > 0 ? before.rate : 1);
  if (book.files.length) {
    const known = Number.isInteger(before.file) && before.file >= 0 && before.file < book.files.length;
    load(known ? before.file : 0, known && before.time > 0 ? before.time : 0);
  }
})();
