"use strict";

const page = document.getElementById("swagger-ui");
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

const followTheme = () => document.documentElement.classList.toggle("dark-mode", prefersDark.matches);

// People paste their token with or without "Bearer " before it: both mean the same.
const withOneBearer = (request) => {
  const given = request.headers?.Authorization;
  if (given) {
    request.headers.Authorization = `Bearer ${given.replace(/^(\s*bearer\s+)+/i, "").trim()}`;
  }
  return request;
};

// An operation that anyone may call stands open until one has signed in.
const openUntilSignedIn = {
  statePlugins: {
    auth: {
      wrapSelectors: {
        isAuthorized: (original) => (state, ways) => original(state, ways.filter((way) => way.size > 0)),
      },
    },
  },
};

followTheme();
prefersDark.addEventListener("change", followTheme);
SwaggerUIBundle({
  url: page.dataset.document,
  domNode: page,
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none", // each room opens by a click: all of them at once take a browser many seconds
  filter: true,
  persistAuthorization: true,
  defaultModelsExpandDepth: 0,
  syntaxHighlight: { activated: true },
  validatorUrl: null,
  plugins: [openUntilSignedIn],
  requestInterceptor: withOneBearer,
});
