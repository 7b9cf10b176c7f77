"""The weekly list by mail, and what someone has said is not for them."""
