// The theme: as the system has it, light or dark. It is set before the page is drawn, and
// kept where the browser lets a page keep something (a file:// page may not be let).
"use strict";
(() => {
  const names = { auto: "system", light: "light", dark: "dark" };
  const order = Object.keys(names);
  const root = document.documentElement;
  let theme = "auto";
  try {
    theme = localStorage.getItem("smtpspec-theme") || theme;
  } catch {
    // Nothing is kept then.
  }
  const show = () => {
    if (!Object.hasOwn(names, theme)) theme = "auto";
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const name = document.getElementById("theme-name");
    if (name) name.textContent = names[theme];
  };
  root.classList.add("scripted");
  show();
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      show();
      try {
        localStorage.setItem("smtpspec-theme", theme);
      } catch {
        // It holds until the page is left.
      }
    });
  });
})();
