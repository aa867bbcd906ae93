"""One encrypted file that holds a whole site; see README.md. Doors: ``take.take_backup``, ``unpack.unpack``, ``load``."""
