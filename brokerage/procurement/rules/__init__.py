"""What a brief, a shortlist and an enquiry may be, and what the law lets a ranking weigh. Pure."""
