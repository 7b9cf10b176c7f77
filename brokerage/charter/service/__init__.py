"""What is done with the charter, named by the verb people use."""
