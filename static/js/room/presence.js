// Who is in the room now: the room says it when it opens and with each of its heartbeats, every half minute.
import { countryName } from "./page.js";

/** The tile of a country. */
export function tile(country) {
  const made = document.createElement("span");
  made.className = "tile";
  made.textContent = country.code;
  made.translate = false;
  const name = countryName(country.code, country.name);
  Object.entries({ role: "img", "aria-label": name, title: name }).forEach((pair) => made.setAttribute(...pair));
  return made;
}

/** Show the countries, how many more there are, and the programme for those who have none. */
export function showHere({ countries, more, programme }) {
  const section = document.getElementById("here");
  const parts = countries.flatMap((country) => [tile(country), " "]);
  if (more) parts.push(section.dataset.others.replace("{count}", more), " ");
  if (programme) parts.push(section.dataset.programme);
  section.querySelector(".tiles").replaceChildren(...parts);
  section.hidden = parts.length === 0;
}
