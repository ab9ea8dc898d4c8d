// Make the audiobook: what it is made as, how far it is, what came of it, what is wrong with it.
import { $, ask, bookId, button, count, data, duration, h, icon, now, on, placeId, say, send, toast, trouble } from "./core.js";
import { bind } from "./keys.js";

let view = data.render || {};
let said = "";

const size = (bytes) => (bytes > 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`);

function formatBox(format) {
  const chosen = view.chosen?.formats || [];
  const box = h("input", { type: "checkbox", name: "format", value: format.name });
  box.checked = chosen.length ? chosen.includes(format.name) : format.made_by_default;
  return h("label", { class: "check" }, box, h("span", {}, format.name));
}

function paintOrder() {
  const formats = view.formats || [];
  const first = formats.filter((one) => one.made_by_default || (view.chosen?.formats || []).includes(one.name));
  $("formats").replaceChildren(...first.map(formatBox));
  $("more-formats").replaceChildren(...formats.filter((one) => !first.includes(one)).map(formatBox));
  $("profile").replaceChildren(h("option", { value: "" }, "listening (as it comes)"), ...(view.profiles || []).map((one) => {
    const option = h("option", { value: one.name }, one.purpose ? `${one.name}: ${one.purpose}` : one.name);
    option.selected = one.name === view.chosen?.profile;
    return option;
  }));
  const plan = view.plan;
  $("plan").textContent = plan?.lines ? `${count(plan.new ?? plan.lines, "line")} to speak.` : "";
}

const titles = { running: "Making it", done: "Made", failed: "It could not be finished", cancelled: "Stopped" };

function paintJob(job) {
  const running = job?.state === "running";
  $("make").disabled = running;
  $("preview").disabled = running;
  const box = $("job");
  if (!job) {
    box.replaceChildren(h("h2", { id: "job-title" }, "Nothing is being made"), h("p", { class: "soft" }, "Choose files and press “Make it”. What is spoken is kept, so that you can stop at any time and go on later."));
    return;
  }
  const bar = h("progress", { max: 1, "aria-labelledby": "job-title" });
  if (job.fraction !== null && job.fraction !== undefined) bar.value = job.fraction;
  if (job.state === "done") bar.value = 1;
  const far = job.total ? `${job.done} of ${count(job.total, job.unit || "line")}` : "";
  const kept = job.kept ? `${count(job.kept, "line")} were kept` : "";
  const parts = [h("h2", { id: "job-title", class: "stage" }, running ? job.stage || titles.running : titles[job.state]), bar,
    h("p", { class: "row apart small soft number" }, h("span", {}, far), h("span", {}, job.seconds ? duration(job.seconds / 60) : ""))];
  if (job.state === "done") parts.push(h("p", {}, [job.summary, kept].filter(Boolean).join(" ")));
  if (job.state === "cancelled") parts.push(h("p", {}, "What was spoken is kept. Press “Make it” to go on from here."));
  if (job.error) parts.push(h("div", { class: "note bad" }, icon("warn"), h("div", {}, h("p", {}, job.error.message), job.error.remedy && h("p", {}, job.error.remedy))));
  for (const notice of (job.notices || []).slice(-4)) parts.push(h("p", { class: "small soft" }, typeof notice === "string" ? notice : notice.message));
  if (running) parts.push(h("div", {}, button("Stop", cancel, "small")));
  box.replaceChildren(...parts);
  const news = `${titles[job.state]} ${running ? Math.floor((job.fraction || 0) * 4) * 25 + " per cent" : job.summary || ""}`;
  if (news !== said) { said = news; say(news); }
}

function result(one) {
  const playable = one.kind === "sound" && /\.(mp3|m4b|m4a|opus|ogg|wav|flac)$/i.test(one.name);
  return h("li", {}, h("div", { class: "grow" }, h("p", { class: "name", title: one.name }, one.name), h("p", { class: "small soft" }, size(one.size))),
    h("a", { class: "button small", href: one.download || one.url, download: "", "aria-label": `Download ${one.name}` }, icon("download"), "Download"),
    playable && h("audio", { controls: true, preload: "none", src: one.url, "aria-label": one.name }));
}

function paintResults() {
  const list = view.results || [];
  $("results").replaceChildren(...(list.length ? list.map(result) : [h("li", { class: "soft" }, "Nothing yet. Finished files show here, to play and to download.")]));
}

async function renew() {
  try {
    view = await ask("render");
    paintResults();
    paintJob(view.job);
  } catch (error) {
    trouble(error);
  }
}

async function make(preview) {
  const formats = [...document.querySelectorAll("[name=format]:checked")].map((box) => box.value);
  if (!formats.length) { toast("Choose at least one kind of file."); return; }
  const order = { base: now.version, formats };
  if ($("profile").value) order.profile = $("profile").value;
  if (preview) order.preview = true;
  try {
    const { job } = await send("render", order);
    paintJob(job);
  } catch (error) {
    trouble(error);
  }
}

async function cancel() {
  try {
    const { job } = await send("render/cancel", {});
    paintJob(job);
  } catch (error) {
    trouble(error);
  }
}

function finding(one) {
  const where = one.place ? h("a", { href: `/books/${bookId}/read?chapter=${one.place.chapter}#${placeId(one.place)}` }, "See the line") : one.file;
  return h("li", {}, h("span", { class: `severity ${one.severity}` }, one.severity), h("div", {}, h("strong", {}, one.meaning || one.code), one.what ? ` ${one.what}` : ""),
    h("p", { class: "small soft" }, one.remedy || "", " ", where || ""));
}

async function check() {
  $("check").disabled = true;
  $("findings").replaceChildren(h("p", { class: "soft" }, "Listening…"));
  try {
    const { report } = await send("check", {});
    const list = report.findings || [];
    $("findings").replaceChildren(list.length ? h("ol", { class: "findings" }, ...list.map(finding)) : h("p", { class: "note good" }, icon("check"), "Nothing was found. Every sentence is heard, whole and in its place."));
    say(list.length ? count(list.length, "finding") : "Nothing was found.");
  } catch (error) {
    $("findings").replaceChildren(h("p", { class: "soft" }, error.message || "It could not be checked."), h("p", { class: "small soft" }, error.remedy || ""));
  }
  $("check").disabled = false;
}

on("render", (job) => {
  paintJob(job);
  if (job.state !== "running") renew();
});
$("order").addEventListener("submit", (event) => { event.preventDefault(); make(false); });
$("preview").addEventListener("click", () => make(true));
$("check").addEventListener("click", check);
bind("Making", [["x", "Stop", cancel]]);
paintOrder();
paintJob(view.job);
paintResults();
