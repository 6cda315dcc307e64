"""A book, or its finished pages -> proofs: what an author prints at home, reads, marks up and binds."""
