// A lost line is said once, quietly; its return too.
import { say } from "./status.js";

const banner = document.getElementById("connection");
function lost() {
  banner.hidden = false;
  banner.textContent = banner.dataset.lost;
  say(banner.dataset.lost);
}
function back() {
  if (banner.hidden) return;
  banner.hidden = true;
  say(banner.dataset.back);
}
if (banner) {
  addEventListener("offline", lost);
  addEventListener("online", back);
  if (!navigator.onLine) lost();
}
