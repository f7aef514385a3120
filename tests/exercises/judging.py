"""Judge a function as the answer to a question, on the cases that a seed gives."""

import numpy as np

from grader.judge import judge
from grader.sandbox.wire import read_reply
from grader.sandbox.worker import call_function


def judged(question, function, seed):
    def call(arguments):
        outputs = len(question.outputs)
        return read_reply(call_function(function, arguments, outputs), outputs)

    return judge(question, call, np.random.default_rng(seed))
