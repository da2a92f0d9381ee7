"""The checks that a program needs, as functions bound at the head of its file."""

from __future__ import annotations

from dataclasses import dataclass, field

from difpy.program import Call, Constant, Expression, Position, Program


@dataclass
class Checks:
    """One check for each kind and each file of the user: see runtime/checks.py."""

    taken: set[str]
    used: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Checks:
        """No checks yet; their names will be new in the program."""
        names = {name for f in program.functions.values() for name in f.variables}
        return cls(names | set(program.functions))

    def call(self, kind: str, at: Position, *arguments: Expression) -> Expression:
        """A call that checks its first argument and gives it back."""
        key = (kind, at.file)
        if key not in self.used:
            self.used[key] = self._new_name(f"check_{kind}")
        return Call(self.used[key], (*arguments, Constant(at.line)), type=arguments[0].type)

    def bindings(self) -> tuple[tuple[str, Expression], ...]:
        """What makes the checks."""
        made = {name: (Constant(kind), Constant(file)) for (kind, file), name in self.used.items()}
        return tuple((name, Call("difpy.check", arguments)) for name, arguments in made.items())

    def _new_name(self, kind: str) -> str:
        name, count = kind, 1
        while name in self.taken:
            count += 1
            name = f"{kind}_{count}"
        self.taken.add(name)
        return name
