// A book is being read for the first time: wait for it, then show it.
import { $, ask } from "./core.js";

const begun = Date.now();
setInterval(() => { $("waited").textContent = `${Math.round((Date.now() - begun) / 1000)} s`; }, 1000);
try {
  await ask("state");
  location.reload();
} catch (error) {
  if (error.code === "offline") $("opening").textContent = "The studio stopped. Start it again in the terminal.";
  // The page of the book says what is wrong with it.
  else location.reload();
}
