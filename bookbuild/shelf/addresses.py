"""A catalogue's things -> their addresses below the shelf's own path; no address names a host, nor a file's place on the disk."""

from dataclasses import dataclass

from bookbuild.shelf.catalogue import Copy, Volume


@dataclass(frozen=True, slots=True)
class Addresses:
    """`root` is the secret part, `/k7m2xp9wq4`, or empty. All are absolute paths: apps differ in what they make of relative ones."""

    root: str = ""

    @property
    def page(self) -> str:
        """The page for browsers."""
        return f"{self.root}/"

    @property
    def opds(self) -> str:
        """The catalogue of OPDS 1.2."""
        return f"{self.root}/opds"

    @property
    def opds2(self) -> str:
        """The catalogue of OPDS 2.0. Apps are not sent from one to the other: some ask for what they then cannot read."""
        return f"{self.root}/opds/v2"

    @property
    def qr(self) -> str:
        """The page's address as a picture."""
        return f"{self.root}/qr.png"

    def dress(self, name: str) -> str:
        """Style sheet and faces of the page."""
        return f"{self.root}/dress/{name}"

    def copy(self, volume: Volume, copy: Copy) -> str:
        """A book. It ends in the file's name, or a Kobo does not know what it got (calibre-web 146)."""
        return f"{self.root}/{volume.id}/{copy.revision}/{copy.name}"

    def cover(self, volume: Volume) -> str:
        """The cover in full size."""
        return f"{self.root}/{volume.id}/cover"

    def thumbnail(self, volume: Volume) -> str:
        """The cover as lists show it."""
        return f"{self.root}/{volume.id}/thumbnail.jpg"

    def publication(self, volume: Volume) -> str:
        """A book's own document in OPDS 2.0, which identifies it."""
        return f"{self.root}/{volume.id}/publication.json"
