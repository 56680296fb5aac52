// What helps to write in a thread: fetched by the thread's script when somebody begins to write or to quote.
import { complete } from "../room/mentions.js";

export { quote } from "../room/quoting.js";

complete();
