"""Members of zip archives by strangers, unpacked a little at a time, so that a small file cannot become a huge one."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator

from argmine.errors import InputError

_PIECE = 64 * 1024
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """The content of a member, 64 KiB at a time; the caller counts them against its limits. `where` is for messages.

    Python's `zipfile` gives no more bytes than asked for where a member is stored or deflated. A read of BZIP2 or LZMA
    may unpack to any size at once, so those are refused, and so is a member that is larger than the archive says.

    Raises:
        InputError: the member is encrypted, compressed in another way, or larger than its archive says.
        BadZipFile: it is damaged; zlib.error, EOFError and OSError may say the same.
    """
    if member.flag_bits & 1:
        raise InputError(f"{where}: {member.filename} is encrypted; export it without a password")
    if member.compress_type not in _BOUNDED:
        raise InputError(
            f"{where}: {member.filename} is compressed in an unusual way (method {member.compress_type}); pack the "
            "file again with usual zip compression (deflate)"
        )
    longer = copy.copy(member)
    longer.file_size += 2 * _PIECE  # `zipfile` stops at the size that is said, and would hide that there is more
    left = member.file_size
    with archive.open(longer) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise InputError(
                    f"{where}: {member.filename} is larger than the archive says, as in a zip bomb; export it again"
                )
            yield piece
