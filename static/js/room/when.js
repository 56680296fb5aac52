// Writes moments on the clock of the reader's profile, in the words of the page: this machine may be borrowed, or travelling.
// Like weekday_time in peerhub/base/i18n/times.py. What the server rendered is written again as well, so that both always agree.
import { facts, word } from "./page.js";

const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const timeZone = facts.zone;
const DAY = 86400000;
const parts = new Intl.DateTimeFormat("en", { year: "numeric", month: "numeric", day: "numeric", timeZone });

/** The day of a moment as a number that counts days. */
function dayOf(moment) {
  const { year, month, day } = Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(year, month - 1, day) / DAY;
}

const shown = (moment, options) => moment.toLocaleString(language, { ...options, timeZone });

/** `today 07:58`, `yesterday 15:40`, `Monday 09:12` within a week, else `3 November, 09:12`. */
export function formatTime(moment, now = new Date()) {
  const time = shown(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const days = dayOf(now) - dayOf(moment);
  if (days === 0) return word("today", { time });
  if (days === 1) return word("yesterday", { time });
  if (days > 0 && days < 7) return word("weekday", { weekday: shown(moment, { weekday: "long" }), time });
  const year = new Date(now).getUTCFullYear() === moment.getUTCFullYear() ? undefined : "numeric";
  const date = shown(moment, { day: "numeric", month: "long", year });
  return word("dated", { date: language === "fr" ? date.replace(/^1 /, "1er ") : date, time });
}

/** Write the moment of a message. */
export function updateTime(item) {
  const time = item.querySelector(".message-head time");
  if (time) time.textContent = formatTime(new Date(time.dateTime));
}
