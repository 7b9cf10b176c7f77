"""What is asked about passports, one file an audience."""
