// Puts what the server rendered on the thread's page. One template renders every message: templates/rooms/_message.html.
import { say } from "../status.js";
import { showState } from "./state.js";
import { refresh } from "./polls.js";
import { facts, isAway, list, read, word } from "./page.js";
import { changeOwn, isMine, mayManage, noteOwn, personal, showReactions, setOwn } from "./personal.js";

const FURTHER = 50; // as many again as a page holds arrive on it; then there is the next page
const further = document.getElementById("further");
const pill = document.createElement("button");
const born = new WeakMap(); // messages that arrived while the page is open: the number of the line that brought them
const find = (number) => list.querySelector(`[data-number="${Number(number)}"]`);
const all = () => [...list.querySelectorAll("[data-number]")];
let isLastPage = Number(facts.last) >= Number(facts.latest);
let behind = 0;

export const isShown = (number) => Boolean(find(number));
export const lastMessage = () => all().pop();

/** Put one line of the log on the page. Its message comes as it is now, so that nothing old is ever brought back.
 * `isLive`: it was pushed as it happened, and is no part of what was missed. */
export function render(event, isLive) {
  if (String(event.thread) !== facts.thread) return;
  const item = find(event.number);
  if (event.mine) setOwn(event.message, event.mine);
  if (item) change(item, event);
  else if (event.html && ["thread", "message"].includes(event.kind)) arrive(parse(event.html), event, isLive);
  if (event.answer === undefined) return;
  const wasLocked = facts.locked;
  showState(event);
  if (facts.locked === wasLocked) return;
  for (const each of all()) {
    showReactions(each);
    if (each.querySelector("[data-poll]")) refresh(each);
  }
}

/** The reader has reacted on another device. */
export function renderOwn(told) {
  if (String(told.thread) !== facts.thread) return;
  changeOwn(told);
  const item = list.querySelector(`[data-message="${Number(told.message)}"]`);
  if (item) showReactions(item);
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // rendered by the server, like the page itself
  return template.content.firstElementChild;
}

function change(item, event) {
  if (event.html) replace(item, parse(event.html), event);
  else if (event.foot) {
    const foot = parse(event.foot);
    keep(item, foot);
    swap(item, item.querySelector(".message-foot"), foot);
    showReactions(item);
  }
  const isAsked = event.kind === "poll" && (born.get(item) !== event.seq - 1 || mayManage(item)); // rendered with its message
  if (isAsked || event.kind === "restored") refresh(find(event.number));
}

function replace(item, fresh, event) {
  const poll = item.querySelector("[data-poll]");
  keep(item, fresh);
  if (poll) fresh.querySelector("[data-poll]")?.replaceWith(poll);
  swap(item, item, fresh);
  personal(fresh);
  list.dispatchEvent(new CustomEvent("changed", { detail: event }));
}

/** A menu that is open stays open. */
function keep(item, fresh) {
  const open = item.querySelector("details.menu[open]");
  if (open) fresh.querySelector("details.menu")?.replaceWith(open);
}

/** Replace a part of a message; what has the focus keeps it. */
function swap(item, part, fresh) {
  const reached = (root) => [root, ...root.querySelectorAll("a[href], button, summary, input, article")];
  const place = part.contains(document.activeElement) ? reached(part).indexOf(document.activeElement) : -1;
  part.replaceWith(fresh);
  if (place >= 0) (reached(fresh)[place] ?? fresh.querySelector("article") ?? item).focus({ preventScroll: true });
}

function arrive(item, event, isLive) {
  if (!isLastPage || event.number > Number(facts.last) + FURTHER) return offerFurther(event.number);
  const wasReading = isLive && !isAway() && isNear(lastMessage());
  born.set(item, event.seq);
  list.append(item);
  personal(item);
  list.dispatchEvent(new CustomEvent("arrived", { detail: event }));
  if (!isMine(item)) say(word("arrived", { author: item.querySelector(".tile")?.title || item.querySelector(".message-head b").textContent }));
  if ((wasReading && leavesUnread(item)) || isMine(item)) item.scrollIntoView({ block: "nearest" });
  else showMore(event.number);
}

function offerFurther(number) {
  isLastPage = false;
  if (!further.hidden) return;
  further.hidden = false;
  further.querySelector("a").href = `/threads/${facts.thread}?number=${number}#message-${number}`;
}

const isNear = (item) => !item || item.getBoundingClientRect().top < innerHeight;

/** Whether what is not read yet stays in view when the page moves on to this message. */
function leavesUnread(item) {
  const first = find(read.upTo + 1) ?? item;
  return first === item || first.getBoundingClientRect().top > item.getBoundingClientRect().bottom - innerHeight;
}

function showMore(number) {
  behind += 1;
  pill.textContent = word("behind", { number: behind });
  pill.dataset.first ||= number;
  if (!pill.isConnected) list.after(pill);
  list.dispatchEvent(new CustomEvent("behind", { detail: find(number) }));
}

pill.type = "button";
pill.className = "button new-pill";
pill.addEventListener("click", () => find(pill.dataset.first)?.querySelector("article").focus());

/** The reader has reached the end: nothing is new any more. */
export function caughtUp() {
  behind = 0;
  pill.dataset.first = "";
  pill.remove();
}

/** Make what the server has rendered this reader's in the same way. */
export function personaliseAll() {
  for (const item of all()) {
    noteOwn(item);
    personal(item);
  }
}
