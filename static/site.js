// Every page works without this file: it only adds comfort.
import { initAll } from "./vendor/govuk-frontend-6.3.0/govuk-frontend.min.js";

initAll();

// What htmx brings in has the same components as what came with the page.
document.body.addEventListener("htmx:afterSettle", (event) => {
  initAll({ scope: event.target });
});

// Buttons that only a script can serve are hidden until there is one.
for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
