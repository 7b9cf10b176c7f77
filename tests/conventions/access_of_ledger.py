"""Who may do what in the ledger and with uploads of measures: a part of the table."""

from tests.conventions.access_roles import (
    ADMINISTRATORS,
    BROKERS,
    HOST,
    OWNER,
    Access,
)

LEDGER: dict[str, Access] = {
    "measures.upload_measures": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "measures.import_measures": Access(get=ADMINISTRATORS, post=ADMINISTRATORS),
    "ledger.list_claims": Access(get=OWNER),
    "ledger.download_claims": Access(get=OWNER),
    "ledger.show_totals": Access(get=OWNER),
    "ledger.list_claims_to_confirm": Access(get=OWNER),
    "ledger.list_sources": Access(get=OWNER),
    "ledger.claim_source": Access(get=OWNER, post=OWNER),
    "ledger.show_claim": Access(get=OWNER | HOST | BROKERS),
    "ledger.change_amount": Access(get=OWNER, post=OWNER),
    "ledger.withdraw_claim": Access(post=OWNER),
    "ledger.choose_promise": Access(get=OWNER, post=OWNER),
    "ledger.remove_promise": Access(post=OWNER),
    "ledger.answer_claim": Access(get=HOST, post=HOST),
    "ledger.start_dispute": Access(get=OWNER | HOST, post=OWNER | HOST),
    "ledger.list_disputes": Access(get=BROKERS),
    "ledger.decide_dispute": Access(get=BROKERS, post=BROKERS),
}
