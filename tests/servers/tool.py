"""What `up` and `down` need beyond a shell: free ports, JSON, and processes told apart by more than their number.

    tool.py ports N                     N free ports of 127.0.0.1, one a line
    tool.py object KEY=TEXT KEY:=JSON   one JSON object
    tool.py get FILE KEY                what a JSON object says under that key
    tool.py join FILE...                one JSON object of several
    tool.py merge DIR                   DIR/servers.json from every DIR/run/NAME/server.json
    tool.py note FILE PID [SIGNAL]      remembers a process in FILE, with the moment at which it began
    tool.py alive FILE                  whether every process in FILE still runs
    tool.py end FILE                    ends them and their children, the youngest first, and forgets them
    tool.py resident FILE               the megabytes that they and their children hold together
    tool.py loopback FILE               fails if one of them listens anywhere but on this machine
    tool.py answers URL [STATUS]        whether a web server answers there

Only Python's own library is used.
"""

import json
import os
import pathlib
import signal
import socket
import sys
import time
import urllib.error
import urllib.request

# Seconds between being asked to end and being ended.
PATIENCE = 15


def ports(count):
    """Holds all of them at once, so that no two are the same."""
    held = []
    for _ in range(int(count)):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        held.append(one)
    for one in held:
        print(one.getsockname()[1])
        one.close()


def object_of(words):
    made = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            sys.exit(f"expected KEY=TEXT or KEY:=JSON, not {word}")
        if key.endswith(":"):
            made[key[:-1]] = json.loads(value)
        else:
            made[key] = value
    print(json.dumps(made))


def get(file, key):
    print(json.loads(pathlib.Path(file).read_text())[key])


def join(*files):
    print(json.dumps({key: value for file in files for key, value in json.loads(pathlib.Path(file).read_text()).items()}))


def merge(folder):
    """Whole or not at all: whoever reads it meanwhile gets the old one."""
    folder = pathlib.Path(folder)
    told = {path.parent.name: json.loads(path.read_text()) for path in sorted(folder.glob("run/*/server.json"))}
    new = folder / "servers.json.new"
    new.write_text(json.dumps(told, indent=1) + "\n")
    new.replace(folder / "servers.json")


# --- processes -----------------------------------------------------------------------------------------------------------


def stat(pid):
    """Parent and start of a process that lives; a number alone may meanwhile be somebody else's."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else (int(fields[1]), int(fields[19]))


def note(file, pid, name="TERM"):
    known = stat(pid)
    if known is None:
        sys.exit(f"process {pid} ended as soon as it began")
    with open(file, "a") as out:
        out.write(f"{pid} {known[1]} {name}\n")


def noted(file):
    """The processes of a file, the oldest first: number, start, signal."""
    try:
        lines = pathlib.Path(file).read_text().split("\n")
    except OSError:
        return []
    return [(int(pid), int(start), name) for pid, start, name in (line.split() for line in lines if line)]


def lives(pid, start):
    known = stat(pid)
    return known is not None and known[1] == start


def family(file):
    """Those of the file that live, and all their children: number to start."""
    every = {int(p.name): stat(p.name) for p in pathlib.Path("/proc").iterdir() if p.name.isdigit()}
    found = {pid: start for pid, start, _ in noted(file) if lives(pid, start)}
    grew = True
    while grew:
        children = {pid: s[1] for pid, s in every.items() if s and s[0] in found and pid not in found}
        grew = bool(children)
        found.update(children)
    return found


def alive(file):
    known = noted(file)
    if not known or not all(lives(pid, start) for pid, start, _ in known):
        sys.exit(1)


def send(pid, start, what):
    if lives(pid, start):
        try:
            os.kill(pid, what)
        except ProcessLookupError:
            pass


def gone(which, seconds):
    """Waits until none of them lives, as long as it may."""
    until = time.monotonic() + seconds
    while any(lives(pid, start) for pid, start in which):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def end(file):
    every = family(file)
    for pid, start, name in reversed(noted(file)):
        if lives(pid, start):
            send(pid, start, signal.Signals[f"SIG{name}"])
            if not gone([(pid, start)], PATIENCE):
                print(f"process {pid} did not end within {PATIENCE} s and is ended now")
                send(pid, start, signal.SIGKILL)
    # Children that outlived their parent.
    if not gone(every.items(), 2):
        for pid, start in every.items():
            send(pid, start, signal.SIGKILL)
    if not gone(every.items(), 10):
        sys.exit("not all processes could be ended")
    pathlib.Path(file).unlink(missing_ok=True)


def resident(file):
    """Pages that several share count once, where the system tells; otherwise once for each."""
    kilobytes = 0
    for pid in family(file):
        for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
            try:
                lines = pathlib.Path(f"/proc/{pid}/{name}").read_text().split("\n")
            except OSError:
                continue
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(key))
            break
    print(round(kilobytes / 1024))


def inodes(pid):
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target[8:-1]


def loopback(file):
    mine = {inode for pid in family(file) for inode in inodes(pid)}
    # As the kernel writes them: 127.0.0.1, ::1 and ::ffff:127.0.0.1.
    local = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
    for table in ("tcp", "tcp6"):
        path = pathlib.Path(f"/proc/net/{table}")
        for line in path.read_text().split("\n")[1:] if path.exists() else []:
            fields = line.split()
            # 0A is a socket that listens.
            if fields and fields[3] == "0A" and fields[9] in mine:
                host, port = fields[1].split(":")
                if host not in local:
                    sys.exit(f"it listens on port {int(port, 16)} for other machines too")


def answers(url, status="200"):
    try:
        with urllib.request.urlopen(url, timeout=10) as got:
            code = got.status
    except urllib.error.HTTPError as wrong:
        code = wrong.code
    except OSError:
        sys.exit(1)
    if code != int(status):
        sys.exit(1)


ACTS = {
    "ports": ports,
    "object": lambda *words: object_of(words),
    "get": get,
    "join": join,
    "merge": merge,
    "note": note,
    "alive": alive,
    "end": end,
    "resident": resident,
    "loopback": loopback,
    "answers": answers,
}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ACTS:
        sys.exit(__doc__)
    ACTS[sys.argv[1]](*sys.argv[2:])
