// Asking the server, and knowing from the tries whether it can be reached: the browser's own word is only about the next cable.
const PROBE = "/healthz";
const GONE = new Set([502, 503, 504]); // what stands in front of the site says that it does not answer
const LONGEST = 30000; // milliseconds until an answer begins; a line that swallows everything is lost too
let state = "fine"; // or lost: no line on this device; or down: the site does not answer
let failures = 0;
let probing = false;
let timer;

export const lineState = () => state;

/** Seconds to wait after `failures` in a row: 1, 2, 4 … 60, a little different for everybody. */
export const pause = (failures) => Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2) * 1000;

/** fetch, as the reader. The outcome shows how the line is. */
export async function ask(address, options = {}) {
  const halt = new AbortController();
  const patience = setTimeout(() => halt.abort(), LONGEST);
  try {
    const answer = await fetch(address, { credentials: "same-origin", signal: halt.signal, ...options });
    if (GONE.has(answer.status)) probe();
    else set("fine");
    return answer;
  } catch (problem) {
    probe();
    throw problem;
  } finally {
    clearTimeout(patience);
  }
}

/** Send a form's values as the page would, and get JSON back. */
export function post(address, body, options = {}) {
  const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return ask(address, { method: "POST", body, headers, ...options });
}

/** One try that failed may be chance: ask again at once, and say so only when that fails too. */
async function probe() {
  if (probing) return;
  clearTimeout(timer);
  probing = true;
  const isThere = await fetch(PROBE, { cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
  probing = false;
  if (isThere) return set("fine");
  set(navigator.onLine ? "down" : "lost");
  timer = setTimeout(probe, pause(Math.min(5, ++failures)));
}

function set(next) {
  if (next === "fine") {
    clearTimeout(timer);
    failures = 0;
  }
  if (next === state) return;
  state = next;
  dispatchEvent(new CustomEvent("line", { detail: state }));
}

addEventListener("offline", () => set("lost"));
addEventListener("online", probe);
if (!navigator.onLine) setTimeout(set, 0, "lost");
