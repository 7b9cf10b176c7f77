"""Settings that contradict each other must stop the site before it starts."""

import pytest

from brokerage.config import Config, ConfigError

SECRET = "s" * 40


def make(**changes: object) -> Config:
    return Config(**({"database_url": "sqlite:///x.sqlite", "secret_key": SECRET} | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"database_url": "postgresql+psycopg://db/brokerage"},
        {"base_url": "https://brokerage.example"},
        {"base_url": "http://192.168.1.5:8000"},
    ],
)
def test_demonstration_runs_only_on_sqlite_and_loopback(changes):
    with pytest.raises(ConfigError):
        make(is_demonstration=True, **changes)


def test_demonstration_runs_on_this_computer():
    assert make(is_demonstration=True).is_demonstration


def test_plain_http_is_refused_outside_this_computer():
    with pytest.raises(ConfigError, match="https"):
        make(base_url="http://brokerage.example")


@pytest.mark.parametrize("prefix", ["", "ocds-12345", "ocds-1234567", "ocds-ABC123", "abc123"])
def test_what_is_no_prefix_for_open_contracting_is_refused(prefix):
    with pytest.raises(ConfigError, match="OCID"):
        make(ocid_prefix=prefix)


def test_a_short_secret_is_refused():
    with pytest.raises(ConfigError, match="32"):
        make(secret_key="short")


def test_secrets_stay_out_of_the_settings_as_printed():
    assert SECRET not in repr(make(smtp_password="hush-hush"))
    assert "hush-hush" not in repr(make(smtp_password="hush-hush"))


def test_the_kept_secret_is_private_and_the_same_at_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setenv("BROKERAGE_DATA_FOLDER", str(tmp_path))
    monkeypatch.delenv("BROKERAGE_SECRET_KEY", raising=False)
    first, second = Config.from_environment(), Config.from_environment()
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
