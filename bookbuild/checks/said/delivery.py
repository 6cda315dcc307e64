"""What bringing a book to somebody may say, by cable, mail or shelf: each code -> its title and an explanation for authors."""

DELIVERY: dict[str, tuple[str, str]] = {
    # -- onto a device: d-001 to d-029 --------------------------------------------------------------------------------
    "d-001": (
        "no e-reader is there",
        ("It has to be plugged in and shown by the computer as a drive: a Kobo asks on its screen whether to connect. Anything else "
         "that takes books can be named by its folder: `bookbuild send --to FOLDER`."),
    ),
    "d-002": (
        "several devices are plugged in",
        "The message has the line for each of them. On a terminal you are asked instead.",
    ),
    "d-003": (
        "the device you named is not there",
        "Others may be, and are listed. `bookbuild send --list` shows what is plugged in and what each of them would be given.",
    ),
    "d-005": (
        "the folder to send to is not there",
        ("A folder is never made for you here: a mistyped name would otherwise put the book on your own disk, and you would look for "
         "it on the device."),
    ),
    "d-006": (
        "the device can only be read",
        ("Most often it was unplugged once without being ejected, and the system now protects what is on it. Eject it, plug it in "
         "again, let it restart once."),
    ),
    "d-007": (
        "no room on the device",
        "The new draft has to stand beside the last one until it is whole. Delete something on the device.",
    ),
    "d-008": (
        "the device has gone away",
        "The cable or the device let go. The last draft is still there, or the new one is whole: never a half.",
    ),
    "d-009": (
        "the device gives back something else",
        ("All that is written is read back and compared. A difference means a bad cable or a memory that is wearing out; the last "
         "draft was left as it was."),
    ),
    "d-010": (
        "a file on the device that is not ours",
        ("Somebody else put a file of that name there, perhaps you by hand. bookbuild overwrites only what it put there itself: "
         "delete or rename it, or send with `--as another-name`."),
    ),
    "d-011": (
        "our book on the device was changed",
        ("It is not the draft that bookbuild left there: the device or a person has changed it, and there may be notes in it. Delete "
         "it there if you do not need it, or send with `--as another-name`."),
    ),
    "d-012": (
        "a folder that leads off the device",
        "The folder for books is a link to somewhere else, and nothing is written through it.",
    ),
    "d-013": (
        "two at once",
        "Another bookbuild is sending to the same device. Wait until it is done.",
    ),
    "d-014": (
        "the list of what was sent is damaged",
        ("`.bookbuild.json` on the device says which files bookbuild put there. It could not be read, so a new one is begun, and "
         "books sent earlier are left alone: delete them on the device before you send their next drafts."),
    ),
    "d-015": (
        "the list of what was sent is of a newer bookbuild",
        "A bookbuild on another computer has written it. Update this one.",
    ),
    "d-016": (
        "an earlier copy stays on the device",
        ("bookbuild removes nothing. A book is known by its identifier; where book.toml has none, one is made from title and authors, "
         "so that another title makes another book. Write the identifier into book.toml before you change the title, and the device "
         "keeps one copy, with your place in it."),
    ),
    "d-017": (
        "a Kindle wants calibre, or mail",
        ("By cable a Kindle reads AZW3 and no EPUB, and only calibre makes that. Install it, or mail the EPUB to your Kindle's own "
         "address."),
    ),
    "d-018": (
        "you may not write there",
        ("The drive belongs to another user, most often because it was mounted by hand. A click on it in the file manager mounts it "
         "as yours."),
    ),
    "d-019": (
        "a name the device cannot hold",
        "Some drives know no letters beyond the Latin ones. `--as NAME` gives the file a plainer name, and it keeps it.",
    ),
    "d-020": (
        "the device refused",
        "For a reason of its own, which the message has. The last draft was left as it was.",
    ),
    "d-021": (
        "calibre could not convert the book",
        "The message ends with what calibre said last. The EPUB in dist/ is whole.",
    ),
    "d-022": (
        "a device that shows no drive",
        ("Newer Kindles and everything with Android speak MTP. On Linux the desktop does that (gvfs); macOS has nothing for it, so "
         "send by mail there, or open a shelf: `bookbuild shelf`."),
    ),
    "d-023": (
        "a device that shows no drive did not do as it was asked",
        ("MTP stops when the screen locks, and lets only one program speak at a time. Unlock it, close other programs that show its "
         "files, and send again: a half file is under no book's name."),
    ),
    "d-024": (
        "no reMarkable answers",
        "Its page on the cable has to be switched on: Settings, Storage, USB web interface. It sleeps with the screen.",
    ),
    "d-025": (
        "the reMarkable did not take the book",
        "It takes EPUB and PDF, one at a time. The message has what it said.",
    ),
    "d-026": (
        "plugged in, and not ready",
        "The computer sees the device but no drive yet. Answer what it asks on its screen, or click it in the file manager.",
    ),
    # -- mail: d-030 to d-049 -------------------------------------------------------------------------------------------
    "d-030": (
        "config.toml is not TOML",
        'Your own settings are in ~/.config/bookbuild/config.toml. Each line is `key = "value"`, texts in straight quotes.',
    ),
    "d-031": (
        "a password in config.toml",
        ("Files are copied, backed up and shared, and passwords with them; so none is read from there. `keyring set bookbuild "
         "you@example.org` puts it where your system keeps passwords. Whoever may have read the file knows it: change it."),
    ),
    "d-032": (
        "no mail account",
        ("To send a book by mail, bookbuild needs to know from whom and by which server. Both stand in your own config.toml, never in "
         "the book's folder: somebody else's book must not say where your mail goes."),
    ),
    "d-033": (
        "not an e-mail address",
        "`someone@kindle.com`: plain letters, and nothing around it. Your Kindle's own address is in its settings, under Your Account.",
    ),
    "d-034": (
        "a mail setting that cannot be",
        ('`server` is a name such as smtp.example.org, `port` mostly 465 or 587, `security` is "tls" with the first and "starttls" with '
         "the second. Mail goes without encryption only to a server on this machine."),
    ),
    "d-035": (
        "the password is not stored",
        ("`keyring set bookbuild you@example.org` asks for it, and puts it where your system keeps passwords. A machine without such a "
         "place has the variable BOOKBUILD_SMTP_PASSWORD, which is forgotten when the terminal is closed."),
    ),
    "d-036": (
        "a password that cannot be sent",
        "Mail servers take the letters of ASCII. Most providers make passwords of those for you (app passwords), one for each program.",
    ),
    "d-037": (
        "more than the mail box takes",
        ("Amazon takes 50 MB and 25 books in one mail. A text has less than one; it is the pictures. By cable there is no such "
         "limit."),
    ),
    "d-038": (
        "more than your mail server takes",
        ("It was asked before anything was sent. Mail makes a file a third larger, as it carries nothing but letters; many servers "
         "stop at 25 MB."),
    ),
    "d-039": (
        "there is no such mail server",
        "Its name is misspelled in config.toml, or this machine has no network at the moment.",
    ),
    "d-040": (
        "the mail server cannot be reached",
        ("Nothing answers at that port. Trains, hotels and some providers let no mail out but by their own server; a telephone's "
         "network often does."),
    ),
    "d-041": (
        "the mail server is not to be trusted, or speaks another way",
        ("Before the password is sent, the line is encrypted and the server has to prove who it is; where it does not, nothing is sent. "
         "Most often port and security do not fit: 465 goes with tls, 587 with starttls. For a server of your own, whose certificate "
         "nobody knows, SSL_CERT_FILE names the file with it."),
    ),
    "d-042": (
        "the mail server does not take the password",
        ("Google, Apple, Yahoo and many others want an own password for each program, an app password, which you make in their "
         "settings. Some, as Microsoft's free mail, let no program log in by a password any more: then another account has to do."),
    ),
    "d-043": (
        "the mail server refuses the mail",
        "Its own words are in the message. Often the sender is not an address of the account, or the receiver's is misspelled.",
    ),
    "d-044": (
        "the mail server hung up",
        ("If it had all of the book by then, it may have passed it on; nobody can tell from here. Look at the device before you send "
         "again."),
    ),
    "d-050": (
        "no book for the shelf",
        ("`bookbuild shelf` takes the folders of books, or a folder with such folders in it: `bookbuild shelf ~/books`. A book's "
         "folder has a manuscript/, a dist/ or a book.toml in it, or is itself a folder of Markdown files."),
    ),
    "d-051": (
        "no home network",
        ("The shelf stands at an address that routers give out at home: 192.168…, 10… or 172.16… to 172.31…. Other addresses can often "
         "be reached by the whole world, so it does not stand there unless `--host` says so. `--host 127.0.0.1` is for this "
         "computer alone, to try it."),
    ),
    "d-052": (
        "an address that is not this computer's",
        "`--host` is an address of this computer itself, not of the reader. Without it the home network's is taken.",
    ),
    "d-053": (
        "the port is taken",
        ("Something else listens there: most often a shelf that is still open in another window. Another port does as well, but the "
         "addresses that were noted before then lead nowhere. Ports below 1024 belong to the system."),
    ),
    "d-054": (
        "a file in dist/ that is no EPUB",
        "It ends in .epub and cannot be read as one, so no reader could open it either. It is left off the shelf.",
    ),
    "d-055": (
        "the shelf cannot be announced",
        ("Announcing is done by multicast DNS, which some networks, firewalls and virtual machines do not let pass. It only saves "
         "typing: the address and the QR code work all the same."),
    ),
    "d-056": (
        "a book cannot be built for the shelf",
        ("Something is wrong with its manuscript, and stands in the lines above. What was built before is still good and stays on "
         "the shelf; mend it, and open the shelf again, or keep it open with `--watch`."),
    ),
    "d-057": (
        "there is nothing to put on the shelf",
        "On the shelf is what lies in dist/, and there is no EPUB in it. `bookbuild build` makes one.",
    ),
}
