// Applies the room's log in order, each line once. Whatever the socket lost is asked for by HTTP.
import { ask, pause } from "../net.js";
import { facts, reload, announce, word } from "./page.js";

let have = Number(facts.seq);
let told = 0; // the last number that somebody has named
let running = false;
let again = false;
let failures = 0;
let timer;
let render;

/** Begin: `act(event, isLive)` puts each line of the log on the page; live is what was pushed as it happened. */
export function start(act) {
  render = act;
}

/** Take what was pushed; a gap, or a text too long for a push, is fetched. */
export function receive(event) {
  if (event.room !== undefined && String(event.room) !== facts.room) return;
  if (event.epoch !== facts.epoch) return reload();
  if (event.seq <= have) return;
  if (event.seq !== have + 1 || event.cut) return catchUpTo(event.seq);
  apply(event, true);
}

/** Compare with how far the room is now. */
export function checkPosition(epoch, last) {
  if (epoch && epoch !== facts.epoch) reload();
  else if (last > have) catchUpTo(last);
}

/** Catch up in a moment, unless what is missing has come by itself; not everybody at once. */
function catchUpTo(last) {
  told = Math.max(told, last);
  clearTimeout(timer);
  timer = setTimeout(() => have < told && catchUp(), Math.random() * 800);
}

/** Ask for everything after what is here. */
export async function catchUp() {
  clearTimeout(timer);
  if (running) return void (again = true);
  running = true;
  again = false;
  try {
    while (await step());
    failures = 0;
  } catch {
    clearTimeout(timer);
    timer = setTimeout(catchUp, pause(failures++));
  }
  running = false;
  if (again) catchUpTo(have + 1);
}

async function step() {
  const address = `/rooms/${facts.room}/events?after=${have}&epoch=${encodeURIComponent(facts.epoch)}&thread=${facts.thread ?? 0}`;
  const answer = await ask(address, { headers: { Accept: "application/json" } });
  if (answer.status === 401) return announce(word("out"));
  if (answer.status === 403 || answer.status === 404) return reload();
  if (!answer.ok) throw new Error(answer.statusText);
  const caught = await answer.json();
  if (caught.reset) return reload();
  for (const event of caught.events) if (event.seq > have) apply(event, false);
  if (!caught.more) have = Math.max(have, caught.last_seq);
  return caught.more && caught.events.length > 0;
}

function apply(event, isLive) {
  have = event.seq;
  render(event, isLive);
}
