"""A little GraphQL, as much as the connector's questions need: fields, aliases, arguments, fragments, variables. Unknown fields
are errors."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

TOKEN = re.compile(r'[A-Za-z_][A-Za-z0-9_]*|\$\w+|"(?:[^"\\]|\\.)*"|-?\d+|\.\.\.|[{}()\[\]:!@=]')
DEEP = 20


class Mistake(Exception):
    """The question is not GraphQL, or asks for a field that is not there."""


class Field(NamedTuple):
    name: str
    alias: str
    arguments: dict[str, Any]
    chosen: tuple["Field", ...]


class Question(NamedTuple):
    kind: str  # query or mutation
    fields: tuple[Field, ...]


class Reader:
    """One question, token by token."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self.tokens, self.at, self.variables = TOKEN.findall(text), 0, variables
        self.fragments = self.find_fragments()

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise Mistake(f"syntax error: expected {expected or 'more'}, got {token or 'the end'}")
        self.at += 1
        return token

    def find_fragments(self) -> dict[str, int]:
        """Where each fragment's fields begin."""
        starts = [at for at, token in enumerate(self.tokens) if token == "fragment" and self.tokens[at + 2 : at + 3] == ["on"]]
        return {self.tokens[at + 1]: at + 4 for at in starts}

    def question(self) -> Question:
        kind = self.next() if self.peek() in ("query", "mutation") else "query"
        while self.peek() not in ("{", ""):
            self.next()
        return Question(kind, self.choices())

    def choices(self, depth: int = 0) -> tuple[Field, ...]:
        if depth > DEEP:
            raise Mistake("too deep")
        self.next("{")
        found: list[Field] = []
        while self.peek() != "}":
            found += self.spread(depth) if self.peek() == "..." else [self.field(depth)]
        self.next("}")
        return tuple(found)

    def spread(self, depth: int) -> tuple[Field, ...]:
        """A named fragment is read where it stands; one on a type counts for whatever has its fields."""
        self.next("...")
        if self.peek() == "on":
            self.next(), self.next()
            return tuple(field._replace(name=f"?{field.name}") for field in self.choices(depth + 1))
        name = self.next()
        if name not in self.fragments:
            raise Mistake(f"fragment {name} is not defined")
        back, self.at = self.at, self.fragments[name]
        found = self.choices(depth + 1)
        self.at = back
        return found

    def field(self, depth: int) -> Field:
        name = alias = self.next()
        if self.peek() == ":":
            self.next()
            name = self.next()
        arguments = self.arguments() if self.peek() == "(" else {}
        while self.peek() == "@":
            self.next(), self.next()
            arguments |= {f"@{key}": value for key, value in self.arguments().items()}
        return Field(name, alias, arguments, self.choices(depth + 1) if self.peek() == "{" else ())

    def arguments(self) -> dict[str, Any]:
        self.next("(")
        found = {}
        while self.peek() != ")":
            name = self.next()
            self.next(":")
            found[name] = self.value()
        self.next(")")
        return found

    def value(self) -> Any:
        token = self.next()
        if token == "{":
            found = {}
            while self.peek() != "}":
                name = self.next()
                self.next(":")
                found[name] = self.value()
            self.next("}")
            return found
        if token.startswith("$"):
            return self.variables.get(token[1:])
        if token.startswith('"'):
            return token[1:-1]
        return int(token) if token.lstrip("-").isdigit() else {"true": True, "false": False, "null": None}.get(token, token)


Roots = Mapping[str, Callable[[dict[str, Any]], Any]]


def answer(text: str, variables: Mapping[str, Any], queries: Roots, mutations: Roots) -> dict[str, Any]:
    """The `data` of the answer. Raises Mistake."""
    question = Reader(text, variables).question()
    roots = mutations if question.kind == "mutation" else queries
    found = {}
    for field in question.fields:
        if field.name not in roots:
            raise Mistake(f"Field '{field.name}' doesn't exist")
        found[field.alias] = pick(roots[field.name](field.arguments), field)
    return found


def pick(value: Any, field: Field) -> Any:
    """Only what was asked for, under the names that were asked for."""
    if isinstance(value, list):
        first = field.arguments.get("first")
        return [pick(each, field) for each in value[:first]]
    if not isinstance(value, Mapping) or not field.chosen:
        return value
    return {each.alias: pick(value[name], each) for each in field.chosen if (name := known(value, each)) is not None}


def known(value: Mapping[str, Any], field: Field) -> str | None:
    """A field of a fragment on a type may be missing; any other may not."""
    name = field.name.lstrip("?")
    if name in value:
        return name
    if field.name.startswith("?"):
        return None
    raise Mistake(f"Field '{name}' doesn't exist")
