// Starts everything the pages do beyond HTML. Each file is one idea and finds its elements by data attributes.
import "./messages.js";
import "./menus.js";
import "./dialogs.js";
import "./theme-toggle.js";
import "./submit-once.js";
import "./drafts.js";
import "./rows.js";
import "./select.js";
import "./peek.js";
import "./cells.js";
import "./focus.js";
import "./board.js";
import "./layout.js";
import "./palette.js";
import "./times.js";
import "./live-regions.js";
import "./keys-overlay.js";
