// Menus made of <details class="menu"> close on Escape and when the reader goes elsewhere, and open inside the window.
const EDGE = 8;

/** Move a menu that would reach beyond the window back into it, whichever way the page is written. */
function keepInside(box) {
  box.style.transform = "";
  const { left, right } = box.getBoundingClientRect();
  const over = Math.max(0, right - document.documentElement.clientWidth + EDGE) || Math.min(0, left - EDGE);
  if (over) box.style.transform = `translateX(${-over}px)`;
  if (getComputedStyle(box).position !== "fixed") box.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener(
  "toggle",
  ({ target }) => target.matches?.("details.menu[open]") && target.lastElementChild !== target.firstElementChild && keepInside(target.lastElementChild),
  true,
);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
