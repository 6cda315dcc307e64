"""What bookbuild itself may say, wherever it stands on the road: each code -> its title and an explanation for authors.

These come from reading the manuscript, from making its outputs and from sending them, not from a rule one could silence.
"""

from bookbuild.checks.said.delivery import DELIVERY
from bookbuild.checks.said.making import MAKING
from bookbuild.checks.said.manuscript import MANUSCRIPT
from bookbuild.checks.said.proofs import PROOFS

SAID = {**MANUSCRIPT, **MAKING, **PROOFS, **DELIVERY}
