"use strict";

const SAMPLE = `# Ctrl-Space completes, the book
# on the left explains.
#
# To sign in, put a token of
# POST /api/token/ into Headers:
# {"Authorization": "Bearer …"}

query Categories {
  categories(first: 10) {
    totalCount
    edges {
      node {
        id
        name
        slug
      }
    }
  }
}
`;

const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
const place = document.getElementById("graphiql");
const page = React.createElement(GraphiQL, {
  fetcher,
  defaultQuery: SAMPLE,
  defaultEditorToolsVisibility: "headers",
  isHeadersEditorEnabled: true,
  shouldPersistHeaders: false,
});

ReactDOM.createRoot(place).render(page);
