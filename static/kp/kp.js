/* Less waiting, nothing more: every page works without this file. */
(() => {
  "use strict";

  const focusErrors = (root) => {
    const summary = root.querySelector("[data-kp-focus]");
    if (summary && document.activeElement !== summary) summary.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".errors a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.focus();
      (field.labels && field.labels[0] ? field.labels[0] : field).scrollIntoView({ block: "center" });
    }
    document.querySelectorAll("details[data-kp-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-kp-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-kp-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A second click of the same button waits for the first one's answer. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.kpSent && form.method === "post") event.preventDefault();
    else form.dataset.kpSent = "1";
    setTimeout(() => delete form.dataset.kpSent, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-kp-sent]").forEach((form) => delete form.dataset.kpSent);
  });

  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
  document.documentElement.classList.add("js");
  window.addEventListener("load", () => setTimeout(() => focusErrors(document), 50));
})();
