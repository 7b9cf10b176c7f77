"""What social value is counted in: frameworks of measures, and what each authority uses."""
