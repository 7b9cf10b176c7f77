"""What a person types into the forms where a guess by the field's name will not do."""

from collections.abc import Mapping

TYPED: Mapping[str, Mapping[str, str]] = {
    "procurement.answer_brief_step": {"title": "Lunches and cakes for meetings"},
    "procurement.edit_rails": {"social_value_percent": "20"},
    "procurement.send_enquiry": {"step": "send"},
    "rotation.decide_on_turn": {"outcome": "left", "reason": "They were asked in May."},
    "passports.add_site": {"since_on-year": "2020"},
    "passports.add_year": {"starts_on-year": "2024"},
    "demand.choose_categories": {"suggest": ""},
}
FILES: Mapping[str, Mapping[str, tuple[str, bytes]]] = {
    "spend.add_import": {
        "file": ("spend.csv", b"Supplier,Amount,Date\nNorth Vale Paving,120.00,2026-04-02\n"),
    },
    "demand.upload_plan": {
        "file": (
            "plan.csv",
            b"Title,Description,Value,Quarter\nGrass,Cutting grass,5000,2027 Q1\n",
        ),
    },
}
"""Endpoint → field → the file's name and what is in it."""
NOT_TAKEN = frozenset({"demand.leave_updates", "demand.show_updates"})
"""Posts of buying that change nothing as the seeded world is: wishes for mail that stand."""
