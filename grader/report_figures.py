"""The figures of the class report, as SVG that takes its colours from the page."""

from matplotlib.ticker import MaxNLocator

from unrolled.plots import ACCENT, INK, styled, to_svg

BINS = 10


def distribution(scores: list[float], possible: float) -> str:
    """Return how many submissions have how many points, in ten equal steps."""
    with styled(5.6, 2.6) as (figure, axes):
        counts, edges, _ = axes.hist(
            scores, bins=BINS, range=(0, possible or 1), color=INK, alpha=0.75, rwidth=0.92
        )
        axes.set(xlabel="points", ylabel="submissions", xticks=edges[::2])
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    steps = ", ".join(
        f"{int(count)} from {low:g} to {high:g}"
        for count, low, high in zip(counts, edges, edges[1:], strict=False)
        if count
    )
    return to_svg(figure, f"How many submissions have how many points: {steps}.")


def items(rows: list[tuple[str, float, float | None]]) -> str:
    """Return each question's pass rate, and how well it tells submissions apart, side by side.

    ``rows`` holds for each question its name, its pass rate and its discrimination.
    """
    places = range(len(rows), 0, -1)  # the first question on top
    size = {"width": 5.6, "height": 0.7 + 0.26 * len(rows)}
    with styled(**size, ncols=2, sharey=True) as (figure, (left, right)):
        left.barh(places, [rate for _, rate, _ in rows], color=INK, alpha=0.75, height=0.6)
        left.set(xlabel="pass rate", xlim=(0, 1), yticks=places)
        left.set_yticklabels([name for name, _, _ in rows])
        known = [(r, place) for (_, _, r), place in zip(rows, places, strict=True) if r is not None]
        right.axvline(0, color=INK, linewidth=0.8)
        right.plot([r for r, _ in known], [place for _, place in known], "o", color=ACCENT)
        right.set(xlabel="discrimination", xlim=(-1, 1))
    told = "; ".join(
        f"{name}: {rate:.0%}, " + ("undefined" if r is None else f"{r:.2f}")
        for name, rate, r in rows
    )
    return to_svg(figure, f"Pass rate and discrimination of each question. {told}.")
