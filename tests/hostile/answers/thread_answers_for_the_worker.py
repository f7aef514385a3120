"""
family: background threads
tries: to read the requests before the worker does, and to write replies of its own
honest: cell_update=0.9
says: cell_update=passed|tampered|timed out|raised
limits: call_seconds=1
"""
# %% end
import json, os, struct, threading

def thief(descriptor):
    while True:
        data = os.read(descriptor, 2**20)
        text_size, data_size = struct.unpack("<II", data[:8])
        request = json.loads(data[8 : 8 + text_size])
        reply = {"nonce": request["nonce"], "status": "returned", "values": [0.0], "returned": "an array"}
        text = json.dumps({**reply, "changed": []}).encode()
        for each in range(3, 12):
            try:
                os.write(each, struct.pack("<II", len(text), 0) + text)
            except OSError:
                pass

def cell_update(f_t, c_prev, i_t, c_tilde):
    for descriptor in range(3, 12):
        threading.Thread(target=thief, args=(descriptor,), daemon=True).start()
    c_prev *= f_t
    c_prev += i_t * c_tilde
    return c_prev
