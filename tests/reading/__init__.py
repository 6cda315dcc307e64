"""A reading system for the tests: epub.js in chromium, a page of ours around it, and what it finds in a book."""
