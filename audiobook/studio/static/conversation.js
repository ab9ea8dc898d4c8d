// Put a whole conversation right at once.
import { h, icon, now } from "./core.js";
import { change } from "./changes.js";
import { shown } from "./speakers.js";

function people(label, chosen, others) {
  const names = [...new Set([chosen, ...others, ...now.speakers.map((one) => one.name)].filter(Boolean))];
  const select = h("select", {}, ...names.map((name) => {
    const option = h("option", { value: name }, shown(name));
    option.selected = name === chosen;
    return option;
  }));
  return { field: h("label", { class: "field" }, h("span", {}, label), select), select };
}

export function conversation(line) {
  const others = (line.candidates || []).map((one) => one.speaker).filter((name) => name !== line.speaker && name !== "narrator");
  const first = people("Lines of", line.speaker, others);
  const second = people("go to", others[0] || line.speaker, others);
  const hows = [["give", "All of one person's lines go to another"], ["swap", "The two have each other's lines"],
    ["alternate", "They take turns; this line is the first one's"]];
  const radios = hows.map(([value, text], at) => {
    const radio = h("input", { type: "radio", name: "how", value });
    radio.checked = at === 0;
    return h("label", { class: "check" }, radio, text);
  });
  const form = h("form", { method: "dialog", class: "stack" },
    h("fieldset", {}, h("legend", {}, "What is wrong with it?"), ...radios),
    h("div", { class: "row" }, first.field, second.field));
  const dialog = h("dialog", { id: "conversation", "aria-labelledby": "conversation-title" },
    h("header", {}, h("h2", { id: "conversation-title" }, "This whole conversation"),
      h("button", { class: "button quiet icon small", type: "button", "data-close": true, "aria-label": "Close" }, icon("close"))),
    h("div", { class: "body" }, form),
    h("footer", {}, h("button", { class: "button", type: "button", "data-close": true }, "Leave it"),
      h("button", { class: "button main", type: "submit" }, "Show what changes")));
  form.id = "conversation-form";
  dialog.querySelector("[type=submit]").setAttribute("form", "conversation-form");
  form.addEventListener("submit", () => {
    const how = form.elements.how.value;
    const pair = [first.select.value, second.select.value];
    const names = how === "alternate" ? { first: pair[0], second: pair[1] } : { from: pair[0], to: pair[1] };
    dialog.remove();
    change({ kind: "conversation", line: line.place, how, ...names }, { look: "always" });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
