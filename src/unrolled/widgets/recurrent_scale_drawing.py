"""What the gradient along an unrolled network is drawn as: a plot above a row of states."""

WIDTH, HEIGHT = 408, 208  # of the plot
LEFT, TOP = 62, 12
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
SHORTEST, LONGEST = -12, 4  # the powers of ten at the ends of the plot
_DESCRIPTION = (
    "A plot above a row of boxes. The boxes are the states of an unrolled plain RNN, the first on "
    "the left, the last on the right. Each is the fuller, the longer the gradient is that arrives "
    "there. The dots above show this length on a logarithmic scale, and dashes the bound, the gain "
    "to the power of the number of steps. The text below has the numbers."
)


def drawing(time):
    """Return the SVG for so many steps; templates.fill sets its marks and boxes.

    From left to right stand the states h_0 to h_T. Each has a dot for the gradient that arrives
    there, a dash for the bound, and a box. Their places are called left_n, bound_n and box_n for
    the state n steps before the last.
    """
    pitch = WIDTH / (time + 1)
    columns = [(back, LEFT + pitch * (time - back + 0.5)) for back in range(time, -1, -1)]
    marks = "".join(_marks(back, x, pitch) for back, x in columns)
    boxes = "".join(_box(back, x, pitch) for back, x in columns)
    return (
        '<svg class="recurrent-scale" viewBox="0 0 480 314" role="img" '
        f'style="--plot: {HEIGHT}px;" aria-label="{_DESCRIPTION}">'
        f'{_axis()}<g transform="translate(0 {BOTTOM})">{marks}</g>{_legend()}{boxes}{_way(time)}'
        "</svg>"
    )


def _marks(back, x, pitch):
    dash = f'<path d="M{x - pitch / 2:.1f} 0h{pitch:.1f}"/>'
    dot = f'<circle cx="{x:.1f}" cy="0" r="{min(5, pitch / 2.6):.1f}"/>'
    return (
        f'<g class="dash" data-wire="bound_{back}">{dash}</g>'
        f'<g class="dot" data-wire="left_{back}" data-back="{back}">{dot}</g>'
    )


def _box(back, x, pitch):
    return (
        f'<rect class="state" data-wire="box_{back}" data-back="{back}" rx="2" '
        f'x="{x - 0.36 * pitch:.1f}" y="244" width="{0.72 * pitch:.1f}" height="26"/>'
    )


def _axis():
    lines = ""
    for power in range(SHORTEST, LONGEST + 1, 4):
        y = TOP + HEIGHT * (LONGEST - power) / (LONGEST - SHORTEST)
        exponent = str(power).replace("-", "−")
        number = "1" if power == 0 else f'10<tspan class="sub" dy="-6">{exponent}</tspan>'
        lines += (
            f'<path class="{"one" if power == 0 else "grid"}" d="M{LEFT} {y:g}h{WIDTH}"/>'
            f'<text class="end" x="{LEFT - 8}" y="{y + 5:g}">{number}</text>'
        )
    return lines


def _legend():
    text = f'<text class="end" x="{RIGHT - 22}" y="{{}}">{{}}</text>'
    return (
        text.format(BOTTOM - 34, "length of the gradient")
        + text.format(BOTTOM - 12, "bound: the power of the gain")
        + f'<g class="dot"><circle cx="{RIGHT - 9}" cy="{BOTTOM - 39}" r="5"/></g>'
        f'<g class="dash"><path d="M{RIGHT - 16} {BOTTOM - 17}h14"/></g>'
    )


def _way(time):
    state = '<tspan class="var">h</tspan><tspan class="sub" dy="4">{}</tspan></text>'
    return (
        f'<text x="{LEFT}" y="292">{state.format(0)}'
        f'<text class="end" x="{RIGHT}" y="292">{state.format(time)}'
        f'<path class="way" d="M{RIGHT - 46} 287H{LEFT + 44}"/>'
        f'<path class="tip" d="M{LEFT + 36} 287l10-5v10z"/>'
        f'<text class="middle" x="{LEFT + WIDTH / 2:g}" y="308">the way of the gradient</text>'
    )
