"""Chromium without a window, spoken to over two pipes in its own protocol."""

import base64
import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe", "--hide-scrollbars",
)  # fmt: skip
PATIENCE = 60


def program():
    """Where Chromium is; without one this fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"no Chromium here (looked for {', '.join(NAMES)}): apt-get install chromium"
    return found


class Chromium:
    """One page in one browser; `events` is all that it has reported."""

    def __init__(self, folder):
        words = [program(), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        (down, self._to), (self._from, up) = os.pipe(), os.pipe()
        theirs = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (down, up)]

        def as_3_and_4():
            for number, one in enumerate(theirs, start=3):
                os.dup2(one, number)

        self._process = subprocess.Popen(
            words, preexec_fn=as_3_and_4, pass_fds=(3, 4), stderr=subprocess.DEVNULL
        )
        for one in (down, up, *theirs):
            os.close(one)
        self._numbers, self._left, self.events, self._session = itertools.count(1), b"", [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        answer = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = answer["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def _read(self, until):
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._from], [], [], max(0, until - time.monotonic()))
            assert ready, "Chromium does not answer"
            more = os.read(self._from, 2**20)
            assert more, "Chromium has stopped"
            self._left += more
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

    def ask(self, method, **parameters):
        """Send a command, and wait for its answer."""
        number, until = next(self._numbers), time.monotonic() + PATIENCE
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        text = json.dumps(message).encode() + b"\0"
        while text:
            text = text[os.write(self._to, text) :]
        while True:
            answer = self._read(until)
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]
            self.events.append(answer)

    def reported(self, method):
        """What the browser reported under this name."""
        return [event["params"] for event in self.events if event.get("method") == method]

    def open(self, path):
        """Load a file, and wait until it is there."""
        seen = len(self.reported("Page.loadEventFired"))
        self.ask("Page.navigate", url=Path(path).resolve().as_uri())
        until = time.monotonic() + PATIENCE
        while len(self.reported("Page.loadEventFired")) == seen:
            self.events.append(self._read(until))

    def value(self, expression):
        """Evaluate JavaScript."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def size(self, width, height, *, dark=False):
        """Make the window so large, and light or dark."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def screenshot(self, path):
        """Write what is seen."""
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def print(self, path):
        """Write the page as it is printed."""
        data = self.ask("Page.printToPDF", generateTaggedPDF=False)["data"]
        path.write_bytes(base64.b64decode(data))
