"""Names that lowering binds at the head of the printed file."""

from __future__ import annotations

from dataclasses import dataclass, field

from difpy.program import Call, Constant, Expression, Program


@dataclass
class Bindings:
    """Functions made by calls such as `check_index = difpy.check("index", "ode.py")`."""

    taken: set[str]
    used: dict[tuple[str, ...], str] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Bindings:
        """None yet; their names will be new in the program."""
        names = {name for f in program.functions.values() for name in f.variables}
        return cls(names | set(program.functions) | {name for name, _ in program.bindings})

    def name(self, wish: str, maker: str, *texts: str) -> str:
        """The name of what `maker` makes of the texts."""
        key = (maker, *texts)
        if key not in self.used:
            self.used[key] = self._new_name(wish)
        return self.used[key]

    def made(self) -> tuple[tuple[str, Expression], ...]:
        """What is to be bound, in the order of its first use."""
        return tuple(
            (name, Call(maker, tuple(map(Constant, texts)))) for (maker, *texts), name in self.used.items()
        )

    def _new_name(self, wish: str) -> str:
        name, count = wish, 1
        while name in self.taken:
            count += 1
            name = f"{wish}_{count}"
        self.taken.add(name)
        return name
