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

const place = document.getElementById("graphiql");
// Subscriptions go to the live server, with the token that stands in Headers.
const fetcher = GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl: place.dataset.live });
const page = React.createElement(GraphiQL, {
  fetcher,
  defaultQuery: SAMPLE,
  defaultEditorToolsVisibility: "headers",
  isHeadersEditorEnabled: true,
  shouldPersistHeaders: false,
});

ReactDOM.createRoot(place).render(page);
