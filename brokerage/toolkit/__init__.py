"""The toolkit: what helps to carry a pledge out, and events where people meet."""
