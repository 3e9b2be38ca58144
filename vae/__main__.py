"""python -m vae."""

import signal
import sys

if __name__ == "__main__":
    try:
        from ._command.app import app

        app(prog_name="python -m vae")
    except KeyboardInterrupt:  # before the command has begun: it answers for what comes after
        print("stopped while starting; nothing was written.", file=sys.stderr)
        sys.exit(130)
    finally:
        # Threads may still end what they began: one more Ctrl-C would only print a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
