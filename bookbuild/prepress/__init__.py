"""A book -> what a printer takes: the interior by the printer's own rules, the cover wrap, and an account of both."""
