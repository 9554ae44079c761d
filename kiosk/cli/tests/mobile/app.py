"""A phone's app, written against the Python binding: it opens a session, has a simulated chip read and tells how it went.

usage: app.py BEHAVIOUR ADDRESS [COMMAND DOCUMENT]

COMMAND is idkontroll, DOCUMENT the folder that plays the document. One JSON object goes to standard output.
"""

import json
import os
import subprocess
import sys
import threading
import time

import capture_mobile as capture

AFTER = 6  # commands, then something happens


class SimulatedChip(capture.Chip):
    """The phone's NFC: `idkontroll simulate chip --stdio` behind it."""

    def __init__(self, command, document):
        arguments = [command, "simulate", "chip", "--document", document, "--stdio"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(arguments, text=True, **pipes)
        self.document = document
        self.commands = 0

    def transceive(self, command):
        self.commands += 1
        if self.commands == AFTER:
            changed = self.happens()
            if changed is not None:
                return changed
        self.process.stdin.write(command.hex() + "\n")
        self.process.stdin.flush()
        answer = bytes.fromhex(self.process.stdout.readline())
        if not answer:
            raise capture.ChipError.Lost()
        return answer

    def happens(self):
        """What the behaviour does to the AFTERth command; None when it is answered as ever."""


class TakenAway(SimulatedChip):
    def happens(self):
        os.rename(self.document, self.document + "-away")


class Throws(SimulatedChip):
    def happens(self):
        raise ValueError("L898902C3")


class AnswersWith(SimulatedChip):
    def __init__(self, answer, command, document):
        super().__init__(command, document)
        self.answer = answer

    def happens(self):
        return self.answer


class Hangs(SimulatedChip):
    hanging = threading.Event()

    def happens(self):
        Hangs.hanging.set()
        time.sleep(3600)


class Shown(capture.Observer):
    """What the app shows of the progress."""

    def __init__(self):
        self.progress_heard = []

    def progress(self, progress):
        heard = [progress.stage, progress.file, progress.percent]
        self.progress_heard.append(heard)


class Broken(capture.Observer):
    def progress(self, progress):
        raise KeyError(progress.stage)


def ended(action):
    """`done`, or the error's name."""
    try:
        action()
        return "done"
    except capture.SessionError as error:
        return type(error).__name__


def soon(action):
    """Does it from another thread, once the chip hangs."""

    def wait():
        Hangs.hanging.wait()
        action()

    threading.Thread(target=wait, daemon=True).start()


CHIPS = {
    "taken-away": TakenAway,
    "throws": Throws,
    "empty": lambda *place: AnswersWith(b"", *place),
    "gigantic": lambda *place: AnswersWith(b"\x00" * (64 << 20) + b"\x90\x00", *place),
    "no-bytes": lambda *place: AnswersWith(9000, *place),
    "hangs": Hangs,
    "hangs-and-cancels": Hangs,
}


def main(behaviour, address, *place):
    settings = capture.Settings(answer_seconds=1 if behaviour == "hangs" else 20)
    session = capture.Session(address, settings)
    told = {"commands": 0}
    if behaviour == "reads-first":
        told["end"] = ended(lambda: session.read(SimulatedChip(*place), Shown(), 65536))
        return told
    try:
        introduction = session.open()
    except capture.SessionError as error:
        return {"end": type(error).__name__, "text": str(error)}
    told["introduction"] = [introduction.issuer, introduction.purpose, introduction.policy]
    if behaviour == "declines":
        session.cancel()
    if behaviour == "hangs-and-cancels":
        soon(session.cancel)
    chip = CHIPS.get(behaviour, SimulatedChip)(*place)
    observer = Broken() if behaviour == "shows-nothing" else Shown()
    begun = time.monotonic()
    told["end"] = ended(lambda: session.read(chip, observer, 65536))
    told["seconds"] = time.monotonic() - begun
    told["again"] = [ended(session.open), ended(lambda: session.read(chip, observer, 256))]
    time.sleep(0.2)
    told["commands"] = chip.commands
    told["progress"] = getattr(observer, "progress_heard", [])
    return told


def addresses():
    """How each odd address is refused, and each odd setting."""
    told = {}
    for line in sys.stdin:
        address = json.loads(line)
        told[address] = ended(lambda: capture.Session(address, capture.Settings()))
    pem = [b"", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    fine = "https://id.example/v1/relay/a#t=b"
    told["authorities"] = [ended(lambda: capture.Session(fine, capture.Settings(authorities=each))) for each in pem]
    return told


def protected(address, authorities):
    """How a server is met whose certificate is by these authorities, with them and without."""
    with open(authorities, "rb") as file:
        known = capture.Settings(authorities=file.read())
    opened = [ended(capture.Session(address, settings).open) for settings in (known, capture.Settings())]
    return {"known": opened[0], "unknown": opened[1]}


if __name__ == "__main__":
    behaviour, *rest = sys.argv[1:]
    special = {"addresses": addresses, "protected": protected}
    report = special[behaviour](*rest) if behaviour in special else main(behaviour, *rest)
    print(json.dumps(report), flush=True)
    os._exit(0)  # a chip that hangs holds a thread
