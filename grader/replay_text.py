"""A verdict that was made again, as plain text for the instructor's terminal."""

from collections.abc import Iterator
from textwrap import indent

from grader.example import as_value
from grader.replay import Call, Replay
from grader.show import as_text

WHOLE = 1000  # an array with more entries is shown by its corners


def lines(replay: Replay, every_call: bool = False) -> Iterator[str]:
    """Yield the lines to print: the calls, the verdict, and whether it is the one on record.

    Without ``every_call`` only the first call that went wrong is shown, or else the first one.
    """
    wrong = [number for number, call in enumerate(replay.calls) if not call.right]
    for number, call in enumerate(replay.calls):
        if every_call or number == (wrong[0] if wrong else 0):
            yield from _call(replay, number, call)
    marks = "".join("✓" if call.right else "✗" for call in replay.calls)
    yield f"Calls: {marks or 'none'} (protection: {replay.protection}; seed: {replay.seed})"
    yield ""
    yield _printable(as_text(replay.verdict))
    yield ""
    yield from _comparison(replay)


def _call(replay, number: int, call: Call) -> Iterator[str]:
    yield f"{replay.question.name}, call {number + 1}: {call.case.description}"
    names = [output.name for output in replay.question.outputs]
    parts = (
        ("called with", call.case.arguments.items()),
        ("expected", zip(names, call.expected, strict=True)),
        ("returned", zip(names, call.reply.values, strict=False)),
    )
    for words, values in parts:
        yield f"  {words}:"
        for name, value in values:
            value = as_value(name, value, WHOLE)
            yield _printable(f"    {value.name} ({value.kind})")
            if value.digits:
                yield indent(value.digits, "      ")
    if call.wrong:
        yield _printable(f"  {call.wrong}")
    yield ""


def _comparison(replay) -> Iterator[str]:
    if replay.grader_changed:
        yield "The grader, the exercise or the submission's other files have changed since."
    if replay.same:
        yield "This is the verdict on record."
    else:
        yield "This is not the verdict on record, which is:"
        yield _printable(indent(as_text(replay.on_record), "  "))
        if not replay.grader_changed:
            yield (
                "Nothing else has changed, so the answer does not do the same at every run. Its "
                "time, chance, or the calls of other questions have a part in it."
            )


def _printable(text: str) -> str:
    """Return ``text`` without what would command a terminal."""
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in text)
