"""Which misconception stands behind which known mistakes of the exercises: the one table.

A mistake is named as in ``grader/exercises/``; ``question.name`` stands where the same name means
something else in another question, and goes before the plain name. The page of a misconception is
``book/misconceptions/ID.md``; its title is the one that is written here.
"""

# title of a part -> id of a misconception -> its title, the names of its mistakes
TABLE = {
    "One step": {
        "sigmoid-and-tanh": (
            "tanh on a gate, the sigmoid on content",
            """tanh-on-gate tanh-on-gates sigmoid-on-candidate activations-swapped
            sigmoid-of-cell-state sigmoid-for-tanh sign-of-candidate-lost""",
        ),
        "hard-activation": (
            "A function with corners for a smooth one",
            "hard-sigmoid hard-sigmoid-of-slope-one-sixth relu-for-tanh",
        ),
        "activation-missing": (
            "The activation is missing, or at another place",
            """activation-forgotten candidate-without-tanh tanh-forgotten
            tanh-of-cell-state-forgotten bias-after-sigmoid bias-after-tanh tanh-of-each-product
            tanh-of-product tanh-of-cell-state tanh-of-candidate-again tanh-of-new-state
            candidate-given-in-place-of-its-sum""",
        ),
        "bias-missing": ("The bias is left out", "bias-forgotten biases-forgotten"),
        "forget-bias-twice": ("The forget bias is added a second time", "forget-bias-added-again"),
        "term-missing": (
            "The input or the old state is left out",
            "recurrent-term-forgotten input-term-forgotten recurrent-weights-left-out",
        ),
        "two-products": (
            "The matrix product and the product entry by entry",
            """elementwise-product product-entry-by-entry matrix-product
            matrix-product-with-transpose""",
        ),
    },
    "Weights and blocks": {
        "gate-order": (
            "Gates in another order",
            """blocks-i-f-o-c blocks-f-i-c-o blocks-f-c-i-o blocks-o-f-c-i order-i-f-o-c
            order-f-i-c-o order-f-c-i-o order-i-c-f-o order-o-f-c-i blocks-r-z-h blocks-z-h-r
            gates-exchanged reset-gate-negated candidate-negated""",
        ),
        "blocks-cut": (
            "The blocks are cut in another way",
            """blocks-interleaved columns-interleaved every-third-column split-along-batch
            cut-along-the-rows rows-for-columns whole-bias""",
        ),
        "weights-transposed": (
            "The weights are transposed",
            """recurrent-weights-transposed recurrent-blocks-transposed recurrent-kernel-transposed
            recurrent-block-transposed weights-first samples-as-columns kernel-block-transposed""",
        ),
        "joined-order": (
            "Joined in one order, multiplied in another",
            "concatenation-order weights-joined-in-another-order",
        ),
        "weights-of-another-block": (
            "The weights of another block or layer",
            """input_gate_and_candidate.weights-swapped gate-weights-swapped
            candidate-from-gate-weights gate-from-candidate-weights candidate-with-gate-bias
            candidate-with-gate-recurrent-weights always-the-first-block forward-weights-for-both
            weights-exchanged""",
        ),
        "features-and-units": (
            "Features and units exchanged",
            """weights-swapped kernels-swapped sizes-swapped features-for-units
            kernel-cut-by-features units-as-time-steps""",
        ),
    },
    "Gates and states": {
        "gate-read-as-loss": (
            "A gate is read as the part that is lost",
            "complement forget-gate-read-as-loss reset-gate-read-as-loss",
        ),
        "place-of-a-gate": (
            "A gate is missing, or acts on another factor",
            """input-gate-forgotten output-gate-forgotten reset-forgotten gates-swapped
            forget-gate-on-both candidate-already-gated candidate-already-weighed
            update-gate-in-candidate reset-on-the-input reset-on-everything reset-state-kept
            output-gate-on-cell-state""",
        ),
        "gates-of-another-cell": (
            "The gates of another cell",
            """forget-gate-taken-from-input-gate input-gate-taken-from-forget-gate gate-on-the-state
            gate-sees-cell-state mean-in-place-of-sum open-input-gate-overwrites
            open-forget-gate-keeps-the-new-out""",
        ),
        "parts-of-the-new-state": (
            "The new state without one of its parts",
            """memory-forgotten new-content-forgotten old-state-missing candidate-returned
            difference-in-place-of-sum product-in-place-of-sum sum-in-place-of-product
            forget-gate-forgotten old-state-kept-whole state-added-to-state""",
        ),
        "hidden-and-cell-state": (
            "Hidden state and cell state exchanged",
            """states-swapped initial-states-swapped cell-state-returned cell-states-returned
            cell-states-in-the-sequence hidden-state-for-the-cell-state
            hidden-state-from-previous-one cell-state-for-backward-half""",
        ),
        "before-and-after": (
            "The state before the step, and the state after it",
            """hidden-state-from-old-cell-state slope-at-the-old-state slope-at-the-state-before
            forget-gate-gradient-from-new-cell-state recurrent-gradient-from-new-hidden-state
            recurrent-gradient-from-new-state states-after-the-step""",
        ),
        "gate-at-zero": (
            "A sum of zero closes or opens a gate",
            "sum-of-zero-closes-gates sum-of-zero-opens-gates",
        ),
        "gate-and-bias": (
            "From a gate back to its bias",
            """gate-in-place-of-bias sigmoid-not-undone logarithm-of-the-gate sign
            one-minus-gate-alone logarithm-to-base-two logarithm-to-base-ten
            tanh-in-place-of-sigmoid""",
        ),
        "half-life": (
            "Another measure for the half-life",
            """e-in-place-of-two one-n-th-lost-at-each-step halved-in-a-straight-line
            half-life-of-the-square one-step-too-many exponent-upside-down
            rule-for-long-half-lives""",
        ),
    },
    "Sequences": {
        "state-not-carried": (
            "The state is not carried on",
            "hidden-state-not-carried cell-state-not-carried state-not-carried",
        ),
        "initial-state": (
            "The initial state is not the one that is given",
            """initial-states-ignored initial-state-ignored initial-cell-state-ignored
            starts-from-ones last-state-before-the-first-step array-as-truth-value""",
        ),
        "one-step-off": (
            "One step too few, too many, or too late",
            """last-step-missing state-stored-before-step initial-state-included two-steps-back
            first-time-step-missing gradient-of-the-first-state-for-h-0 one-step-too-far-back
            mask-of-the-step-before forget-gate-of-the-step-before""",
        ),
        "one-array": ("Two names, one array", "one-state-repeated"),
        "time-and-batch": (
            "Time and batch exchanged",
            """samples-read-as-time-steps time-axis-first time-first batch-turned-round
            all-axes-turned-round state-runs-through-the-batch steps-and-samples-mixed
            batch-forgotten""",
        ),
        "last-sample": ("The last sample for the last time step", "last-sample-for-last-step"),
        "reading-direction": (
            "Read in the other direction",
            """time-reversed going-backwards-ignored only-the-rows-turned backward-input-not-turned
            nothing-turned loop-forwards""",
        ),
        "order-of-the-loop": (
            "The order of the loop, and the order of time",
            """rows-in-order-of-time state-at-the-last-time-step backward-output-not-turned-back
            input-gradients-in-the-order-of-the-loop in-the-order-of-the-loop""",
        ),
        "each-step-its-own-input": (
            "All steps are treated as one",
            "first-input-at-every-step first-step-everywhere steps-averaged last-step-only",
        ),
        "order-of-the-values": (
            "Right values, returned in another order",
            """outputs-swapped gates-returned-in-wrong-order first-two-swapped final-states-swapped
            pairs-swapped initial-gradients-swapped""",
        ),
    },
    "The GRU": {
        "z-keeps-or-takes": (
            "z keeps, or z takes",
            """update-gate-keeps update-gate-takes update-gate-as-in-keras first-form
            sign-of-update-gate direct-path-with-update-gate""",
        ),
        "change-of-sign": (
            "From one z to the other without the whole sign",
            """nothing-changed everything-negated both-gates-negated bias-not-changed
            only-bias-changed recurrent-kernel-not-changed one-minus-the-weights
            reciprocal-of-the-weights""",
        ),
        "reset-place": (
            "The reset gate after the product, or before it",
            "reset-after-product reset-before-product reset-gate-as-in-keras",
        ),
    },
    "Gradients": {
        "slope-of-the-activation": (
            "The slope of the activation",
            """slope-of-tanh-forgotten slope-of-sigmoid-forgotten slope-of-candidate-forgotten
            slope-missing-in-the-weights norm-of-the-gradient-before-tanh
            recurrent-weights-before-the-slope slope-of-sigmoid candidate-with-slope-of-sigmoid
            square-forgotten tanh-once-more slope-of-sigmoid-taken-at-the-gate""",
        ),
        "paths-of-the-gradient": (
            "A path of the gradient too few, or one too many",
            """later-cell-gradient-ignored path-through-hidden-state-missing dc-prev-from-dc-t-alone
            later-steps-ignored only-the-last-output-counts direct-path-missing
            way-through-reset-missing ways-through-gates-missing old-state-missing-in-update-gate
            upstream-gradient-passed-on gradient-at-every-step cell-gradient-not-carried
            hidden-gradient-not-carried last-hidden-gradient-ignored last-cell-gradient-ignored
            last-cell-gradient-at-every-step cell-gradient-ignored""",
        ),
        "other-factor": (
            "The other factor of the product",
            """forget-gate-missing-in-dc-prev output-gate-gradient-without-tanh
            update-gate-missing-in-candidate reset-missing-on-the-way-back
            candidate-block-from-the-old-state forget-gate-missing""",
        ),
        "way-back-transposed": (
            "The way back without the transpose",
            """recurrent-weights-not-transposed candidate-weights-not-transposed
            recurrent-gradient-transposed""",
        ),
        "averages-for-sums": (
            "Averages, or one share, where sums belong",
            """bias-gradient-averaged weight-gradients-averaged averaged-over-time
            weights-from-the-first-step-only weights-from-the-last-step-only
            bias-gradient-summed-over-units""",
        ),
        "one-clipping-factor": (
            "Clipping without one factor for all",
            """each-array-by-itself entries-cut-off bias-left-as-it-is short-gradients-lengthened
            comparison-the-wrong-way-round nothing-clipped limit-not-in-the-factor
            factor-upside-down set-to-zero""",
        ),
        "another-norm": (
            "Another measure for the norm",
            """square-root-forgotten sum-of-magnitudes largest-magnitude norms-added
            magnitudes-added mean-of-squares largest-norm-of-an-array bias-not-in-the-norm
            one-norm-for-the-batch relative-to-the-last bound-for-norm""",
        ),
    },
    "Outputs and losses": {
        "rows-of-probabilities": (
            "Rows that are no probabilities",
            """softmax-forgotten division-forgotten not-divided-by-the-sum sigmoid-for-softmax
            logarithms-returned most-likely-class-only softmax-twice softmax-over-the-batch
            divided-by-the-sums-of-the-columns divided-by-the-sum-of-all softmax-over-time
            softmax-over-batch softmax-over-everything softmax-over-one-sample""",
        ),
        "softmax-overflow": (
            "A softmax that overflows",
            """nothing-subtracted largest-of-all-samples-subtracted largest-of-each-class-subtracted
            smallest-subtracted scores-cut-off""",
        ),
    },
    "Layers and their shapes": {
        "what-comes-back": (
            "What return_sequences and return_state change",
            """time-axis-always time-axis-never sequences-add-a-value states-in-place-of-output
            one-state-for-the-lstm cell-state-for-every-layer state-of-every-step""",
        ),
        "halves-at-their-ends": (
            "The last row for the last output",
            "last-row-as-last-output first-row-as-last-output halves-at-their-beginnings",
        ),
        "two-directions": (
            "How two directions are put together",
            """backward-half-first units-alternate halves-added joined-along-time width-not-doubled
            states-as-wide-as-the-output states-merged states-of-one-direction""",
        ),
        "masked-step": (
            "A masked step leaves its sample as it is",
            """mask-ignored mask-inverted masked-rows-are-zero state-set-to-zero
            state-set-to-the-initial-state input-set-to-zero last-state-of-the-unmasked-step
            last-state-zero-where-masked filling-taken-to-be-at-the-end
            stopped-at-the-first-masked-step mask-of-the-first-sample left-out-if-any-is-masked
            read-if-any-is-real""",
        ),
    },
    "Counting and rounding": {
        "weights-not-counted": (
            "Weights that are not counted",
            """parameter_counts.biases-forgotten gru_parameter_counts.biases-forgotten no-bias
            recurrent-weights-forgotten recurrent-kernel-forgotten input-weights-forgotten
            recurrent-weight-for-each-unit one-recurrent-weight-for-each-unit one-unit-only
            three-blocks one-block lstm-with-three-blocks gru-with-two-blocks gru-with-four-blocks
            four-blocks two-blocks one-bias-for-the-lstm recurrent-kernel-shared
            biases-shared-by-the-blocks""",
        ),
        "one-bias-or-two": (
            "One bias or two",
            """two-biases one-bias-in-both two-biases-in-both second-bias-for-the-candidate-only
            everything-twice gru-with-one-bias two-biases-reset-before forms-of-the-gru-swapped
            torch-with-one-bias two-biases-everywhere one-bias-everywhere
            second-bias-outside-the-reset first-bias-inside-the-reset bias-rows-swapped
            second-bias-forgotten first-bias-forgotten bias-added-with-both-rows""",
        ),
        "rounding": (
            "Another rounding, or another number format",
            """bits-cut-off ties-away-from-zero ties-upwards rounded-down rounded-up
            rounded-away-from-zero one-bit-too-few one-bit-too-many fixed-point three-decimal-places
            float16 bfloat16 not-rounded""",
        ),
    },
}
