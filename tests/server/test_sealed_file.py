"""The encrypted file of a backup: it gives back what it was given, to who knows the passphrase, or says why
not.
"""

import io

import pytest

from balise.server.archive import sealed
from balise.server.archive.sealed import DamagedError, NotABackupError, Opener, Sealer, WrongPassphraseError

PASSPHRASE = "canot rivage bouleau"
PIECE = 100


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", PIECE)
    monkeypatch.setattr(sealed, "N", 2**4)


def seal(content: bytes) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, PASSPHRASE)
    for start in range(0, len(content), 37):
        sealer.write(content[start : start + 37])
    sealer.finish()
    return file.getvalue()


def read(file: bytes, passphrase: str = PASSPHRASE) -> bytes:
    opener = Opener(io.BytesIO(file), passphrase)
    parts = []
    while part := opener.read(13):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 1234])
def test_it_gives_back_what_it_was_given(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert read(seal(content)) == content


def test_nothing_of_it_can_be_read_without_the_passphrase() -> None:
    assert b"canari" not in seal(b"canari " * 40)


def test_the_same_content_is_never_sealed_alike() -> None:
    assert seal(b"canari") != seal(b"canari")


def test_another_passphrase_is_told_at_once() -> None:
    with pytest.raises(WrongPassphraseError):
        Opener(io.BytesIO(seal(b"canari")), "canot rivage sapin")


@pytest.mark.parametrize(
    "file", [b"", b"PK\x03\x04", b"balise-backup 1 {}\n", b"balise-backup 1 no\n", b"x" * 5000]
)
def test_another_file_is_told_from_a_backup(file: bytes) -> None:
    with pytest.raises(NotABackupError):
        Opener(io.BytesIO(file), PASSPHRASE)


def test_any_bit_that_changed_is_found() -> None:
    whole = seal(bytes(250))
    begin = whole.index(b"\n") + 1
    for place in range(begin, len(whole), 7):
        bent = bytearray(whole)
        bent[place] ^= 1
        with pytest.raises(DamagedError):
            read(bytes(bent))


def test_a_file_that_was_cut_short_is_found_wherever_it_was_cut() -> None:
    whole = seal(bytes(3 * PIECE))
    begin = whole.index(b"\n") + 1
    piece = PIECE + sealed.TAG
    for end in (begin, begin + 5, begin + piece, begin + 2 * piece, len(whole) - 1):
        with pytest.raises(DamagedError):
            read(whole[:end])


def test_pieces_in_another_order_are_found() -> None:
    whole = seal(bytes(3 * PIECE))
    begin = whole.index(b"\n") + 1
    piece = PIECE + sealed.TAG
    first, second = whole[begin : begin + piece], whole[begin + piece : begin + 2 * piece]
    with pytest.raises(DamagedError):
        read(whole[:begin] + second + first + whole[begin + 2 * piece :])
