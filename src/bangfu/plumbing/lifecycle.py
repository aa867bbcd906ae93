"""Life cycles as tables: pages, routes, the permission matrix and the diagrams in the docs are derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class Transition:
    """``name`` leads from any of ``sources`` to ``target``; ``permission`` says who; ``words`` is the button's text."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str
    words: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """``states`` maps a stored state to its Chinese name; ``transitions`` is the whole truth of how it may change."""

    noun: str
    states: Mapping[str, str]
    transitions: tuple[Transition, ...]

    def transition(self, name: str) -> Transition:
        """The transition called ``name``. Errors: ``KeyError``."""
        return {each.name: each for each in self.transitions}[name]

    def refusal(self, state: str, name: str) -> Refusal | None:
        """Why ``name`` cannot happen in ``state``, or None when it can."""
        step = self.transition(name)
        if state in step.sources:
            return None
        wanted = "、".join(self.states[source] for source in step.sources)
        return Refusal(
            "wrong_state",
            f"{self.noun}现在是“{self.states[state]}”，不能{step.words}；只有“{wanted}”的{self.noun}可以。请刷新页面看最新情况。",
        )

    def open_from(self, state: str) -> tuple[Transition, ...]:
        """The transitions that can start in ``state``, in table order."""
        return tuple(each for each in self.transitions if state in each.sources)

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {key}: {name}" for key, name in self.states.items()]
        lines += [
            f"    {source} --> {each.target}: {each.words}" for each in self.transitions for source in each.sources
        ]
        return "\n".join(lines)
