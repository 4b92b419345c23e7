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

const page = document.getElementById("redoc");
Redoc.init(
  page.dataset.document,
  {
    scrollYOffset: 0,
    hideDownloadButton: false,
    requiredPropsFirst: true,
    sortTagsAlphabetically: false,
    theme: {
      colors: { primary: { main: "#0f766e" } },
      typography: {
        fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
        headings: { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif' },
        code: { fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" },
      },
      rightPanel: { backgroundColor: "#10201e" },
    },
  },
  page,
);
