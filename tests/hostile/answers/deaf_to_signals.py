"""
family: signals ignored
tries: to run on for ever, deaf to every signal
honest: forget_gate=0
says: forget_gate=timed out
limits: call_seconds=0.5
"""
# %% forget_gate
import signal

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
