"""What is in dist/ -> a shelf on the home network: OPDS catalogues, and a page for an e-reader's own browser.

Folders become a catalogue (catalogue), the catalogue feeds for reading apps (opds, opds2) and a page without scripts
(page). A request gets one of these, or a file that the catalogue lists, and never anything else (serving, lending).
Before all that, what is not built yet is made (stocking).
"""
