"""Users, how they sign in and stay signed in, and who may run the brokerage."""
