"""Documents that ask for too much, each in its own way (promises, case 11)."""

EVERYTHING = "id name slug description createdAt"


def deep(levels: int) -> str:
    return "{ category(id: 1) " + "{ parent " * levels + "{ id }" + " }" * levels + " }"


def doubling(levels: int) -> str:
    chain = " ".join(f"fragment F{n} on Category {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ category(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Category {{ id name slug }}"


def doubling_with_aliases(levels: int) -> str:
    chain = " ".join(
        f"fragment F{n} on Category {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ category(id: 1) {{ ...F0 }} }} {chain} fragment F{levels} on Category {{ id }}"


def introspections(number: int) -> str:
    return " ".join(f"s{n}: __schema {{ description }}" for n in range(number))


def pages(size: str) -> str:
    return " ".join(
        f"a{n}: categories(first: {size}) {{ edges {{ node {{ {EVERYTHING} parent {{ {EVERYTHING} }} }} }} }}"
        for n in range(19)
    )


def registrations(number: int) -> str:
    who = '{username: "x", email: "x@example.com", password: "StrongPass123"}'
    return " ".join(f"a{n}: register(input: {who}) {{ id }}" for n in range(number))


ATTACKS = {
    "depth": deep(30),
    "depth beyond Python's": deep(5_000),
    "depth in lists": "{ category(id: " + "[" * 400 + "]" * 400 + ") { id } }",
    "depth by fragments": "{ category(id: 1) { ...F0 } }"
    + " ".join(f"fragment F{n} on Category {{ parent {{ ...F{n + 1} }} }}" for n in range(60))
    + "fragment F60 on Category { id }",
    "aliases": "{ " + " ".join(f"a{n}: categories {{ totalCount }}" for n in range(100)) + " }",
    "aliases by fragments": doubling_with_aliases(8),
    "fragment doubling": doubling(30),
    "fragment cycle": "{ category(id: 1) { ...A } } "
    "fragment A on Category { parent { ...B } } fragment B on Category { parent { ...A } }",
    "fields": "{ category(id: 1) { " + "id name slug " * 200 + "} }",
    "the same field with fields": "{" + " categories { totalCount }" * 150 + "}",
    "tokens": "{ category(id: 1) { id } } " + "# " + "\n" + "query Q($a: Int) { __typename } " * 400,
    "a megabyte of tokens": "{ category(id: 1) { id " + "x " * 400_000 + "} }",
    "a megabyte of comment": "{ __typename }" + "#" * 900_000,
    "a megabyte of text": '{ category(id: "' + "9" * 900_000 + '") { id } }',
    "directives": "{ __typename " + "@include(if: true) " * 500 + "}",
    "unknown fields": "{ " + " ".join(f"categorie{n}" for n in range(300)) + " }",
    "unknown long name": "{ " + "categories" * 1_500 + " }",
    "cost by page": "{ categories(first: 100) { edges { node { "
    + "parent { parent { id name slug description createdAt } id name slug description createdAt } " * 18
    + "} } } }",
    "cost by many pages": f"{{ {pages('100')} }}",
    "cost by many pages of a default": f"query($n: Int = 100) {{ {pages('$n')} }}",
    "cost less a negative page": f"{{ categories(first: -9999) {{ edges {{ cursor }} }} {pages('100')} }}",
    "mutations": f"mutation {{ {registrations(6)} }}",
    "mutations in a fragment": f"mutation {{ ...all }} fragment all on Mutation {{ {registrations(6)} }}",
    "introspection by aliases": "{ "
    + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(10))
    + " }",
    "introspection in circles": "{ __schema { types { fields { type { fields { type { fields { type { fields "
    "{ name } } } } } } } } } }",
}
