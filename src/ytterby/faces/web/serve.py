"""The server: this machine only, one process; the first answer is prepared while the reader opens the page."""

from __future__ import annotations

import socket
import threading

from ytterby.errors import BadInput, Fault
from ytterby.faces.web.app import application
from ytterby.faces.web.bundle import bundle
from ytterby.faces.web.desk import Desk
from ytterby.market import Options

__all__ = ["serve"]

HOST = "127.0.0.1"


def serve(port: int) -> None:
    """Serve until stopped. BadInput if the port is taken."""
    import uvicorn

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            remedy = f"Choose another: ytterby serve --port {port + 1}"
            raise BadInput(Fault(f"port {port}", error.strerror or "taken", "a free port", remedy)) from None
    desk = Desk()
    threading.Thread(target=_prepare, args=(desk,), daemon=True).start()
    uvicorn.run(application(desk), host=HOST, port=port, log_level="warning", server_header=False)


def _prepare(desk: Desk) -> None:
    bundle()
    desk.sample_brief()
    desk.scene()
    Options.load_kernels()  # what-ifs from here on
