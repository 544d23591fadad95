"""Tables of moves as people read them: Markdown, with a Mermaid diagram."""

from collections.abc import Iterable, Sequence

from crm.codes import Code

Arrow = tuple[Code, Code, str]
"""From a state to another, and what the move is called."""


def diagram(states: type[Code], first: Code, arrows: Iterable[Arrow], ends: Sequence[Code] = ()) -> str:
    """A state diagram: every state by its label, where it begins, every move."""
    lines = [f"    {state.value}: {state.label}" for state in states]
    lines += [f"    {a.value} --> {b.value}: {name}" for a, b, name in arrows]
    lines += [f"    {state.value} --> [*]" for state in ends]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}", *lines, "```"])


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    head, rule, *rest = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([head, rule.replace(" ", ""), *rest, ""])
