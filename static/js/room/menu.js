// The menu of a message is fetched when it is opened: what may be done differs by person, and changes. Until it is there, and
// without this script, it holds two plain links.
import { list } from "./page.js";

const plain = new WeakMap();

async function fill(menu) {
  const box = menu.lastElementChild;
  if (!plain.has(menu)) plain.set(menu, [...box.childNodes]);
  const { message } = menu.closest("[data-message]").dataset;
  const answer = await fetch(`/messages/${message}/menu?part=menu`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected || !menu.open) return;
  const html = await answer.text();
  const place = [...box.children].indexOf(document.activeElement);
  box.innerHTML = html; // rendered by the server, like the page itself
  if (place >= 0) box.children[place]?.focus();
}

/** Fill menus when they are opened, and empty them when they close: they may differ next time. */
export function watchMenus() {
  list.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches("#messages details.menu")) return;
      if (target.open) fill(target);
      else if (plain.has(target)) target.lastElementChild.replaceChildren(...plain.get(target));
    },
    true,
  );
}
