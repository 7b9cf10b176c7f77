"""What the clock does for leave."""

from __future__ import annotations

from brokerage.leave.service import reminders


def keep_requests_moving() -> None:
    """Remind, tell what ran out, give back what nobody decided, ask hosts how it was."""
    reminders.release_what_came_too_late()
    reminders.send_reminders()
    reminders.tell_what_ran_out()
    reminders.ask_hosts_of_own_days()


def clear_up() -> None:
    """Delete what is over."""
    reminders.clear_up()
