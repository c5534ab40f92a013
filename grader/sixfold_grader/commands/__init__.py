"""Commands of one subject each; `cli` stays the one entry and calls their `register`."""
