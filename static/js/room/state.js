// What holds for the whole thread: whether it is locked, and which message answers.
import { facts, list, announce, word } from "./page.js";

/** Show the state that a line of the log carries. */
export function showState({ answer, locked }) {
  if (facts.answer !== String(answer ?? "")) markAnswer(answer);
  if (Boolean(facts.locked) !== locked) lock(locked);
}

function markAnswer(number) {
  facts.answer = number ?? "";
  for (const item of list.querySelectorAll("[data-number]")) {
    const isChosen = item.dataset.number === facts.answer;
    item.querySelector(".message").classList.toggle("message-answer", isChosen);
    const label = item.querySelector("[data-answer]");
    if (label) label.hidden = !isChosen;
  }
  for (const part of document.querySelectorAll("[data-answered]")) part.hidden = !facts.answer;
  const link = document.getElementById("to-answer");
  if (!link) return;
  link.href = `/threads/${facts.thread}?number=${number ?? 1}#message-${number ?? 1}`;
  link.textContent = word("answers", { number: number ?? "" });
}

function lock(isLocked) {
  facts.locked = isLocked ? "1" : "";
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "locked") !== isLocked;
  announce(word(isLocked ? "locked" : "unlocked"));
}
