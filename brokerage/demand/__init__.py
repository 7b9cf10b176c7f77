"""What buyers plan to buy: forward plans, who is interested, and mail about new ones."""
