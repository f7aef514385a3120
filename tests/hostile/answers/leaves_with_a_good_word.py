"""
family: os._exit
tries: to write a reply of its own and to end the process at once
honest: forget_gate=0
says: forget_gate=tampered|raised
"""
# %% forget_gate
import json, os, struct

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    array = {"dtype": "<f8", "shape": [len(x_t), len(b_f)]}
    data = np.zeros((len(x_t), len(b_f))).tobytes()
    reply = {"nonce": "", "status": "returned", "values": [array], "returned": "", "changed": []}
    text = json.dumps(reply).encode()
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, struct.pack("<II", len(text), len(data)) + text + data)
        except OSError:
            pass
    os._exit(0)
