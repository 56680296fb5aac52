// What every page does beyond HTML. Each module stands alone; without any of them the page still works.
import "../keyboard.js";
import "../forms.js";
import "../drafts.js";
import "../outbox/bar.js";
import "../outbox/leaving.js";
import "../counts.js";
import "../times.js";
import "../menus.js";
import "../zone.js";
import "../progress.js";
