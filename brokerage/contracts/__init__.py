"""The register of contracts: commitments, spend returns, community employment plans."""
