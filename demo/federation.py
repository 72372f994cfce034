"""How homeservers of our own federate on 127.0.0.1, for the tests.

May know: Synapse's configuration. Must never import: anything of ours.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Federation:
    """How a homeserver and others reach each other, all on this machine.

    ``known_at`` is the port in its name, where the others ask; ``port`` where it listens. They
    trust the ``certificate``, which is for ``localhost`` and whose key is ``key``.
    """

    known_at: int
    port: int
    certificate: Path
    key: Path

    def settings(self) -> dict[str, Any]:
        """What of Synapse's configuration makes it federate; a lost link is tried soon again."""
        soon = {"destination_min_retry_interval": "1s", "destination_max_retry_interval": "1s"}
        return {
            "tls_certificate_path": str(self.certificate),
            "tls_private_key_path": str(self.key),
            "federation_custom_ca_list": [str(self.certificate)],
            "ip_range_blacklist": [],
            "federation_ip_range_blacklist": [],
            "federation": {"client_timeout": "5s", "max_short_retries": 0, **soon},
        }
