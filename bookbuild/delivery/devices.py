"""What e-readers look like from outside, and what each of them reads: a table.

Marks, labels, USB ids and folders are facts taken from calibre's drivers (src/calibre/devices, 6.13 to 7.x), libmtp's
list of devices (1.1.22) and KOReader, as of 2026-11-23. No device was at hand: what only one source says is marked.

USB ids are worth little: 2237:4237 is three Kobos and two tolinos, 0525:a4a5 is any Linux gadget. They only decide
between devices that otherwise look alike, and name one that is plugged in but shows no drive.
"""

from dataclasses import dataclass

EPUB, KEPUB, AZW3 = ".epub", ".kepub.epub", ".azw3"


@dataclass(frozen=True, slots=True)
class Mark:
    """A file or folder by which a drive is known; `says` is a pattern that is found in the file."""

    path: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A kind of e-reader. Of `folders` the first that is there is taken, or else the first that fits is made."""

    name: str                                      # as one types it
    title: str
    reads: str = EPUB                              # the ending of what it is given
    marks: tuple[tuple[Mark, ...], ...] = ()       # any of these sets, each as a whole
    labels: tuple[str, ...] = ()
    usb: tuple[str, ...] = ()
    folders: tuple[str, ...] = ("",)               # "" is the drive itself
    mtp: tuple[str, ...] = ()                      # words in the name it has for MTP
    then: str = ""                                 # what happens next, for the person who holds it


DEVICES = (
    Device(
        "kobo", "Kobo", KEPUB,
        marks=((Mark(".kobo/version"),), (Mark(".kobo"),)), labels=("KOBOeReader",),
        usb=tuple(f"2237:{number}" for number in range(4161, 4240)),
        then="Once it is unplugged, the Kobo takes a moment to add the book.",
    ),
    Device(
        "tolino", "tolino",
        marks=((Mark(".tolino"),),), labels=("tolino",),
        usb=tuple(f"{vendor}:{product}" for vendor in ("1f85", "4173") for product in ("1688", "6033", "6052", "6053", "6056", "8000")),
        folders=("Books",), mtp=("tolino",),
    ),
    # Since 2023 tolinos are Kobos within, and say so: the last digits of the version are the model, 69x (calibre's kobo driver,
    # KOReader). They have no use for KEPUB: calibre leaves it off for them.
    Device(
        "tolino", "tolino",
        marks=((Mark(".kobo/version", r"69\d\s*\Z"),),), labels=("tolino",),
        usb=tuple(f"2237:{number}" for number in (*range(5237, 5240), 4237)),
        then="Once it is unplugged, the tolino takes a moment to add the book.",
    ),
    # A Kindle reads no EPUB by cable, only by mail. Models since 2024 (and some with newer firmware) show no drive: MTP, 1949:9981.
    Device(
        "kindle", "Kindle", AZW3,
        marks=((Mark("documents"), Mark("system/thumbnails")), (Mark("documents"), Mark("system"))), labels=("Kindle",),
        usb=("1949:0001", "1949:0002", "1949:0004", "1949:0324", "1949:9981"), folders=("documents",), mtp=("kindle",),
    ),
    Device(
        "pocketbook", "PocketBook",
        marks=((Mark("system/explorer-3/explorer-3.db"),), (Mark("system/explorer/explorer.db"),), (Mark("system/explorer-3"),)),
        labels=("PocketBook",), usb=("0489:e107", "0489:cff1", "fffe:0001", "1f85:6a42", "4173:6a42"), folders=("Books",),
    ),
    Device(
        "nook", "Nook",
        marks=((Mark("NOOK"),), (Mark("My Files/Books"),)), labels=("NOOK", "NOOK_TABLET", "NOOK_SIMPLETOUCH", "NOOK_GLOWLIGHT"),
        usb=tuple(f"2080:{number:04x}" for number in range(0x2, 0xF)), folders=("NOOK/Books", "NOOK/My Files", "My Files/Books"),
        mtp=("nook",),
    ),
    Device(
        "boox", "Boox",
        marks=((Mark("MyBooks"),),), labels=("BOOX", "ONYX"), usb=("2207:000b", "2207:000c", "2207:000d", "2207:0014", "2207:0015"),
        folders=("MyBooks", "Books", "eBooks", "Documents"), mtp=("boox", "onyx"),
    ),
    Device(
        "supernote", "Supernote", usb=("2207:0031", "2207:0011", "2207:0007", "2207:0017"), folders=("Document", "Documents"),
        mtp=("supernote", "ratta"),
    ),
    # 10.11.99.1 is the tablet's own end of the cable; ten separate programs agree on its web page (2026-11).
    Device(
        "remarkable", "reMarkable",
        then="The tablet keeps earlier drafts as documents of their own: delete there what you no longer want.",
    ),
    Device("android", "Android device", folders=("Books", "eBooks", "Documents")),
)  # fmt: skip
REMARKABLE, ANDROID = DEVICES[-2:]
FOLDER = Device("folder", "Folder")
NAMES = tuple(dict.fromkeys(device.name for device in DEVICES))


def known_by_usb(identifier: str) -> Device | None:
    """The device of that USB id, if only one brand has it."""
    found = {device.name: device for device in DEVICES if identifier in device.usb}
    return next(iter(found.values())) if len(found) == 1 else None
