"use strict";

// ReDoc shows its makers' logo from their server: here no image is asked of another host.
const isOurs = (address) => {
  const { origin, protocol } = new URL(address, location);
  return origin === location.origin || protocol === "data:";
};
const images = HTMLImageElement.prototype;
const source = Object.getOwnPropertyDescriptor(images, "src");
Object.defineProperty(images, "src", {
  ...source,
  set(address) {
    if (isOurs(address)) {
      source.set.call(this, address);
    }
  },
});
images.setAttribute = function (name, value) {
  if (name !== "src" || isOurs(value)) {
    Element.prototype.setAttribute.call(this, name, value);
  }
};

// It has a light theme only: in the dark its colours are the site's own, of site.css.
const page = document.getElementById("redoc");
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const LIGHT = { colors: { primary: { main: "#0f766e" } }, code: {} };
const DARK = {
  code: { color: "#8fb3ad", backgroundColor: "#161c1d" },
  colors: {
    primary: { main: "#5eead4" },
    success: { main: "#5eead4" },
    error: { main: "#ffb4ab" },
    text: { primary: "#e9eceb", secondary: "#a2acab" },
    border: { dark: "#283031", light: "#283031" },
    gray: { 50: "#161c1d", 100: "#283031" },
    responses: {
      success: { color: "#5eead4", backgroundColor: "#12302c", tabTextColor: "#5eead4" },
      error: { color: "#ffb4ab", backgroundColor: "#3a1d1a", tabTextColor: "#ffb4ab" },
    },
  },
  schema: { nestedBackground: "#161c1d", linesColor: "#283031", typeNameColor: "#a2acab", requireLabelColor: "#ffb4ab" },
  sidebar: { backgroundColor: "#161c1d", textColor: "#e9eceb", activeTextColor: "#5eead4" },
};
const CODE = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const { code, ...theme } = prefersDark.matches ? DARK : LIGHT;

prefersDark.addEventListener("change", () => location.reload());
Redoc.init(
  page.dataset.document,
  {
    scrollYOffset: 0,
    hideDownloadButton: false,
    requiredPropsFirst: true,
    sortTagsAlphabetically: false,
    theme: {
      ...theme,
      typography: { fontFamily: FONT, headings: { fontFamily: FONT }, code: { fontFamily: CODE, ...code } },
      rightPanel: { backgroundColor: "#10201e" },
    },
  },
  page,
);
