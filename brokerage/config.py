"""Settings: one frozen value, read from the environment once."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_OCID_PREFIX = "ocds-000000"
"""Registered for nobody: for trying only. An operator registers one of its own."""
_OCID_PREFIX = re.compile("ocds-[a-z0-9]{6}")


class ConfigError(ValueError):
    """A setting that this site must not start with; the message says which and why."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the app needs to know from outside.

    Raises ConfigError where the settings contradict each other.
    """

    database_url: str
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    data_folder: Path = PROJECT_FOLDER / "instance"
    seed_folder: Path = PROJECT_FOLDER / "seed"
    is_demonstration: bool = False
    is_testing: bool = False
    trusted_proxies: int = 0
    mail_sender: str = "console"
    mail_from: str = "no-reply@brokerage.example"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_uses_tls: bool = False
    argon2_time_cost: int = 2
    log_level: str = "INFO"
    encoder: str = ""
    """The folder of another sentence model, "off" for none; empty for the one in the lock file."""
    encoder_sha256: str = ""
    uses_published_weights_only: bool = False
    uses_accepted_texts: bool = True
    """Whether what somebody was chosen for helps to find them again."""
    ocid_prefix: str = DEFAULT_OCID_PREFIX
    """What the identifiers in open contracting data begin with."""

    def __post_init__(self) -> None:
        """Refuse what cannot be run safely."""
        host = urlsplit(self.base_url).hostname or ""
        if not host:
            raise ConfigError("BROKERAGE_BASE_URL needs a full address, such as https://…")
        if len(self.secret_key) < 32:
            raise ConfigError("BROKERAGE_SECRET_KEY needs at least 32 characters.")
        if self.is_demonstration and not (self.is_sqlite and host in LOOPBACK_HOSTS):
            raise ConfigError(
                "Demonstration mode signs anyone in with one click, "
                "so it runs only on SQLite and on this computer's own address."
            )
        if not _OCID_PREFIX.fullmatch(self.ocid_prefix):
            raise ConfigError("BROKERAGE_OCID_PREFIX needs “ocds-” and six letters or digits.")
        if not (self.is_https or host in LOOPBACK_HOSTS):
            raise ConfigError("BROKERAGE_BASE_URL must begin with https:// outside this computer.")

    @property
    def is_sqlite(self) -> bool:
        """Whether the data layer is the embedded one."""
        return make_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def is_https(self) -> bool:
        """Whether visitors reach the site over TLS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The one host name this site answers to, with its port if it has one."""
        return urlsplit(self.base_url).netloc

    @property
    def trusted_hosts(self) -> list[str]:
        """The names a request may ask for; on this computer, each of its own names."""
        name = urlsplit(self.base_url).hostname or ""
        return sorted(LOOPBACK_HOSTS) if name in LOOPBACK_HOSTS else [name]

    @classmethod
    def from_environment(cls) -> Config:
        """Read BROKERAGE_* variables; what is not set has a default fit for one computer."""
        data_folder = Path(os.environ.get("BROKERAGE_DATA_FOLDER", cls.data_folder))
        data_folder.mkdir(parents=True, exist_ok=True)

        def text(name: str, default: str) -> str:
            return os.environ.get(f"BROKERAGE_{name}", default)

        def flag(name: str) -> bool:
            return text(name, "").lower() in {"1", "true", "yes", "on"}

        return cls(
            database_url=text("DATABASE_URL", f"sqlite:///{data_folder / 'brokerage.sqlite'}"),
            secret_key=text("SECRET_KEY", "") or _kept_secret(data_folder),
            base_url=text("BASE_URL", cls.base_url).rstrip("/"),
            data_folder=data_folder,
            is_demonstration=flag("DEMONSTRATION"),
            trusted_proxies=int(text("TRUSTED_PROXIES", "0")),
            mail_sender=text("MAIL_SENDER", cls.mail_sender),
            mail_from=text("MAIL_FROM", cls.mail_from),
            smtp_host=text("SMTP_HOST", cls.smtp_host),
            smtp_port=int(text("SMTP_PORT", str(cls.smtp_port))),
            smtp_username=text("SMTP_USERNAME", ""),
            smtp_password=text("SMTP_PASSWORD", ""),
            smtp_uses_tls=flag("SMTP_TLS"),
            log_level=text("LOG_LEVEL", cls.log_level),
            encoder=text("ENCODER", ""),
            encoder_sha256=text("ENCODER_SHA256", ""),
            uses_published_weights_only=flag("PUBLISHED_WEIGHTS_ONLY"),
            uses_accepted_texts=not flag("NO_ACCEPTED_TEXTS"),
            ocid_prefix=text("OCID_PREFIX", cls.ocid_prefix),
        )


def _kept_secret(data_folder: Path) -> str:
    """Make a secret at the first start and keep it, readable by this user only."""
    path = data_folder / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
